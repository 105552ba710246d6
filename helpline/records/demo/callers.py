"""The callers that the softphone offers: whom a person trying the helpline can be, and what she then has to know.

Their numbers are fixed, so that they are found again in the records. India reserves no numbers for fiction; all
numbers of the demo world begin with +91 60000 and are used for nothing else here.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.records.centres import centre
from helpline.records.identification import by_phone
from helpline.records.people import Guardian, Person
from helpline.records.reach import behind

WORKER = "+916000000011"
MOTHER = "+916000000012"
REFUSED = "+916000000013"
UNKNOWN = "+916000000019"
# The beneficiary of the worker, who does not call herself.
BENEFICIARY = "+916000000021"


@dataclass(frozen=True)
class DemoCaller:
    """Somebody to be on the softphone: her number, who she is, what happened, what to type or say."""

    key: str
    phone: str
    title: str
    story: str
    hints: tuple[str, ...]


def demo_callers(session: Session) -> list[DemoCaller]:
    """The demo callers, the worker first; empty where the records are not the demo world."""
    hint = by_phone(session, [WORKER])
    card = centre(session, hint.centre_id) if hint else None
    beneficiary, refused = herself(session, BENEFICIARY), herself(session, REFUSED)
    child = her_child(session, MOTHER)
    if card is None or beneficiary is None or child is None or refused is None:
        return []
    return [
        DemoCaller(
            "worker",
            WORKER,
            "An anganwadi worker",
            "The face of one of her beneficiaries did not match this month, and no ration could be given.",
            (f"The last four digits of her centre's code: {card.code[-4:]}.", _born(beneficiary, "The beneficiary")),
        ),
        DemoCaller(
            "mother",
            MOTHER,
            "A mother",
            "Her child's ration is marked as given this month, but nobody gave it to her.",
            (_born(child, "Her child"),),
        ),
        DemoCaller(
            "refused",
            REFUSED,
            "A mother who was sent away",
            "She got no ration this month because her face did not match.",
            (_born(refused, "She"),),
        ),
        DemoCaller(
            "unknown",
            UNKNOWN,
            "A number in no record",
            "Nothing is known of this caller: she has to say which centre she means.",
            (f"A centre to ask for: {card.name}, code {card.code}.",),
        ),
    ]


def herself(session: Session, number: str) -> Person | None:
    """Whose number it is."""
    return session.scalar(select(Person).where(Person.id.in_(behind([number]))).order_by(Person.id).limit(1))


def her_child(session: Session, number: str) -> Person | None:
    """The youngest child of whose number it is."""
    guarded = select(Guardian.child_id).where(Guardian.guardian_id.in_(behind([number])))
    return session.scalar(select(Person).where(Person.id.in_(guarded)).order_by(Person.born_on.desc()).limit(1))


def _born(person: Person, who: str) -> str:
    """What to key in as the proof, and the name that may be said instead."""
    born = person.born_on or date.min
    return f"{who} was born in {born:%m/%Y}: key {born:%m%Y}, or say {person.name.split()[0]}."
