"""Every language of the table says everything with the same values, and numbers so that they can be dialled."""

import regex

from helpline.channels.whatsapp_lists import LONGEST_BUTTON
from helpline.conversation import catalogue
from helpline.conversation.flow import Flows
from helpline.i18n import SOURCE_LANGUAGE, Locales

PLACEHOLDER = regex.compile(r"\{[^}]*\}")
HELPLINE = regex.compile(r"(?<![0-9])(?:1515|1098|1930|1947|1967|112|108|181)(?![0-9])")


def test_it_says_every_prompt_in_every_language(flows: Flows, locales: Locales) -> None:
    for language in locales.languages.keys() - {SOURCE_LANGUAGE}:
        known = locales.catalogues["flows"][language]
        assert [context for context, english in catalogue.utterances(flows) if (context, english) not in known] == []
        assert known.keys() <= set(catalogue.utterances(flows)), "a prompt that no flow says"


def test_it_keeps_every_placeholder(flows: Flows, locales: Locales) -> None:
    for domain in ("flows", "flows_latin"):
        for language, known in locales.catalogues[domain].items():
            for (context, english), words in known.items():
                assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(words)), (language, context)


def test_it_writes_every_prompt_in_plain_latin_letters(flows: Flows, locales: Locales) -> None:
    for language in locales.languages.keys() - {SOURCE_LANGUAGE}:
        known = locales.catalogues["flows_latin"][language]
        assert [context for context, english in catalogue.written(flows) if (context, english) not in known] == []
        assert known.keys() <= set(catalogue.written(flows)), "a prompt that no flow says"
        assert [words for words in known.values() if not words.isascii()] == [], language


def test_it_names_the_same_helplines_in_both_letters(flows: Flows, locales: Locales) -> None:
    for language, known in locales.catalogues["flows_latin"].items():
        for key, words in known.items():
            native = locales.catalogues["flows"][language][key]
            assert sorted(HELPLINE.findall(words)) == sorted(HELPLINE.findall(native)), (language, key[0])


def test_it_says_helplines_digit_by_digit(flows: Flows, locales: Locales) -> None:
    numbers = flows.phrases["apology_danger"]
    spoken = locales.prompt("phrases.apology_danger", numbers, {}, "hi", spoken=True)
    assert "एक शून्य नौ आठ" in spoken
    assert "1098" not in spoken
    assert "1098" in locales.prompt("phrases.apology_danger", numbers, {}, "hi", spoken=False)
    assert "1 0 9 8" in locales.prompt("phrases.apology_danger", numbers, {}, "en", spoken=True)


def test_it_fills_values_as_people_say_them(locales: Locales) -> None:
    def said(text: str, language: str, *, spoken: bool = False, **values: object) -> str:
        return locales.prompt("said_in_test", text, values, language, spoken=spoken)

    assert said("{n:digits}", "en", spoken=True, n="123456789") == "1 2 3, 4 5 6, 7 8 9"
    assert said("{n:digits}", "en", n="123456789") == "123 456 789"
    assert said("{d:date}", "hi", d="2026-11-03T10:00:00+00:00") == "3 नवंबर"
    assert said("{t:time}-{u:time}", "en", t="09:00", u="13:30") == "9-1:30"
    assert said("{m:month}", "en", m="8") == "August"
    assert said("{m:month}", "en", m="this") == "this month"
    assert said("{c:label}", "en", c="thr_not_received") == "Ration not received"
    assert said("{c:label}", "en", c=None) == ""


def test_the_button_of_a_list_fits_on_it(flows: Flows, locales: Locales) -> None:
    choose = flows.phrases["choose"]
    for language in locales.languages:
        assert len(locales.words("flows", "phrases.choose", choose, language)) <= LONGEST_BUTTON
