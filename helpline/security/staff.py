"""The people who work at the helpline: accounts, argon2 passwords, one-time codes (TOTP)."""

from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from helpline.db import Base, now
from helpline.security import audit
from helpline.security.access import SYSTEM, Actor, Role
from helpline.security.audit import Act
from helpline.security.crypto import Encrypted

_hasher = PasswordHasher()
# Checked when the login name is unknown, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")
TOTP_SECONDS = 30


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Encrypted("staff.name"))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str] = mapped_column(Encrypted("staff.totp_secret"))
    # The time step of the last code used: a code works once, even inside its 30 seconds (RFC 6238, 5.2).
    totp_last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    role: Mapped[str] = mapped_column(String(30))
    queues: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    language: Mapped[str] = mapped_column(String(8), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    def actor(self) -> Actor:
        return Actor("staff", self.id, Role(self.role), frozenset(self.queues), self.place_id)


def create(session: Session, login: str, password: str, **fields: object) -> Staff:
    """A new account with a fresh TOTP secret, unless `fields` brings one."""
    fields.setdefault("totp_secret", pyotp.random_base32())
    person = Staff(login=login, password_hash=_hasher.hash(password), **fields)
    session.add(person)
    session.flush()
    audit.record(session, SYSTEM, Act.STAFF_CHANGED, person.id, purpose="account made")
    return person


def log_in(session: Session, login: str, password: str, code: str, at: datetime) -> Staff | None:
    """The member of staff whose password and one-time code these are, or None. Either way it is audited."""
    person = session.scalar(select(Staff).where(Staff.login == login, Staff.active).with_for_update())
    known = _password_fits(person.password_hash if person else _NOBODY, password)
    step = _totp_step(person, code, at) if person else None
    if person is None or not known or step is None:
        audit.record(session, SYSTEM, Act.STAFF_REFUSED, person.id if person else None, purpose="login")
        return None
    person.totp_last_step = step
    audit.record(session, person.actor(), Act.STAFF_LOGGED_IN, person.id, purpose="login")
    return person


def _password_fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _totp_step(person: Staff, code: str, at: datetime) -> int | None:
    """The time step of a right and unused code, allowing one step of clock difference either way."""
    totp = pyotp.TOTP(person.totp_secret)
    current = int(at.timestamp()) // TOTP_SECONDS
    for step in (current - 1, current, current + 1):
        if step > person.totp_last_step and pyotp.utils.strings_equal(totp.generate_otp(step), code.strip()):
            return step
    return None


def provisioning_uri(person: Staff) -> str:
    """The otpauth:// address that an authenticator app takes, to be shown once."""
    return pyotp.TOTP(person.totp_secret).provisioning_uri(name=person.login, issuer_name="Poshan Helpline 1515")
