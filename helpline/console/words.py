"""What the pages say, in the language of whoever reads them.

English stands in the templates; `locales/<language>/LC_MESSAGES/console.po` has the other languages. `N_` marks
English words that are translated later, where they are said.
"""

from flask import g, request

from helpline.i18n import SOURCE_LANGUAGE, Locales

DOMAIN = "console"


def N_(english: str) -> str:  # noqa: N802  the name that gettext's tools know
    """`english`, marked for the catalogue."""
    return english


def languages(locales: Locales) -> list[str]:
    """The languages in which the console can be read."""
    return [SOURCE_LANGUAGE, *(code for code, words in locales.catalogues[DOMAIN].items() if words)]


def choose(locales: Locales, wanted: str | None) -> None:
    """Settle this request's language: the member's, or her language's fallback, or the browser's."""
    known = languages(locales)
    if wanted is None:
        found = request.accept_languages.best_match(known)
    else:
        found = next((code for code in (wanted, *locales.language(wanted).fallback) if code in known), None)
    g.console_locales, g.console_language = locales, found or SOURCE_LANGUAGE


def language() -> str:
    """The language of this request's pages."""
    return str(g.get("console_language", SOURCE_LANGUAGE))


def say(english: str, **values: object) -> str:
    """`english` in the page's language, its `{names}` filled in."""
    locales: Locales | None = g.get("console_locales")
    found = locales.words(DOMAIN, "", english, language()) if locales else english
    return found.format(**values) if values else found
