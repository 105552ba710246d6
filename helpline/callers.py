"""Callers: whoever dials or writes, known by addresses, not by name.

A caller may have a phone number, a WhatsApp user id (Twilio's `ExternalUserId`, sent since June 2026 when the
person hides her number), or both; identity never depends on a phone. Addresses are encrypted and found by blind
index. A phone is a hint of who calls, never a proof: families share one, and numbers are recycled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import phonenumbers
from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from helpline.db import Base, now
from helpline.security import crypto
from helpline.security.crypto import Encrypted

# WhatsApp takes free text for 24 hours after the person's last message (Twilio error 63016 afterwards).
WHATSAPP_WINDOW = timedelta(hours=24)


class Kind(StrEnum):
    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"


# What Twilio gives as the number of a caller who withholds hers, or whose network tells none.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


@dataclass(frozen=True)
class Address:
    """Where a caller can be reached: an E.164 phone number or a WhatsApp user id."""

    kind: Kind
    value: str

    @property
    def index(self) -> bytes:
        return crypto.ring().blind_index(f"{self.kind}:{self.value}")


class Caller(Base):
    __tablename__ = "callers"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    language: Mapped[str | None] = mapped_column(String(8))
    # When she last wrote on WhatsApp: free answers are allowed for 24 hours after it.
    whatsapp_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    def can_be_written_to(self, at: datetime) -> bool:
        """Whether WhatsApp would take a free answer to her at this moment."""
        return self.whatsapp_at is not None and self.whatsapp_at > at - WHATSAPP_WINDOW


class CallerAddress(Base):
    __tablename__ = "caller_addresses"
    __table_args__ = (UniqueConstraint("index"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Encrypted("caller_addresses.value"))
    index: Mapped[bytes] = mapped_column(LargeBinary)


def phone_address(number: str, region: str = "IN") -> Address | None:
    """The address of a dialled or typed number, or None where it is no possible number (a withheld one)."""
    if number in WITHHELD:
        return None
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return Address(Kind.PHONE, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def hold(session: Session, addresses: Sequence[Address]) -> Caller:
    """The caller of these addresses, made if new, locked until the transaction ends: one turn at a time.

    Two addresses in one message (a phone and a WhatsApp user id) are the same caller from then on.
    """
    if not addresses:
        return _new(session)
    owners = _owners(session, addresses)
    if not owners or len(addresses) > 1:
        caller = owners[0] if owners else _new(session)
        _add_addresses(session, caller, addresses)
        # Another request may have made the same caller at the same moment: whoever owns the address is the caller.
        owners = _owners(session, addresses)
        if caller not in owners:
            session.delete(caller)
    held, *others = owners
    for other in others:
        _join(session, held, other)
    return held


# Built once: it begins every turn.
_OWNERS = (
    select(Caller)
    .join(CallerAddress)
    .where(CallerAddress.index.in_(bindparam("indexes", expanding=True)))
    .order_by(Caller.id)
    .with_for_update(of=Caller)
)


def _owners(session: Session, addresses: Sequence[Address]) -> Sequence[Caller]:
    """Whoever owns any of these addresses, locked, the longest known first."""
    return session.scalars(_OWNERS, {"indexes": [address.index for address in addresses]}).unique().all()


def _join(session: Session, caller: Caller, other: Caller) -> None:
    """Two callers turned out to be one: whatever points to the other points to `caller` from now on."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.references(Base.metadata.tables[Caller.__tablename__]):
                session.execute(update(table).where(key.parent == other.id).values({key.parent: caller.id}))
    caller.language = caller.language or other.language
    caller.whatsapp_at = max(filter(None, (caller.whatsapp_at, other.whatsapp_at)), default=None)
    session.delete(other)


def _new(session: Session) -> Caller:
    caller = Caller()
    session.add(caller)
    session.flush()
    return caller


def _add_addresses(session: Session, caller: Caller, addresses: Sequence[Address]) -> None:
    rows = [{"caller_id": caller.id, "kind": a.kind.value, "value": a.value, "index": a.index} for a in addresses]
    session.execute(insert(CallerAddress).values(rows).on_conflict_do_nothing())


def addresses_of(session: Session, caller_id: int) -> list[Address]:
    """Every address of a caller, phones first."""
    rows = session.scalars(select(CallerAddress).where(CallerAddress.caller_id == caller_id).order_by(CallerAddress.id))
    found = [Address(Kind(row.kind), row.value) for row in rows]
    return sorted(found, key=lambda address: address.kind is not Kind.PHONE)


def phones_of(session: Session, caller_id: int) -> list[str]:
    """The caller's telephone numbers."""
    return [address.value for address in addresses_of(session, caller_id) if address.kind is Kind.PHONE]
