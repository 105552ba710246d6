"""One time line of a ticket: what was said to the machine, written to the caller, noted among colleagues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.console import labels, rows, words
from helpline.console.pages import house
from helpline.console.speech import Tongue, tongue
from helpline.conversation.sessions import Turn
from helpline.tickets.models import Message, Ticket

# Of a conversation that never ends, the last turns.
LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One utterance. `plain` is the same in the reader's language, where that is another."""

    text: str
    tongue: Tongue
    key: str = ""
    plain: str = ""


@dataclass(frozen=True)
class Entry:
    """One bubble. `kind` is caller, machine, answer or note; `mark` changes when it must be drawn again."""

    id: str
    kind: str
    at: datetime
    lines: tuple[Line, ...]
    name: str = ""
    channel: str = ""
    keys: str = ""
    meant: str = ""
    confidence: int | None = None
    language: str = ""
    delivery: str = ""
    delivery_label: str = ""
    failure: str = ""

    @property
    def mark(self) -> str:
        return f"{self.id}:{self.delivery}"


def timeline(session: Session, ticket: Ticket) -> list[Entry]:
    """Everything said and written about a ticket, the oldest first."""
    turns, messages = _turns(session, ticket), _messages(session, ticket)
    names = rows.staff_names(session, (message.staff_id for message in messages))
    written = {message.at: message for message in messages if message.kind == "caller"}
    entries = [_of_message(message, ticket, names, _turn_at(turns, message)) for message in messages]
    options: Mapping[str, str] = {}
    for turn in turns:
        if not (_is_quiet(turn) and turn.at in written):
            entries += _of_turn(turn, options)
        options = _options(turn)
    return sorted(entries, key=lambda entry: entry.at)


def _turns(session: Session, ticket: Ticket) -> Sequence[Turn]:
    if ticket.conversation_id is None:
        return []
    wanted = select(Turn).where(Turn.conversation_id == ticket.conversation_id)
    return session.scalars(wanted.order_by(Turn.at.desc(), Turn.id.desc()).limit(LONGEST)).all()[::-1]


def _messages(session: Session, ticket: Ticket) -> Sequence[Message]:
    return session.scalars(select(Message).where(Message.ticket_id == ticket.id).order_by(Message.at, Message.id)).all()


def _turn_at(turns: Sequence[Turn], message: Message) -> Turn | None:
    """The turn in which the caller wrote this, while a person had the chat."""
    if message.kind != "caller":
        return None
    return next((turn for turn in turns if turn.at == message.at and _is_quiet(turn)), None)


def _is_quiet(turn: Turn) -> bool:
    """Whether the machine said nothing, because a person had the chat."""
    return not turn.reply["prompts"]


def _of_message(message: Message, ticket: Ticket, names: Mapping[int, str], turn: Turn | None) -> Entry:
    code = words.language() if message.kind == "note" else ticket.language
    entry = Entry(
        id=f"m{message.id}",
        kind=message.kind,
        at=message.at,
        lines=(Line(message.words, tongue(house().locales, message.words, code)),),
        name=names.get(message.staff_id or 0, ""),
        delivery=message.delivery or "",
        delivery_label=labels.label(labels.DELIVERIES, message.delivery) if message.delivery else "",
        failure=labels.failure(message.delivery, message.error_code),
    )
    return replace(entry, **_understood(turn)) if turn else entry


def _of_turn(turn: Turn, options: Mapping[str, str]) -> list[Entry]:
    heard, answered = _heard(turn, options), _answered(turn)
    return [entry for entry in (heard, answered) if entry]


def _heard(turn: Turn, options: Mapping[str, str]) -> Entry | None:
    """What the caller said or pressed; nothing where the call had just begun or was handed over."""
    text, keys, media = turn.heard.get("text", ""), turn.heard.get("keys", ""), turn.heard.get("media", ())
    if not (text or keys or media):
        return None
    shown = text or options.get(keys, "") or (words.say("(sent a recording or a picture)") if media else "")
    lines = (Line(shown, tongue(house().locales, shown, turn.language)),) if shown else ()
    return Entry(id=f"h{turn.id}", kind="caller", at=turn.at, lines=lines, keys=keys, **_understood(turn))


def _understood(turn: Turn) -> dict[str, Any]:
    """What the machine made of the words, and how sure it was."""
    locales = house().locales
    return {
        "channel": labels.label(labels.CHANNELS, turn.channel),
        "meant": labels.category(locales, turn.intent) if turn.intent else "",
        "confidence": round(turn.confidence * 100) if turn.confidence is not None else None,
        "language": labels.language_name(locales, turn.language) if turn.language else "",
    }


def _answered(turn: Turn) -> Entry | None:
    prompts, code, latin = turn.reply["prompts"], turn.reply["language"], turn.reply.get("latin", False)
    lines = tuple(_line(prompt, prompt["language"] or code, latin=latin) for prompt in prompts)
    language = labels.language_name(house().locales, code)
    return Entry(id=f"r{turn.id}", kind="machine", at=turn.at, lines=lines, language=language) if lines else None


def _line(prompt: Mapping[str, Any], code: str, *, latin: bool) -> Line:
    said = _written(prompt, code, latin=latin)
    plain = _written(prompt, words.language()) if code != words.language() and not prompt["language"] else ""
    return Line(said, tongue(house().locales, said, code), prompt["key"], plain if plain != said else "")


def _written(prompt: Mapping[str, Any], code: str, *, latin: bool = False) -> str:
    said = (prompt["context"], prompt["text"], prompt["values"], code)
    return house().locales.prompt(*said, spoken=False, latin=latin)


def _options(turn: Turn) -> dict[str, str]:
    """What each key meant after this turn, as the caller heard it."""
    code = turn.reply["language"]
    keyed = [prompt for prompt in turn.reply["prompts"] if prompt["key"]]
    return {prompt["key"]: _written(prompt, prompt["language"] or code) for prompt in keyed}
