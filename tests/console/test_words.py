"""The console's languages."""

from pathlib import Path
from string import Formatter

from helpline import catalogues, i18n
from helpline.console import catalogue
from helpline.console.speech import Tongue, tongue
from helpline.i18n import Locales
from helpline.wiring import ROOT
from tests.console.conftest import Desk


def holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def locales() -> Locales:
    return i18n.load(ROOT / "locales", {})


def test_hindi_has_every_text_with_the_same_holes() -> None:
    hindi = locales().catalogues["console"]["hi"]
    for _, text in catalogue.texts():
        assert hindi.get(("", text)), f"locales/hi/LC_MESSAGES/console.po lacks {text!r}"
        assert holes(hindi["", text]) == holes(text)


def test_a_catalogue_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "ta.po"
    texts = list(catalogue.texts())
    missing = catalogues.update(file, "console", "ta", texts)
    assert missing == [text for _, text in texts]
    file.write_text(file.read_text().replace('msgid "Take"\nmsgstr ""', 'msgid "Take"\nmsgstr "எடு"'))
    assert catalogues.update(file, "console", "ta", texts) == [text for text in missing if text != "Take"]


def test_a_member_reads_the_console_in_her_language(desk: Desk) -> None:
    ticket = desk.ticket("thr_not_received", said={"month": "last"})
    visit = desk.enter(desk.hire("asha", language="hi"))
    page = visit.get("/console/").text
    assert '<html lang="hi" dir="ltr">' in page
    assert "अभी किसी के पास नहीं" in page
    page = visit.get(f"/console/tickets/{ticket.number}").text
    assert "क्या बताया गया" in page
    assert "She " not in page


def test_a_language_without_a_catalogue_falls_back_to_english(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha", language="xx"))
    assert '<html lang="en"' in visit.get("/console/").text


def test_the_login_speaks_the_browsers_language(desk: Desk) -> None:
    page = desk.app.test_client().get("/console/login", headers={"Accept-Language": "hi-IN,hi;q=0.9"}).text
    assert "कंसोल में लॉग इन कीजिए" in page


def test_a_text_knows_its_language_and_direction() -> None:
    known = locales()
    assert tongue(known, "राशन नहीं मिला", "hi") == Tongue("hi", "ltr")
    assert tongue(known, "ration nahi mila, 2 mahine", "hi") == Tongue("hi-Latn", "ltr")
    assert tongue(known, "123", "hi") == Tongue("hi", "ltr")
    assert tongue(known, "no ration", "en") == Tongue("en", "ltr")
    assert tongue(known, "whatever", "xx") == Tongue("xx", "auto")
