"""The seam for an engine that writes down what is said in a recording. Without one, agents do it.

A deployment that has such an engine names it in TRANSCRIBER as `package.module:name`: a callable without arguments
that makes a Transcriber. It runs in the worker, so it may take its time.
"""

from importlib import import_module
from typing import Protocol

from helpline.settings import Settings, SettingsError


class Transcriber(Protocol):
    """Writes down what is said."""

    def transcribe(self, sound: bytes, content_type: str, language: str) -> str:
        """The words in a sound file (`audio/…`) in a language (its code in `locales/languages.toml`).

        Empty where nothing can be made out. May raise anything: then an agent writes it down.
        """
        ...


def configured(settings: Settings) -> Transcriber | None:
    """The engine of this deployment, or None. Raises SettingsError where it cannot be made."""
    if not settings.transcriber:
        return None
    module, _, name = settings.transcriber.partition(":")
    try:
        engine: Transcriber = getattr(import_module(module), name)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise SettingsError(f"TRANSCRIBER={settings.transcriber} cannot be used: {error}") from None
    return engine
