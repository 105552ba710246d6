"""The terminal goes through the same telephone as the softphone."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from helpline.callers import Address, Kind
from helpline.channels.softphone import talk
from helpline.channels.softphone.loopback import WebhookFailed
from helpline.channels.twilio import Sender
from helpline.settings import Settings
from tests.channels.served import Served

PHONE = "+916000000019"


def saying(*lines: str) -> Iterator[str]:
    return iter(lines)


def conversation(served: Served, *lines: str) -> None:
    said = saying(*lines)
    talk.talk(served.settings, lambda _: next(said))


def test_a_call_in_the_terminal(helpline: Served, capsys: pytest.CaptureFixture[str]) -> None:
    conversation(helpline, "1", "voice", "2", "", "no ration", "hangup")
    out = capsys.readouterr().out
    assert "A number in no record" in out
    assert "   Press 1." in out
    assert out.rstrip().endswith("The call has ended.")


def test_a_chat_in_the_terminal(helpline: Served, capsys: pytest.CaptureFixture[str]) -> None:
    conversation(helpline, "1", "whatsapp", "hello", "quit")
    assert "   2. English" in capsys.readouterr().out


def test_messages_sent_later_are_shown(helpline: Served, capsys: pytest.CaptureFixture[str]) -> None:
    Sender(helpline.settings).send_whatsapp(Address(Kind.PHONE, PHONE), "We have seen to it")
    conversation(helpline, PHONE, "whatsapp", "quit")
    assert "   We have seen to it" in capsys.readouterr().out


@pytest.mark.parametrize("lines", [("quit",), ("1", "quit")])
def test_it_can_be_left_at_once(helpline: Served, lines: tuple[str, ...]) -> None:
    conversation(helpline, *lines)


def test_without_a_running_helpline_it_says_so(served: Served) -> None:
    with pytest.raises(WebhookFailed, match="cannot be asked"):
        talk.talk(served.settings.model_copy(update={"web_port": 1}), lambda _: "")


def test_in_production_there_is_nothing_to_talk_to(audible: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "load", lambda: audible.model_copy(update={"environment": "production"}))
    result = CliRunner().invoke(talk.command)
    assert result.exit_code == 1
    assert "nothing to talk to" in result.output
