"""Who may do what, and where: roles, permissions, scope. Everything not granted here is refused."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    TICKETS_READ = "tickets.read"
    TICKETS_WORK = "tickets.work"
    RECORDS_READ = "records.read"
    STAFF_MANAGE = "staff.manage"
    AUDIT_READ = "audit.read"


class Role(StrEnum):
    AGENT = "agent"
    BLOCK_COORDINATOR = "block_coordinator"
    DISTRICT_COORDINATOR = "district_coordinator"
    SUPERVISOR = "supervisor"
    CDPO = "cdpo"
    DPO = "dpo"
    DESK_SUPERVISOR = "desk_supervisor"
    DATA_OFFICER = "data_officer"
    AUDITOR = "auditor"


_WORK = frozenset({Permission.TICKETS_READ, Permission.TICKETS_WORK, Permission.RECORDS_READ})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _WORK,
    Role.BLOCK_COORDINATOR: _WORK,
    Role.DISTRICT_COORDINATOR: _WORK,
    Role.SUPERVISOR: _WORK,
    Role.CDPO: _WORK,
    Role.DPO: _WORK,
    Role.DESK_SUPERVISOR: _WORK | {Permission.STAFF_MANAGE},
    Role.DATA_OFFICER: _WORK,
    Role.AUDITOR: frozenset({Permission.AUDIT_READ}),
}


class Forbidden(Exception):
    """The actor may not do this, or may not do it here."""


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person of the staff, a caller, or the system itself.

    `queues` are the ticket queues that a member of staff works in; `place_id` bounds a field officer to one
    place and all below it (None: the whole country).
    """

    kind: str
    id: int | None = None
    role: Role | None = None
    queues: frozenset[str] = frozenset()
    place_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """The system and callers pass here: what they may do is fixed by the code that acts for them."""
        return self.role is None or permission in GRANTS[self.role]


SYSTEM = Actor("system")


def caller(caller_id: int) -> Actor:
    """The caller of a conversation, who acts on her own tickets and record only."""
    return Actor("caller", caller_id)


def require(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless `actor` has `permission`."""
    if not actor.may(permission):
        raise Forbidden(f"{permission} is not granted to {actor.role}")
