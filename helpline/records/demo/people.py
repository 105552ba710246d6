"""The people of the demo world: staff in post, households with mothers, children, fathers and their phones."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from helpline.callers import Address, Kind
from helpline.records.demo import callers
from helpline.records.demo.draft import Draft
from helpline.records.demo.geography import DemoPlace, Geography
from helpline.records.people import Guardian, LifeEvent, Person, PersonPhone, Post, PostRole, Registration

HOUSEHOLDS_PER_CENTRE = 16
# Which households there are: pregnant, months of age of the children (from, to), how many of a hundred.
KINDS = (
    (True, (), 12),
    (True, ((14, 60),), 12),
    (False, ((0, 5),), 12),
    (False, ((0, 5), (20, 70)), 8),
    (False, ((6, 35),), 20),
    (False, ((6, 30), (36, 70)), 13),
    (False, ((36, 70),), 15),
    (False, ((36, 52), (56, 70)), 8),
)
FATHER_SHARE = 0.4
NO_PHONE_SHARE = 0.05
# A household that uses the phone of the household before it: the grandmother's, the one smartphone of the yard.
JOINT_SHARE = 0.08
MOVED_SHARE = 0.02
FIRST_NUMBER = 6_000_010_000
MONTH = timedelta(days=30.44)


@dataclass
class Member:
    """Somebody of the demo world, with what later events depend on."""

    id: int
    centre: DemoPlace
    sex: str
    born_on: date
    events: list[tuple[str, date]] = field(default_factory=list)
    # Since when, until when (None: still) and at which centre registered.
    stays: list[tuple[date, date | None, int]] = field(default_factory=list)

    def centre_on(self, day: date) -> int | None:
        """The id of the centre where she is registered on a day."""
        return next((centre for since, until, centre in self.stays if since <= day <= (until or day)), None)


@dataclass
class Population:
    """Everybody of the demo world: beneficiaries, the worker of each centre, the supervisor of each sector."""

    members: list[Member] = field(default_factory=list)
    workers: dict[int, int] = field(default_factory=dict)
    supervisors: dict[int, int] = field(default_factory=dict)
    numbers: int = FIRST_NUMBER

    def number(self) -> str:
        """A number that nobody has yet, E.164."""
        self.numbers += 1
        return f"+91{self.numbers}"


def settle(draft: Draft, geography: Geography) -> Population:
    """Add staff and households."""
    people = Population()
    for centre in geography.centres:
        first = centre is geography.centres[0]
        people.workers[centre.id] = _official(
            draft, centre, PostRole.WORKER, callers.WORKER if first else people.number()
        )
    for sector in geography.sectors:
        people.supervisors[sector.id] = _official(draft, sector, PostRole.SUPERVISOR, people.number())
    for project in geography.projects:
        _official(draft, project, PostRole.CDPO, people.number())
    for centre in geography.centres:
        _households(draft, people, centre)
    return people


def _official(draft: Draft, place: DemoPlace, role: PostRole, number: str) -> int:
    speech = place.state.speech
    person = _person(
        draft, f"{draft.dice.choice(speech.women)} {draft.dice.choice(speech.women_families)}", "F", _adult(draft)
    )
    give_phone(draft, person, number)
    since = draft.today - draft.dice.randrange(400, 4000) * timedelta(days=1)
    draft.add(Post, person_id=person, place_id=place.id, role=role.value, since=since, until=None)
    return person


def _households(draft: Draft, people: Population, centre: DemoPlace) -> None:
    number = people.number()
    kinds = draft.dice.choices(KINDS, weights=[share for *_, share in KINDS], k=HOUSEHOLDS_PER_CENTRE)
    for pregnant, ages, _ in kinds:
        number = number if draft.chance(JOINT_SHARE) else people.number()
        reached_at = None if draft.chance(NO_PHONE_SHARE) else number
        mother = add_mother(draft, people, centre, pregnant=pregnant)
        if reached_at:
            give_phone(draft, mother.id, reached_at)
        guardians = [(mother.id, "mother")]
        if draft.chance(FATHER_SHARE):
            guardians.append((_father(draft, centre, reached_at), "father"))
        for youngest, oldest in ages:
            born_on = draft.today - draft.dice.uniform(youngest + 0.1, oldest + 0.9) * MONTH
            add_child(draft, people, mother, guardians, born_on)


def add_mother(
    draft: Draft,
    people: Population,
    centre: DemoPlace,
    *,
    pregnant: bool,
    name: str | None = None,
    born_on: date | None = None,
) -> Member:
    """Add a mother; a pregnant one with the day of her last period, registered some weeks after it."""
    speech = centre.state.speech
    name = name or f"{draft.dice.choice(speech.women)} {draft.dice.choice(speech.women_families)}"
    born_on = born_on or _adult(draft)
    mother = Member(_person(draft, name, "F", born_on), centre, "F", born_on)
    people.members.append(mother)
    if pregnant:
        conceived = draft.today - timedelta(days=draft.dice.randrange(70, 265))
        happened(draft, mother, "lmp", conceived)
        _register(draft, people, mother, conceived + timedelta(days=draft.dice.randrange(30, 65)))
    return mother


def add_child(
    draft: Draft,
    people: Population,
    mother: Member,
    guardians: list[tuple[int, str]],
    born_on: date,
    name: str | None = None,
) -> Member:
    """Add a child, registered soon after birth; its mother was, or is, registered as lactating."""
    speech = mother.centre.state.speech
    sex = draft.dice.choice("FM")
    name = name or draft.dice.choice(speech.girls if sex == "F" else speech.boys)
    child = Member(_person(draft, name, sex, born_on), mother.centre, sex, born_on)
    people.members.append(child)
    for guardian, relation in guardians:
        draft.add(Guardian, child_id=child.id, guardian_id=guardian, relation=relation)
    _register(draft, people, child, min(born_on + timedelta(days=draft.dice.randrange(3, 40)), draft.today))
    happened(draft, mother, "lmp", born_on - timedelta(days=280))
    happened(draft, mother, "delivery", born_on)
    weaned = born_on + timedelta(days=183)
    _stay(draft, mother, born_on - timedelta(days=220), weaned if weaned < draft.today else None, mother.centre.id)
    return child


def happened(draft: Draft, member: Member, kind: str, on: date) -> None:
    """Add an event of somebody's life."""
    member.events.append((kind, on))
    draft.add(LifeEvent, person_id=member.id, kind=kind, on=on)


def give_phone(draft: Draft, person_id: int, number: str) -> None:
    """Let somebody be reached at a number."""
    draft.add(PersonPhone, person_id=person_id, index=Address(Kind.PHONE, number).index, number=number)


def _register(draft: Draft, people: Population, member: Member, since: date) -> None:
    """Register somebody at her centre; a few were at another place before and moved."""
    if draft.today - since > 3 * MONTH and draft.chance(MOVED_SHARE):
        before = draft.dice.choice([place_id for place_id in people.workers if place_id != member.centre.id])
        moved = since + (draft.today - since) / 2
        _stay(draft, member, since, moved - timedelta(days=1), before)
        since = moved
    _stay(draft, member, since, None, member.centre.id)


def _stay(draft: Draft, member: Member, since: date, until: date | None, centre_id: int) -> None:
    member.stays.append((since, until, centre_id))
    draft.add(Registration, person_id=member.id, centre_id=centre_id, since=since, until=until)


def _father(draft: Draft, centre: DemoPlace, number: str | None) -> int:
    speech = centre.state.speech
    name = f"{draft.dice.choice(speech.men)} {draft.dice.choice(speech.men_families)}"
    father = _person(draft, name, "M", _adult(draft) - timedelta(days=1200))
    if number:
        give_phone(draft, father, number)
    return father


def _person(draft: Draft, name: str, sex: str, born_on: date) -> int:
    return draft.add(Person, name=name, sex=sex, born_on=born_on)


def _adult(draft: Draft) -> date:
    """A day of birth 19 to 34 years ago."""
    return draft.today - draft.dice.randrange(19 * 365, 34 * 365) * timedelta(days=1)
