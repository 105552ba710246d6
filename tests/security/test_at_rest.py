"""Whoever steals the database learns no word, no name and no number."""

import os
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from helpline import db
from helpline.callers import CallerAddress
from helpline.channels.softphone.pretend_twilio import Chat
from helpline.db import Base, Database
from helpline.records.demo import build
from helpline.records.people import Person
from helpline.security import crypto, staff
from helpline.security.access import SYSTEM
from helpline.security.crypto import DecryptionError, Encrypted, EncryptedJSON, KeyRing
from helpline.settings import Settings
from helpline.tickets import lifecycle
from helpline.tickets.models import Message, Ticket
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, dial
from tests.line import Line
from tests.stored import dump

WORDS = ["Kamlesh threatened my sister Phoolwati", "आठ सितारे वाली बात", "opposite the blue mosque", "ଗୋପନ କଥା"]
USER = "IN.5556667778"
ANSWER, NOTE = "Gulabo will visit you on Friday", "she sounded frightened"
PASSWORD, TOTP = "a secret password", "JBSWY3DPEHPK3PXP"
OLD, NEW = os.urandom(32), os.urandom(32)
secrets = st.binary(max_size=200)


def converse(line: Line) -> None:
    """Calls and chats with words at every question, an answer, a note, a member of staff."""
    dial(line, KEYS_TO_A_TICKET)
    chat = Chat(line.post, phone=CALLER, user_id=USER, name="Rukmini Devi")
    for words in (WORDS[0], "2", "1", "3", "1", WORDS[1], WORDS[2], "1", WORDS[3]):
        chat.write(words)
    with line.database.transaction() as session:
        ticket = session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
        lifecycle.answer(session, SYSTEM, ticket.id, ANSWER, db.now())
        lifecycle.note(session, SYSTEM, ticket.id, NOTE, db.now())
        lifecycle.caller_wrote(session, ticket, WORDS[0], db.now())
        staff.create(
            session, "agent7", "a secret password", name="Hemant Kulkarni", role="agent", totp_secret="JBSWY3DPEHPK3PXP"
        )


def needles() -> dict[str, bytes]:
    digits = CALLER.lstrip("+")
    plain = [
        *WORDS,
        USER,
        USER[3:],
        ANSWER,
        NOTE,
        "Rukmini",
        "Hemant",
        "Kulkarni",
        "a secret password",
        digits,
        digits[2:],
    ]
    plain += ["JBSWY3DPEHPK3PXP", "Kamlesh", "Phoolwati", "सितारे", "mosque", "ଗୋପନ", digits[-6:]]
    encodings = ("utf-8", "utf-16-le", "unicode-escape")
    return {f"{word} in {encoding}": word.encode(encoding) for word in plain for encoding in encodings}


def test_it_keeps_nothing_that_was_said_in_plain(keys_line: Line, settings: Settings) -> None:
    converse(keys_line)
    found = list(dump(settings.database_url))
    tables = {table for table, _, _ in found}
    assert {
        "turns",
        "tickets",
        "ticket_messages",
        "caller_addresses",
        "conversations",
        "audit_events",
        "staff",
    } <= tables
    read = [
        f"{name} in {table}.{column}"
        for name, needle in needles().items()
        for table, column, value in found
        if needle in value
    ]
    assert read == []


def test_it_keeps_what_was_said_all_the_same(keys_line: Line) -> None:
    converse(keys_line)
    with keys_line.database.transaction() as session:
        assert any(WORDS[1] in str(ticket.said) for ticket in session.scalars(select(Ticket)))
        assert {ANSWER, NOTE, WORDS[0]} <= {message.words for message in session.scalars(select(Message))}
        assert {CALLER, USER} == {address.value for address in session.scalars(select(CallerAddress))}


def test_it_keeps_no_name_and_no_number_of_a_registered_person_in_plain(
    empty_database: Database, settings: Settings
) -> None:
    with empty_database.transaction() as session:
        built = build(session, today=datetime.fromisoformat("2026-11-25").date())
        names = {person.name for person in session.scalars(select(Person))}
    found = b"\0".join(value for table, _, value in dump(settings.database_url) if table not in ("places", "centres"))
    whole = [name for name in names if " " in name and name.encode() in found]
    assert whole == []
    assert [caller.phone for caller in built.callers if caller.phone[3:].encode() in found] == []


def test_it_finds_an_address_by_an_index_that_tells_nothing(keys_line: Line) -> None:
    dial(keys_line, "")
    with keys_line.database.engine.connect() as connection:
        (index,) = connection.execute(text("select index from caller_addresses")).one()
    other = KeyRing({"k1": OLD}, NEW)
    assert bytes(index) != other.blind_index(f"phone:{CALLER}"), "the index is worth nothing without its key"
    assert len(bytes(index)) == 32


def test_it_opens_old_rows_with_an_old_key(keys_line: Line) -> None:
    """The key is changed while callers go on calling; then nothing opens without the old key any more."""
    before = crypto.ring()
    converse(keys_line)
    rotated = KeyRing({"k2": NEW, **before.keys}, before.index_key)
    try:
        crypto.use(rotated)
        with keys_line.database.transaction() as session:
            assert {address.value for address in session.scalars(select(CallerAddress))} == {CALLER, USER}
        dial(keys_line, KEYS_TO_A_TICKET, "+919000000009")
        with keys_line.database.engine.connect() as connection:
            values = connection.scalars(text("select value from caller_addresses order by id")).all()
        assert [bytes(value)[1:3] for value in values] == [b"k1", b"k1", b"k2"]
        crypto.use(KeyRing({"k2": NEW}, before.index_key))
        with keys_line.database.transaction() as session, pytest.raises(DecryptionError, match="not in the ring"):
            session.scalars(select(CallerAddress)).all()
    finally:
        crypto.use(before)


def test_it_does_not_open_in_another_column(keys_line: Line) -> None:
    """Somebody with write access to the database cannot have one column shown in place of another."""
    converse(keys_line)
    with keys_line.database.transaction() as session:
        session.execute(
            text("update tickets set words = (select words from ticket_messages where kind = 'note' limit 1)")
        )
    with keys_line.database.transaction() as session, pytest.raises(DecryptionError, match=r"tickets\.words"):
        session.scalars(select(Ticket)).all()


def test_it_does_not_open_when_a_byte_was_changed(keys_line: Line) -> None:
    dial(keys_line, KEYS_TO_A_TICKET)
    with keys_line.database.transaction() as session:
        session.execute(text("update tickets set said = set_byte(said, octet_length(said) - 1, 0)"))
        session.execute(text("update tickets set said = set_byte(said, octet_length(said) - 2, 0)"))
    with keys_line.database.transaction() as session, pytest.raises(DecryptionError):
        session.scalars(select(Ticket)).all()


@given(secrets, st.integers(0, 10_000), st.integers(1, 255))
def test_it_opens_nothing_that_was_tampered_with(secret: bytes, place: int, change: int) -> None:
    ring = KeyRing({"k1": OLD}, NEW)
    sealed = bytearray(ring.encrypt(secret, "tickets.words"))
    assert ring.decrypt(bytes(sealed), "tickets.words") == secret
    sealed[place % len(sealed)] ^= change
    with pytest.raises(DecryptionError):
        ring.decrypt(bytes(sealed), "tickets.words")


@given(secrets, st.integers(0, 40))
def test_it_opens_nothing_that_was_cut(secret: bytes, length: int) -> None:
    ring = KeyRing({"k1": OLD}, NEW)
    sealed = ring.encrypt(secret, "tickets.words")
    with pytest.raises(DecryptionError):
        ring.decrypt(sealed[: min(length, len(sealed) - 1)], "tickets.words")


@given(secrets)
def test_it_never_seals_the_same_twice(secret: bytes) -> None:
    ring = KeyRing({"k1": OLD}, NEW)
    assert ring.encrypt(secret, "a.b") != ring.encrypt(secret, "a.b")
    with pytest.raises(DecryptionError):
        ring.decrypt(ring.encrypt(secret, "a.b"), "a.c")


def test_it_seals_every_column_under_its_own_name() -> None:
    """The place that a column is bound to is the column itself; two that share one could be exchanged."""
    sealed = {
        f"{table.name}.{column.name}": column.type.place
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted | EncryptedJSON)
    }
    assert len(sealed) > 8
    assert all(name == place for name, place in sealed.items())


def test_it_refuses_plain_bytes_in_a_sealed_column(keys_line: Line) -> None:
    dial(keys_line, "")
    with keys_line.database.transaction() as session:
        session.execute(update(CallerAddress).values(index=os.urandom(32)))
        session.execute(text("update caller_addresses set value = 'plain'::bytea"))
    with keys_line.database.transaction() as session, pytest.raises(DecryptionError):
        session.scalars(select(CallerAddress)).all()
