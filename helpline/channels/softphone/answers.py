"""An answer of the helpline, prepared for the softphone's page: sound, captions, and what happened behind it."""

from typing import Any

from sqlalchemy import select

from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.channels.softphone.twiml import Utterance
from helpline.channels.sound import spoken
from helpline.conversation.sessions import Turn
from helpline.i18n import Language, Locales
from helpline.wiring import Wiring


def of_call(wiring: Wiring, call: Call, milliseconds: int) -> dict[str, Any]:
    """What the caller hears now, what the line waits for, and what happened."""
    turn = last_turn(wiring, call.sid)
    return {
        "sid": call.sid,
        "heard": _captions(wiring, call.heard, turn),
        "waiting": _waiting(call),
        "happened": _happened(call.twiml, turn, milliseconds),
    }


def of_chat(wiring: Wiring, chat: Chat, messages: list[str], milliseconds: int) -> dict[str, Any]:
    """The messages that came back at once, and what happened."""
    turn = last_turn(wiring, chat.sid)
    language = wiring.locales.language(turn.language if turn else None)
    return {
        "address": chat.address,
        "messages": [{"words": words, **_tongue(language)} for words in messages],
        "happened": _happened(chat.twiml, turn, milliseconds),
    }


def last_turn(wiring: Wiring, sid: str) -> Turn | None:
    """The newest turn of a call or a message."""
    with wiring.database.transaction() as session:
        return session.scalar(select(Turn).where(Turn.sid == sid).order_by(Turn.step.desc()).limit(1))


def _captions(wiring: Wiring, heard: list[Utterance], turn: Turn | None) -> list[dict[str, str | None]]:
    """Each utterance with its words and the address of its sound (None where it cannot be rendered)."""
    tongues = [_language(wiring.locales, one, turn) for one in heard]
    said = [(tongue.espeak, one.words) for tongue, one in zip(tongues, heard, strict=True) if not one.play]
    sounds = iter(spoken.render_all(wiring.settings, said))
    return [
        {
            "words": one.words or _recorded(wiring, one.play, turn),
            "audio": one.play or next(sounds),
            "recorded": "yes" if one.play else "",
            **_tongue(tongue),
        }
        for tongue, one in zip(tongues, heard, strict=True)
    ]


def _language(locales: Locales, one: Utterance, turn: Turn | None) -> Language:
    """The language of an utterance: the turn's, unless it is read by the voice of another."""
    if one.play:
        return locales.language(one.play.strip("/").split("/")[1])
    of_turn = locales.language(turn.language if turn else None)
    speakers = [row for row in locales.languages.values() if row.say == one.language]
    return of_turn if of_turn in speakers or not speakers else speakers[0]


def _recorded(wiring: Wiring, address: str, turn: Turn | None) -> str:
    """The words of a recording: its file is named by the prompt's context."""
    context, tongue = address.rsplit("/", 1)[-1].removesuffix(".wav"), address.strip("/").split("/")[1]
    english = {f"phrases.{name}": words for name, words in wiring.conversations.flows.phrases.items()}
    english |= {prompt["context"]: prompt["text"] for prompt in (turn.reply["prompts"] if turn else [])}
    return wiring.locales.words("flows", context, english.get(context, context), tongue)


def _tongue(language: Language) -> dict[str, str]:
    return {"lang": language.locale.replace("_", "-"), "dir": language.direction}


def _waiting(call: Call) -> dict[str, Any] | None:
    """What the page lets its user do next; None when the call is over."""
    if call.waiting is None:
        return None
    waiting = call.waiting
    return {
        "for": "keys" if waiting.verb == "Gather" else "dialled", "keys": waiting.keys, "finish": waiting.finish,
        "words": waiting.words, "seconds": waiting.seconds, "number": waiting.number,
    }  # fmt: skip


def _happened(twiml: str, turn: Turn | None, milliseconds: int) -> dict[str, Any]:
    heard = turn.heard if turn else {}
    return {
        "twiml": twiml,
        "milliseconds": milliseconds,
        "step": turn.step if turn else None,
        "language": turn.language if turn else None,
        "intent": turn.intent if turn else None,
        "confidence": turn.confidence if turn else None,
        "heard": heard.get("text") or heard.get("keys") or "",
    }
