"""The simulated callers: for each kind of turn an endless stream of requests, signed before they are sent.

The forms are those of the pretended Twilio; its `post` writes the request down instead of sending it, and answers
as a helpline that waits for the next key or word. That is possible because a turn's address is known ahead.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from twilio.request_validator import RequestValidator

from helpline.channels.softphone.pretend_twilio import Call, Chat

LANGUAGE = "hi"
# From the greeting: Hindi, then "to choose from a list".
TO_THE_MENU = ("1", "1")
# Ration, back; the centre, the child, back, back; information, what I am entitled to, list; the app, login (the
# only step of these that looks something up), it helped, list. It ends where it began.
THROUGH_MENUS = ("1", "9", "3", "5", "9", "9", "6", "1", "1", "2", "1", "1", "1")
SENTENCES = (
    "गर्भवती को महीने में कितना राशन मिलता है",
    "how do I register my baby at the anganwadi",
    "पोषण ट्रैकर में लॉगिन का ओटीपी नहीं आ रहा",
    "when are the vaccines given to a small child",
    "मातृ वंदना योजना में कितना पैसा मिलता है",
    "garbhvati ko kya khana chahiye",
    "the app is very slow and hangs all the time",
    "बच्चे का नाम आंगनवाड़ी में कैसे लिखवाएं",
    "what ration is a breastfeeding mother entitled to",
    "ऐप अपडेट नहीं हो रहा है",
    "teeka kab kab lagta hai",
    "I forgot my password for the poshan tracker",
)
STREAMS = ("bare", "keys", "spoken", "whatsapp")
# What a good answer holds.
MARKS = {"bare": b"</Response>", "keys": b"<Gather", "spoken": b"<Gather", "whatsapp": b"<Message>", "nothing": b"ok"}


@dataclass
class Wire:
    """Writes down what would be sent to `address`, signed with `token` as Twilio signs."""

    address: str
    token: str
    request: bytes = b""

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """Keep the request; answer that the next step is waited for."""
        signature = RequestValidator(self.token).compute_signature(self.address + path, dict(form))
        body = urlencode(form).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {urlsplit(self.address).netloc}\r\nUser-Agent: TwilioProxy/1.1\r\n"
            f"Accept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Twilio-Signature: {signature}\r\n\r\n"
        )
        self.request = head.encode() + body
        step = int(parse_qs(urlsplit(path).query).get("step", ["0"])[0]) + 1
        query = urlencode({"step": step, "language": LANGUAGE}).replace("&", "&amp;")
        return f'<Response><Gather input="dtmf speech" numDigits="1" action="/voice?{query}"/></Response>'


def number(kind: str, place: int) -> str:
    """The phone number of the caller at `place` of a kind; nobody else has it."""
    return f"+9198{STREAMS.index(kind):03d}{place:05d}"


def opening_turns(kind: str) -> int:
    """How many requests of a stream come before those that are measured."""
    return {"keys": 1 + len(TO_THE_MENU), "spoken": 2, "whatsapp": 3}.get(kind, 0)


def stream(kind: str, place: int, wire: Wire) -> Iterator[bytes]:
    """The requests of one caller, for ever."""
    streams: dict[str, Callable[[], Iterator[bytes]]] = {
        "bare": lambda: _bare(wire, number("bare", place)),
        "keys": lambda: _keys(wire, number("keys", place)),
        "spoken": lambda: _spoken(wire, number("spoken", place), place),
        "whatsapp": lambda: _whatsapp(wire, number("whatsapp", place), place),
        "nothing": lambda: _nothing(wire),
    }
    return streams[kind]()


def _keys(wire: Wire, caller: str) -> Iterator[bytes]:
    call = Call(wire.post, caller)
    call.dial()
    yield wire.request
    for key in itertools.chain(TO_THE_MENU, itertools.cycle(THROUGH_MENUS)):
        call.press(key)
        yield wire.request


def _spoken(wire: Wire, caller: str, place: int) -> Iterator[bytes]:
    call = Call(wire.post, caller)
    call.dial()
    yield wire.request
    call.press(TO_THE_MENU[0])
    yield wire.request
    for sentence in itertools.islice(itertools.cycle(SENTENCES), place % len(SENTENCES), None):
        call.say(sentence)
        yield wire.request


def _whatsapp(wire: Wire, caller: str, place: int) -> Iterator[bytes]:
    """Hello, Hindi, the list; then a typed sentence leads to the question whether there is more, and 1 to the list."""
    chat = Chat(wire.post, phone=caller)
    sentences = itertools.islice(itertools.cycle(SENTENCES), place % len(SENTENCES), None)
    typed = itertools.chain.from_iterable((sentence, "1") for sentence in sentences)
    for words in itertools.chain(("hello", *TO_THE_MENU), typed):
        chat.write(words)
        yield wire.request


def _bare(wire: Wire, caller: str) -> Iterator[bytes]:
    """The forms of key presses, to the bare route."""
    call = Call(lambda path, form: wire.post(path.replace("/voice", "/turn"), form), caller)
    call.dial()
    yield wire.request
    for key in itertools.cycle(THROUGH_MENUS):
        call.press(key)
        yield wire.request


def _nothing(wire: Wire) -> Iterator[bytes]:
    wire.post("/nothing", {"Digits": "1"})
    while True:
        yield wire.request
