"""The doors to the records: find centres, recognise and verify callers, tell what is recorded, show a card.

Centres are public; everything about a person is checked against the actor's scope and audited with its purpose
in the same transaction. Each door's rules are told where it is built; this module only names them in one place.
"""

from helpline.records.centres import CentreCard, centre, centres, state_code
from helpline.records.identification import Hint, by_phone, verify, worker_of
from helpline.records.person_card import PersonCard, person_card
from helpline.records.ration_story import RationStory, ration_story

__all__ = [
    "CentreCard",
    "Hint",
    "PersonCard",
    "RationStory",
    "by_phone",
    "centre",
    "centres",
    "person_card",
    "ration_story",
    "state_code",
    "verify",
    "worker_of",
]
