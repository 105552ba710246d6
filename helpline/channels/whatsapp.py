"""Chats: Twilio's WhatsApp fields to what was heard, and a reply to message texts."""

from collections.abc import Iterator, Mapping

import regex
from twilio.twiml.messaging_response import MessagingResponse

from helpline.callers import Address, Kind
from helpline.channels.twilio import whatsapp_address
from helpline.conversation.messages import Heard, Letters, Media, Prompt, Reply
from helpline.i18n import Locales
from helpline.security.redact import said
from helpline.tickets.attachments import PLAYABLE

# Twilio refuses a longer body (error 21617).
LONGEST_MESSAGE = 1600
# Twilio passes on at most ten files of one message.
MOST_FILES = 10
# Fewer words in Latin letters than these ("hello", "namaste madam", "OTP") are nobody's own: they decide nothing.
FEWEST_WORDS = 3
_LETTER_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_LATIN_WORD = regex.compile(r"\p{Latin}+")


def addresses(form: Mapping[str, str]) -> tuple[Address, ...]:
    """The sender's phone number, WhatsApp user id, or both; a phone comes first."""
    found = {whatsapp_address(form.get("From", ""))}
    if form.get("ExternalUserId"):
        found.add(Address(Kind.WHATSAPP_USER, form["ExternalUserId"].strip()))
    known = [address for address in found if address]
    return tuple(sorted(known, key=lambda address: address.kind is not Kind.PHONE))


def hear(form: Mapping[str, str]) -> Heard:
    """What the sender wrote or sent, or which button or list row she tapped; words still to be understood."""
    tapped = form.get("ButtonPayload") or form.get("ListId") or ""
    if tapped:
        return Heard(keys=said(tapped))
    return Heard(text=said(form.get("Body", "")), media=tuple(one for one in _media(form) if _can_open(one)))


def letters(text: str) -> Letters | None:
    """What a message is written in: Latin letters, the language's own, or too little to tell."""
    if _LETTER_NOT_LATIN.search(text):
        return "own"
    return "latin" if len(_LATIN_WORD.findall(text)) >= FEWEST_WORDS else None


def cannot_open(form: Mapping[str, str]) -> bool:
    """Whether nothing came but files that nobody here can open."""
    heard = hear(form)
    return heard.is_silence and any(True for _ in _media(form))


def _media(form: Mapping[str, str]) -> Iterator[Media]:
    many = form.get("NumMedia", "0")
    for place in range(min(int(many), MOST_FILES) if many.isdecimal() else 0):
        content_type = form.get(f"MediaContentType{place}", "").split(";")[0].strip().lower()
        yield Media(form.get(f"MediaUrl{place}", ""), content_type)


def _can_open(media: Media) -> bool:
    return bool(media.url) and media.content_type in PLAYABLE


def write(reply: Reply, locales: Locales) -> str:
    """The reply as TwiML: one message, more where it is too long for one, none where a person answers."""
    response = MessagingResponse()
    for part in split(words(reply, locales)):
        response.message(part)
    return str(response)


def words(reply: Reply, locales: Locales) -> str:
    """The reply as text: a paragraph for each prompt, a numbered line for each option."""
    lines = []
    for prompt in reply.prompts:
        text = written(prompt, locales, reply)
        lines.append(f"{prompt.key}. {text}" if prompt.key else f"\n{text}")
    return "\n".join(lines).strip()


def written(prompt: Prompt, locales: Locales, reply: Reply) -> str:
    """One prompt of a reply as text."""
    code = prompt.language or reply.language
    return locales.prompt(prompt.context, prompt.text, prompt.values, code, spoken=False, latin=reply.latin)


def split(text: str) -> list[str]:
    """Pieces that Twilio accepts, cut at line ends, else at spaces, else anywhere."""
    pieces = []
    while len(text) > LONGEST_MESSAGE:
        cut = max(text.rfind("\n", 0, LONGEST_MESSAGE), 0) or max(text.rfind(" ", 0, LONGEST_MESSAGE), 0)
        cut = cut or LONGEST_MESSAGE
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces
