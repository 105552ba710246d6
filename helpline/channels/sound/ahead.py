"""Rendering ahead: the fixed prompts of the languages that are spoken by espeak-ng, before anybody calls."""

import time
from collections.abc import Iterator
from itertools import islice

import structlog

from helpline.channels.sound import spoken, voicing
from helpline.conversation.catalogue import utterances
from helpline.conversation.messages import Prompt
from helpline.wiring import Wiring

log = structlog.get_logger()


def render_fixed(wiring: Wiring, place: int, seconds: float) -> int | None:
    """Render what is missing from a place on, for about so long; what is there is kept for another month.

    Returns the place to go on from, None at the end. All of them take minutes, and the worker has more urgent things
    to do in between.
    """
    until = time.monotonic() + seconds
    for passed, (voice, words) in enumerate(islice(fixed(wiring), place, None), start=place + 1):
        try:
            spoken.render(wiring.settings, voice, words)
        except spoken.CannotSpeak as error:
            log.warning("prompt_not_rendered", voice=voice, reason=str(error))
        if time.monotonic() >= until:
            return passed
    return None


def fixed(wiring: Wiring) -> Iterator[tuple[str, str]]:
    """(voice, words) of every prompt without values, in every language that the carrier does not speak."""
    locales = wiring.locales
    prompts = [Prompt(context, text) for context, text in utterances(wiring.conversations.flows) if "{" not in text]
    for code, row in locales.languages.items():
        offer = Prompt("said", row.offer, language=code)
        for one in voicing.choose([(prompt, code) for prompt in (*prompts, offer)], locales):
            if not one.play and not one.language.say:
                yield one.language.espeak, one.words
