"""An account at the helpdesk is made in the open."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.security import staff
from helpline.security.access import Role
from helpline.security.audit import Act, AuditEvent


def test_it_audits_the_making_of_an_account(session: Session) -> None:
    person = staff.create(session, "meera", "a long enough password", name="Meera", role=Role.AGENT.value, queues=[])
    session.flush()
    row = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.STAFF_CHANGED.value)).one()
    assert (row.subject_kind, row.subject_id) == ("staff", person.id)
