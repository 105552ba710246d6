"""Rations of the demo world: each month a face check, then the ration given or not, for all who take it home."""

from datetime import date, datetime, timedelta

from helpline.records.categories import TAKES_HOME, Category, category
from helpline.records.demo.draft import Draft, moment
from helpline.records.demo.events import RATION_DAYS, RULES, SUNDAY, months
from helpline.records.demo.people import Member, Population
from helpline.records.rations import Distribution, Proof
from helpline.records.verification import FaceCheck, Outcome

# Of a hundred face checks.
OUTCOMES = {Outcome.MATCH: 88, Outcome.NO_MATCH: 6, Outcome.CAPTURE_FAILED: 4, Outcome.SERVER_ERROR: 2}
BANDS = {Outcome.MATCH: "match", Outcome.NO_MATCH: "review"}
CHECKED_SHARE = 0.75
# With these about 85 of 100 rations are given: not everybody comes, and some are sent away after a failed check.
COMES_SHARE = 0.91
GIVEN_AFTER_FAILURE_SHARE = 0.45
FIRST_DAYS_SHARE = 0.6
OTHER_PROOFS = (Proof.OTP, Proof.REGISTER, Proof.EXCEPTION)
APP_VERSIONS = ("24.9", "25.1", "25.3")


def distribute(draft: Draft, people: Population, told: list[Member]) -> None:
    """Add checks and rations of all months. This month belongs to the stories of those in `told`."""
    apart = {member.id for member in told}
    for month in months(draft.today):
        present = month == draft.today.replace(day=1)
        for member in people.members:
            if not (present and member.id in apart):
                _ration(draft, people, member, month)


def _ration(draft: Draft, people: Population, member: Member, month: date) -> None:
    day = _day(draft, month)
    kind = category(day, member.born_on, member.sex, member.events)
    centre_id = member.centre_on(day)
    if day >= draft.today or kind not in TAKES_HOME or centre_id is None or not draft.chance(COMES_SHARE):
        return
    at = moment(day, draft.dice.randrange(10, 13), draft.dice.randrange(60))
    outcome = _check(draft, member, centre_id, at) if draft.chance(CHECKED_SHARE) else None
    if outcome in (None, Outcome.MATCH) or draft.chance(GIVEN_AFTER_FAILURE_SHARE):
        draft.add(
            Distribution,
            person_id=member.id,
            centre_id=centre_id,
            month=month,
            given_at=at + timedelta(minutes=5),
            days_covered=RATION_DAYS if draft.chance(0.9) else draft.dice.randrange(12, RATION_DAYS),
            items=_items(member, kind),
            proof=(Proof.FACE if outcome is Outcome.MATCH else draft.dice.choice(OTHER_PROOFS)).value,
            recorded_by=people.workers[centre_id],
        )


def _check(draft: Draft, member: Member, centre_id: int, at: datetime) -> Outcome:
    outcome = draft.dice.choices(list(OUTCOMES), weights=list(OUTCOMES.values()))[0]
    draft.add(
        FaceCheck,
        person_id=member.id,
        centre_id=centre_id,
        checked_at=at,
        outcome=outcome.value,
        band=BANDS.get(outcome, "none"),
        app_version=draft.dice.choice(APP_VERSIONS),
    )
    return outcome


def _items(member: Member, kind: Category | None) -> list[dict[str, str]]:
    return [
        {"item": item, "quantity": kilograms, "unit": "kg"}
        for code, category_, item, kilograms, _ in RULES
        if code == member.centre.state.code and category_ is kind
    ]


def _day(draft: Draft, month: date) -> date:
    """A working day of the month: mostly among the first five, else until the 25th."""
    number = draft.dice.randrange(1, 7) if draft.chance(FIRST_DAYS_SHARE) else draft.dice.randrange(7, 26)
    day = month.replace(day=number)
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day
