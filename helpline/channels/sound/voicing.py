"""How a prompt becomes audible in a language: the best of what there is.

A human recording; else the carrier's voice; else a voice of espeak-ng, rendered and played; else the same in the
language's fallbacks. So a language that has no voice at all is spoken as soon as somebody records it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpline.channels.sound import spoken
from helpline.conversation.messages import Prompt
from helpline.i18n import Language, Locales
from helpline.settings import Settings


@dataclass(frozen=True)
class Voiced:
    """One utterance: `words` that the carrier says in `language`, or what they sound like at the address `play`."""

    language: Language
    words: str
    play: str = ""


def voiced(prompts: Sequence[tuple[Prompt, str]], locales: Locales, settings: Settings) -> list[Voiced]:
    """Each prompt, in the language of that code, as it can be heard; what has to be rendered is, side by side."""
    chosen = choose(prompts, locales)
    rendered = [one for one in chosen if not (one.play or one.language.say)]
    addresses = iter(spoken.render_all(settings, [(one.language.espeak, one.words) for one in rendered]))
    return [
        one if one.play or one.language.say else _played(one, next(addresses), prompt, code, locales)
        for one, (prompt, code) in zip(chosen, prompts, strict=True)
    ]


def choose(prompts: Sequence[tuple[Prompt, str]], locales: Locales) -> list[Voiced]:
    """The best way to make each prompt heard, before anything is rendered."""
    return [next(_ways(prompt, code, locales)) for prompt, code in prompts]


def _ways(prompt: Prompt, code: str, locales: Locales) -> Iterator[Voiced]:
    """Every way to make a prompt heard, the best first; the last resort is the carrier's voice of another language."""
    wanted = locales.language(code)
    for language in (wanted, *(locales.language(other) for other in wanted.fallback)):
        words = locales.prompt(prompt.context, prompt.text, prompt.values, language.code, spoken=True)
        if not prompt.values and locales.recording(prompt.context, language.code):
            yield Voiced(language, words, f"audio/{language.code}/{prompt.context}.wav")
        elif language.say or language.espeak:
            yield Voiced(language, words)


def _played(one: Voiced, address: str | None, prompt: Prompt, code: str, locales: Locales) -> Voiced:
    """What was rendered; where that failed, whatever needs no rendering."""
    if address:
        return Voiced(one.language, one.words, address)
    return next(way for way in _ways(prompt, code, locales) if way.play or way.language.say)
