"""The pretended Twilio goes where TwiML sends it, and nowhere else."""

import json
from collections.abc import Mapping

import pytest

from helpline.channels.softphone.pretend_twilio import HELPLINE, MOST_REDIRECTS, WITHHELD, Call, Chat, resume_call
from helpline.channels.softphone.twiml import TwimlError, Utterance

END = "<Response><Say>Goodbye</Say></Response>"
ASK = (
    '<Response><Gather input="dtmf speech" numDigits="2" timeout="7" action="/voice?step=1" actionOnEmptyResult="true">'
    '<Say language="hi-IN" voice="V">पहला</Say><Play>/audio/hi/a.b.wav</Play></Gather></Response>'
)
KEYS_ONLY = '<Response><Gather numDigits="4" action="/voice?step=1"/><Say>Nothing came</Say></Response>'
DIAL = '<Response><Say>Wait</Say><Dial action="/voice?step=1"><Number>+911120001515</Number></Dial></Response>'


class Webhooks:
    """Answers each request with the next of its answers, and keeps what was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str]]] = []

    def post(self, path: str, form: Mapping[str, str]) -> str:
        self.asked.append((path, dict(form)))
        return "" if path == "/voice/status" else self.answers.pop(0)

    @property
    def last(self) -> tuple[str, dict[str, str]]:
        return [asked for asked in self.asked if asked[0] != "/voice/status"][-1]


def called(*answers: str) -> tuple[Call, Webhooks]:
    webhooks = Webhooks(*answers)
    call = Call(webhooks.post, "+916000000012")
    call.dial()
    return call, webhooks


def test_a_call_begins_as_twilio_begins_it() -> None:
    call, webhooks = called(ASK)
    path, form = webhooks.last
    assert path == "/voice"
    assert form["From"] == "+916000000012"
    assert form["To"] == HELPLINE
    assert form["CallSid"].startswith("CA")
    assert len(form["CallSid"]) == 34
    assert not {"Digits", "SpeechResult"} & set(form)
    assert call.heard == [Utterance("पहला", "hi-IN", "V"), Utterance(play="/audio/hi/a.b.wav")]


def test_a_withheld_number_is_sent_as_twilio_sends_it() -> None:
    webhooks = Webhooks(ASK)
    Call(webhooks.post, "").dial()
    assert webhooks.last[1]["From"] == WITHHELD


@pytest.mark.parametrize(
    ("pressed", "digits"), [("1", "1"), ("12", "12"), ("123", "12"), ("1#", "1"), ("#", ""), ("*", "*")]
)
def test_keys_go_to_the_action_as_many_as_are_wanted(pressed: str, digits: str) -> None:
    call, webhooks = called(ASK, END)
    call.press(pressed)
    assert webhooks.last[0] == "/voice?step=1"
    assert webhooks.last[1]["Digits"] == digits


def test_words_go_to_the_action_with_their_confidence() -> None:
    call, webhooks = called(ASK, END)
    call.say("राशन नहीं मिला", 0.8)
    assert webhooks.last[1]["SpeechResult"] == "राशन नहीं मिला"
    assert webhooks.last[1]["Confidence"] == "0.80"


def test_silence_is_reported_where_that_is_wanted() -> None:
    call, webhooks = called(ASK, END)
    call.stay_silent()
    assert webhooks.last[1]["Digits"] == ""


def test_else_silence_goes_on_to_the_next_verb() -> None:
    call, webhooks = called(KEYS_ONLY)
    assert call.stay_silent() == [Utterance("Nothing came")]
    assert len([path for path, _ in webhooks.asked if path != "/voice/status"]) == 1
    assert call.is_over


def test_words_on_a_line_that_takes_keys_only_are_silence() -> None:
    call, _ = called(KEYS_ONLY)
    assert call.say("hello") == [Utterance("Nothing came")]


def test_a_call_without_a_question_ends_and_its_end_is_reported() -> None:
    call, webhooks = called(END)
    assert call.is_over
    assert webhooks.asked[-1][0] == "/voice/status"
    assert webhooks.asked[-1][1]["CallStatus"] == "completed"


def test_hanging_up_is_reported() -> None:
    call, webhooks = called(ASK)
    call.hang_up()
    assert webhooks.asked[-1][0] == "/voice/status"
    with pytest.raises(TwimlError):
        call.press("1")


@pytest.mark.parametrize("answered", [True, False])
def test_dialling_reports_how_it_ended(answered: bool) -> None:
    call, webhooks = called(DIAL, END)
    assert call.heard == [Utterance("Wait")]
    assert call.waiting is not None
    assert call.waiting.number == "+911120001515"
    assert (call.picked_up() if answered else call.not_picked_up()) == [Utterance("Goodbye")]
    assert webhooks.last[1]["DialCallStatus"] == ("completed" if answered else "no-answer")


def test_keys_mean_nothing_while_it_rings() -> None:
    call, _ = called(DIAL)
    with pytest.raises(TwimlError):
        call.press("1")


def test_a_redirect_is_followed_and_what_was_said_before_stays_heard() -> None:
    call, webhooks = called(
        "<Response><Say>One</Say><Redirect>/voice?step=9</Redirect><Say>never</Say></Response>", ASK
    )
    assert [one.words for one in call.heard] == ["One", "पहला", ""]
    assert webhooks.last[0] == "/voice?step=9"


def test_redirects_in_a_circle_end() -> None:
    circle = "<Response><Redirect>/voice</Redirect></Response>"
    with pytest.raises(TwimlError, match="redirected"):
        called(*[circle] * (MOST_REDIRECTS + 1))


@pytest.mark.parametrize("answer", ["<Response><Sms/></Response>", "<Html/>", "no xml", ""])
def test_what_it_does_not_know_is_an_error(answer: str) -> None:
    with pytest.raises(TwimlError):
        called(answer)


def test_a_call_goes_on_in_another_process() -> None:
    call, webhooks = called(ASK, END)
    again = resume_call(webhooks.post, json.loads(json.dumps(call.as_json())))
    again.press("1")
    assert webhooks.last[0] == "/voice?step=1"
    assert webhooks.last[1]["CallSid"] == call.sid
    assert again.is_over


def test_a_chat_with_a_number_says_so_as_twilio_does() -> None:
    webhooks = Webhooks("<Response><Message>one</Message><Message><Body>two</Body></Message></Response>")
    chat = Chat(webhooks.post, phone="+916000000012", name="Tara")
    assert chat.write("नमस्ते") == ["one", "two"]
    path, form = webhooks.last
    assert path == "/whatsapp"
    assert form["From"] == "whatsapp:+916000000012"
    assert form["WaId"] == "916000000012"
    assert form["ProfileName"] == "Tara"
    assert form["Body"] == "नमस्ते"
    assert form["NumMedia"] == "0"
    assert "ExternalUserId" not in form


def test_a_chat_with_a_hidden_number_has_a_user_id_only() -> None:
    webhooks = Webhooks("<Response/>", "<Response/>")
    chat = Chat(webhooks.post, user_id="IN.123")
    assert chat.write("hello") == []
    form = webhooks.last[1]
    assert form["ExternalUserId"] == "IN.123"
    assert "WaId" not in form
    first = form["MessageSid"]
    chat.write("again")
    assert webhooks.last[1]["MessageSid"] != first
