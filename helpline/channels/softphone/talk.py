"""`helpline talk`: calls and chats in a terminal, through the web process that runs on this machine.

Digits are keys, words are speech, an empty line is silence. For whoever has no browser at hand, and to try a
flow while writing it.
"""

from collections.abc import Callable
from typing import Any

import click
import requests

from helpline.channels.softphone.loopback import WebhookFailed, signed_post
from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.channels.softphone.twiml import TwimlError, Utterance
from helpline.settings import Settings, load

KEYS = set("0123456789*#")
NOBODY = {"title": "A number in no record", "phone": "+916000000019", "story": "", "hints": []}
Ask = Callable[[str], str]


@click.command("talk")
def command() -> None:
    """Call the running helpline, or write to it, from this terminal."""
    settings = load()
    if not settings.softphone_is_on:
        raise click.ClickException("The softphone is off here (SOFTPHONE, or production): there is nothing to talk to.")
    try:
        talk(settings)
    except (WebhookFailed, TwimlError) as error:
        raise click.ClickException(f"{error}. Is the helpline running (`make run`)?") from None


def talk(settings: Settings, ask: Ask = input) -> None:
    """Choose a person and a way, and talk until `quit`. Raises WebhookFailed or TwimlError."""
    person = _choose(people(settings), ask)
    if person is None:
        return
    way = ask("voice or whatsapp? [voice] ").strip().lower()
    try:
        if way.startswith("w"):
            _write(settings, Chat(signed_post(settings), phone=person["phone"], name=person["title"]), ask)
        elif way not in ("quit", "q"):
            _call(Call(signed_post(settings), person["phone"]), ask)
    except (EOFError, KeyboardInterrupt):
        click.echo()


def people(settings: Settings) -> list[dict[str, Any]]:
    """The callers of the demo world; somebody unknown where there are none."""
    return list(_softphone(settings, "people", {}).get("people") or [NOBODY])


def _softphone(settings: Settings, path: str, given: dict[str, Any]) -> dict[str, Any]:
    """Ask the softphone's own server side. Raises WebhookFailed."""
    address = f"http://127.0.0.1:{settings.web_port}"
    try:
        answer = requests.post(f"{address}/softphone/api/{path}", json=given, headers={"Origin": address}, timeout=15)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise WebhookFailed(f"{address}/softphone cannot be asked: {type(error).__name__}") from None
    told: dict[str, Any] = answer.json()
    return told


def _choose(everybody: list[dict[str, Any]], ask: Ask) -> dict[str, Any] | None:
    for number, person in enumerate(everybody, 1):
        click.echo(f"{number}  {click.style(person['title'], bold=True)}  {person['phone']}")
    said = ask("Who are you? A number of the list, or a telephone number [1] ").strip() or "1"
    if said in ("quit", "q"):
        return None
    if not said.isdecimal() or not 0 < int(said) <= len(everybody):
        return {**NOBODY, "phone": said}
    person = everybody[int(said) - 1]
    for line in filter(None, (person["story"], *person["hints"])):
        click.secho(f"   {line}", dim=True)
    return person


def _call(call: Call, ask: Ask) -> None:
    """A call until somebody hangs up."""
    click.secho("Keys, words, an empty line for silence; `hangup` or `quit` ends.", dim=True)
    _hear(call.dial())
    while call.waiting:
        if call.waiting.verb == "Dial":
            said = ask(f"   ringing {call.waiting.number} - does somebody answer? [y/N] ").strip().lower()
            _hear(call.picked_up() if said.startswith("y") else call.not_picked_up())
            continue
        said = ask("> ").strip()
        if said in ("hangup", "quit"):
            call.hang_up()
        else:
            _hear(_answer(call, said))
    click.secho("The call has ended.", dim=True)


def _answer(call: Call, said: str) -> list[Utterance]:
    if not said:
        return call.stay_silent()
    return call.press(said) if set(said) <= KEYS else call.say(said)


def _hear(heard: list[Utterance]) -> None:
    for one in heard:
        click.echo(f"   {one.words}" if one.words else f"   ◉ {one.play}")


def _write(settings: Settings, chat: Chat, ask: Ask) -> None:
    """A chat until `quit`; what came in the meantime is shown before each message."""
    click.secho("Write; an empty line looks for new messages; `quit` ends.", dim=True)
    while True:
        for message in _softphone(settings, "inbox", {"phone": chat.phone})["messages"]:
            _read(message["words"])
        said = ask("> ").strip()
        if said in ("quit", "hangup"):
            return
        for words in chat.write(said) if said else ():
            _read(words)


def _read(words: str) -> None:
    click.echo("\n".join(f"   {line}" for line in words.splitlines()))
