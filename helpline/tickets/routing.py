"""Which queue a new ticket goes to, by its category: the first owner that the taxonomy names."""

from helpline.taxonomy import Intent

HELPDESK = "helpdesk"
EMERGENCY = "emergency"
# Owners that are no queue of their own: what the machine could not settle goes to a person at the helpdesk.
_HELPDESK_WORKS_FOR = {"bot": HELPDESK, "queue": HELPDESK}
# Seen only by the queue that owns it, wherever its place lies: the complaint is about the chain below.
_CONFIDENTIAL = {"worker_harassment", "bribe_or_diversion", "worker_misbehaviour", "abuse_distress", "identity_misuse"}
# Supervisors, project officers and block coordinators may be the ones complained about, or work beside them.
_MAY_HOLD_CONFIDENTIAL = frozenset({EMERGENCY, HELPDESK, "dpo", "state_cell", "data_officer"})
# Queues whose people work in one place; a ticket without a known place starts at the helpdesk, which finds it.
_PLACED = {"supervisor", "cdpo", "dpo", "block_coordinator", "district_coordinator"}


def first_queue(intent: Intent, place_id: int | None) -> str:
    """The queue in which a new ticket of this category starts."""
    queue = _HELPDESK_WORKS_FOR.get(intent.first_owner, intent.first_owner)
    if queue in _PLACED and place_id is None:
        return EMERGENCY if intent.kind == "emergency" else HELPDESK
    return queue


def is_confidential(intent: Intent) -> bool:
    return intent.name in _CONFIDENTIAL


def may_hold(queue: str, intent: Intent) -> bool:
    """Whether a queue may have a confidential ticket of this category: its first owner, or those above and beside."""
    return queue == intent.first_owner or queue in _MAY_HOLD_CONFIDENTIAL
