"""What ran in the centres of the demo world: entitlement rules, opening days, states of verification, exemptions."""

from datetime import date, timedelta
from decimal import Decimal

from helpline.records.categories import Category
from helpline.records.demo.draft import Draft, moment
from helpline.records.demo.geography import DemoPlace, Geography
from helpline.records.demo.people import Member, Population
from helpline.records.places import CentreDay
from helpline.records.rations import EntitlementRule
from helpline.records.verification import Exemption, Status, Verification

MONTHS = 6
RATION_DAYS = 25
# Of a hundred people: how far their verification has come. About nine in ten were said to be onboarded in
# December 2025 (The New Indian Express, 8 January 2026); the rest of the split is invented.
STATUSES = {Status.FACE_OK: 80, Status.MATCH_FAIL: 7, Status.EKYC_OK: 6, Status.NOT_STARTED: 5, Status.EXCEPTION: 2}
CLOSED_SHARE = 0.04
# One centre hardly opens.
OFTEN_CLOSED_SHARE = 0.35
SUNDAY = 6
NORMS = "demonstration value; days by the Supplementary Nutrition Rules 2015, G.S.R. 467(E): 300 a year"
BABY_MIX = "750 g of baby mix a week (Rajasthan Patrika, 5958900)"
# State code, category, item, kilograms for the month, source.
RULES = (
    ("10", Category.CHILD_6M_3Y, "rice", "2.5", NORMS),
    ("10", Category.CHILD_6M_3Y, "pulses", "1.25", NORMS),
    ("10", Category.PREGNANT, "rice", "3", NORMS),
    ("10", Category.PREGNANT, "pulses", "1.5", NORMS),
    ("10", Category.LACTATING, "rice", "3", NORMS),
    ("10", Category.LACTATING, "pulses", "1.5", NORMS),
    ("08", Category.CHILD_6M_3Y, "baby mix", "3", BABY_MIX),
    ("08", Category.PREGNANT, "fortified wheat meal", "3.5", NORMS),
    ("08", Category.LACTATING, "fortified wheat meal", "3.5", NORMS),
)
RULES_SINCE = date(2023, 1, 25)


def months(today: date) -> list[date]:
    """The first days of the months that are told of, the present one last."""
    count = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(count - MONTHS + 1, count + 1)]


def rule(draft: Draft, geography: Geography) -> None:
    """Add the entitlement rules of each state."""
    for state in geography.states:
        for code, category, item, kilograms, source in RULES:
            if code == state.code:
                draft.add(
                    EntitlementRule,
                    state_id=state.id,
                    category=category.value,
                    item=item,
                    quantity=Decimal(kilograms),
                    unit="kg",
                    days=RATION_DAYS,
                    valid_from=RULES_SINCE,
                    valid_until=None,
                    source=source,
                )


def open_centres(draft: Draft, geography: Geography) -> None:
    """Add a row for each centre and working day; on some days nobody recorded it as open."""
    first = months(draft.today)[0]
    days = [first + timedelta(days=n) for n in range((draft.today - first).days + 1)]
    for centre in geography.centres:
        closed_share = OFTEN_CLOSED_SHARE if centre is geography.centres[-2] else CLOSED_SHARE
        for day in days:
            if day.weekday() != SUNDAY:
                _day(draft, centre, day, draft.chance(closed_share))


def _day(draft: Draft, centre: DemoPlace, day: date, closed: bool) -> None:
    hour = 9 if centre.state.code == "10" else 10
    draft.add(
        CentreDay,
        place_id=centre.id,
        day=day,
        opened=None if closed else f"{hour:02}:{draft.dice.randrange(0, 40):02}",
        closed=None if closed or day == draft.today else f"{hour + 3}:{draft.dice.randrange(30, 60)}",
        meals_served=None if closed else draft.dice.randrange(6, 24),
    )


def onboard(draft: Draft, people: Population, members: list[Member]) -> None:
    """Add how far the verification of each has come, and the exemption where that is what it came to."""
    drawn = draft.dice.choices(list(STATUSES), weights=list(STATUSES.values()), k=len(members))
    for member, status in zip(members, drawn, strict=True):
        changed = draft.today - timedelta(days=draft.dice.randrange(20, 300))
        if status is not Status.NOT_STARTED:
            draft.add(Verification, person_id=member.id, status=status.value, changed_at=moment(changed, 11))
        if status is Status.EXCEPTION:
            draft.add(
                Exemption,
                person_id=member.id,
                reason="face_changed_after_illness",
                granted_by=people.supervisors[member.centre.sector_id],
                granted_on=changed,
                valid_until=changed + timedelta(days=365),
            )
