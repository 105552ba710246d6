"""Centres are found by every code they ever had and by every spelling of their name."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import i18n
from helpline.records import lookup, names
from helpline.records.places import Centre, Level, Place, PlaceCode
from helpline.wiring import ROOT

LOCALES = i18n.load(ROOT / "locales", {})


@pytest.fixture
def lonely(session: Session) -> Place:
    """A centre whose name is like no other."""
    sector = session.scalars(select(Place).where(Place.level == Level.SECTOR.value).order_by(Place.id)).first()
    assert sector
    return add_centre(session, sector, "Jhilmiliya", "झिलमिलिया", "10901010177")


def add_centre(session: Session, sector: Place, name: str, local_name: str, code: str) -> Place:
    place = Place(
        level=Level.CENTRE.value,
        name=name,
        local_name=local_name,
        name_key=names.key(name),
        parent_id=sector.id,
        state_id=sector.state_id,
        district_id=sector.district_id,
        project_id=sector.project_id,
        sector_id=sector.id,
    )
    session.add(place)
    session.flush()
    session.add(Centre(place_id=place.id))
    session.add(PlaceCode(code=code, place_id=place.id, valid_from=date(2020, 4, 1), valid_until=None))
    session.flush()
    return place


def sectors(session: Session) -> list[Place]:
    return list(session.scalars(select(Place).where(Place.level == Level.SECTOR.value).order_by(Place.id)))


@pytest.mark.parametrize("said", ["10901010177", "109 0101 0177", "१०९०१०१०१७७", "code 10901010177."])
def test_it_finds_a_centre_by_its_code(session: Session, lonely: Place, said: str) -> None:
    assert [card.id for card in lookup.centres(session, said)] == [lonely.id]


def test_it_finds_a_centre_by_a_code_of_the_past_and_tells_the_present_one(session: Session, lonely: Place) -> None:
    old = PlaceCode(code="10901900177", place_id=lonely.id, valid_from=date(2012, 4, 1), valid_until=date(2020, 3, 31))
    session.add(old)
    session.flush()
    (card,) = lookup.centres(session, "10901900177")
    assert (card.id, card.code) == (lonely.id, "10901010177")


def test_it_finds_nothing_by_an_unknown_code_or_the_code_of_a_district(session: Session) -> None:
    assert lookup.centres(session, "99999999999") == []
    assert lookup.centres(session, "10901") == []


@pytest.mark.parametrize(
    "said",
    [
        "Jhilmiliya",
        "झिलमिलिया",
        "jhilmilia",
        "Zilmiliya",
        "ঝিলমিলিয়া",
        "झिलमिलिया आंगनवाड़ी केंद्र",
        "jhilmiliya gaon ka centre",
        "आंगनबाड़ी झिलमिलिया",
    ],
)
def test_it_finds_a_centre_by_name_in_any_script(session: Session, lonely: Place, said: str) -> None:
    assert [card.id for card in lookup.centres(session, said)] == [lonely.id]


@pytest.mark.parametrize("said", ["سورج پور", "सूरज पुर", "ਸੂਰਜ ਪੁਰ"])
def test_it_finds_a_name_written_in_two_words(session: Session, said: str) -> None:
    surajpur = add_centre(session, sectors(session)[0], "Surajpur", "सूरजपुर", "10901010178")
    assert surajpur.id in [card.id for card in lookup.centres(session, said)]


@pytest.mark.parametrize("said", ["", "आंगनवाड़ी केंद्र", "gaon", "???", "Wxqzk"])
def test_it_finds_nothing_where_no_name_is_said(session: Session, said: str) -> None:
    assert lookup.centres(session, said) == []


def test_it_offers_all_centres_of_one_name(session: Session) -> None:
    found = lookup.centres(session, "रामपुर")
    assert len(found) > 1
    assert [card.name for card in found[:2]] == ["Rampur", "Rampur"]
    assert found[0].district != found[1].district


def test_it_takes_the_one_of_exactly_this_name_nearby(session: Session) -> None:
    for card in lookup.centres(session, "Rampur")[:2]:
        near = session.get_one(Place, card.id)
        assert [found.id for found in lookup.centres(session, "rampoor", near=near.sector_id)] == [card.id]
        assert [found.id for found in lookup.centres(session, "rampoor", near=near.id)] == [card.id]


def test_it_prefers_the_same_sector_then_project_then_district(session: Session) -> None:
    home, same_project, same_district, elsewhere = (sectors(session)[n] for n in (0, 1, 2, 15))
    wanted = [
        add_centre(session, sector, f"Ghungharuwa {n}", f"घुंघरुवा {n}", f"1099999990{n}")
        for n, sector in ((3, home), (2, same_project), (4, same_district), (1, elsewhere))
    ]
    found = lookup.centres(session, "ghungharuwa", near=home.id)
    assert [card.id for card in found] == [place.id for place in wanted]


def test_it_offers_the_numbered_centres_of_a_village(session: Session) -> None:
    sector = sectors(session)[0]
    for n in (1, 2):
        add_centre(session, sector, f"Ghungharuwa {n}", f"घुंघरुवा {n}", f"1099999990{n}")
    assert [card.name for card in lookup.centres(session, "घुंघरुवा")] == ["Ghungharuwa 1", "Ghungharuwa 2"]
    assert [card.name for card in lookup.centres(session, "घुंघरुवा नंबर २")] == ["Ghungharuwa 2"]


def test_it_offers_no_more_than_asked_for(session: Session) -> None:
    assert len(lookup.centres(session, "Rampur", limit=1)) == 1


def test_it_leaves_out_a_closed_centre_but_keeps_its_code(session: Session, lonely: Place) -> None:
    lonely.open_until = date(2024, 1, 1)
    session.flush()
    assert lookup.centres(session, "Jhilmiliya") == []
    assert [card.id for card in lookup.centres(session, "10901010177")] == [lonely.id]


def test_it_shows_what_anybody_may_know(session: Session, lonely: Place) -> None:
    card = lookup.centre(session, lonely.id)
    assert card
    assert (card.opens, card.closes, card.sector, card.district) == (
        "09:00",
        "13:00",
        "Madhurapatti East",
        "Kosipur",
    )
    spoken = {code: card.title(LOCALES.language(code)) for code in ("en", "hi", "mai", "te")}
    assert spoken == {"en": "Jhilmiliya", "hi": "झिलमिलिया", "mai": "झिलमिलिया", "te": "Jhilmiliya"}


def test_it_shows_no_card_of_what_is_no_centre(session: Session, lonely: Place) -> None:
    assert lookup.centre(session, None) is None
    assert lookup.centre(session, lonely.sector_id) is None
