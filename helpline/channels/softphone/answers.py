"""An answer of the helpline, prepared for the softphone's page: sound, captions, and what happened behind it."""

from typing import Any

from sqlalchemy import select

from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.channels.softphone.twiml import Utterance
from helpline.channels.sound import spoken
from helpline.channels.sound.voicing import Voiced, voiced
from helpline.conversation.messages import Prompt
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
    told = _told(wiring, turn)
    said = [told.get(one.play or one.words) or _unknown(wiring.locales, one, turn) for one in heard]
    aloud = [(voice.language.espeak, voice.words) for voice, one in zip(said, heard, strict=True) if not one.play]
    sounds = iter(spoken.render_all(wiring.settings, aloud))
    addresses = [one.play or next(sounds) for one in heard]
    return [
        {
            "words": voice.words,
            "audio": f"/{address}" if address else None,
            "recorded": "yes" if one.play and "/spoken/" not in one.play else "",
            **_tongue(voice.language),
        }
        for voice, one, address in zip(said, heard, addresses, strict=True)
    ]


def _told(wiring: Wiring, turn: Turn | None) -> dict[str, Voiced]:
    """What the turn's prompts, and the phrases that calls add, are called in TwiML: by address or by words."""
    if turn is None:
        return {}
    code = turn.reply["language"]
    prompts = [(Prompt(**one), one["language"] or code) for one in turn.reply["prompts"]]
    phrases = [Prompt(f"phrases.{name}", text) for name, text in wiring.conversations.flows.phrases.items()]
    added = [phrase for phrase in phrases if phrase.context.startswith(("phrases.press_", "phrases.after_"))]
    languages = {language for _, language in prompts}
    prompts += [(phrase, language) for phrase in added for language in languages]
    return {one.play or one.words: one for one in voiced(prompts, wiring.locales, wiring.settings)}


def _unknown(locales: Locales, one: Utterance, turn: Turn | None) -> Voiced:
    """Something that no turn told: an apology."""
    return Voiced(locales.language(turn.language if turn else None), one.words, one.play)


def _tongue(language: Language) -> dict[str, str]:
    return {"lang": language.locale.replace("_", "-"), "dir": language.direction}


def _waiting(call: Call) -> dict[str, Any] | None:
    """What the page lets its user do next; None when the call is over."""
    if call.waiting is None:
        return None
    waiting = call.waiting
    return {
        "for": "keys" if waiting.verb == "Gather" else "dialled", "keys": waiting.keys, "finish": waiting.finish,
        "words": waiting.words, "tone": "<Record" in waiting.rest, "seconds": waiting.seconds, "number": waiting.number,
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
