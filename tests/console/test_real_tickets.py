"""The page of a ticket that came through the webhooks: whatever a conversation keeps, the console can show."""

from sqlalchemy import func, select

from helpline.channels.softphone.pretend_twilio import Chat
from helpline.security.audit import AuditEvent
from helpline.tickets.attachments import Attachment, State
from helpline.tickets.models import Ticket
from tests.console.conftest import Desk
from tests.line import Line

CALLER = "+919876543210"
SOUND = b"OggS a voice note"
SOURCE = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"


def ticket_of(desk: Desk) -> Ticket:
    with desk.database.transaction() as session:
        return session.scalars(select(Ticket)).one()


def test_it_shows_a_conversation_as_it_was_held(desk: Desk, keys_line: Line) -> None:
    chat = Chat(keys_line.post, phone=CALLER)
    for words in ("1515", "1", "0"):
        chat.write(words)
    chat.write("अब मैं लिख रही हूँ")
    page = desk.enter(desk.hire("asha")).get(f"/console/tickets/{ticket_of(desk).number}")
    assert page.status_code == 200
    assert "अब मैं लिख रही हूँ" in page.text


def test_an_agent_listens_to_a_voice_note_and_writes_down_what_was_said(desk: Desk, keys_line: Line) -> None:
    chat = Chat(keys_line.post, phone=CALLER)
    chat.write("1515")
    chat.write("1")
    chat.write("", [(SOURCE, "audio/ogg")])
    ticket = ticket_of(desk)
    with desk.database.transaction() as session:
        attachment = session.scalars(select(Attachment)).one()
        attachment.content, attachment.state = SOUND, State.KEPT.value
        where = f"/console/attachments/{attachment.id}"
    visit = desk.enter(desk.hire("asha"))
    page = visit.get(f"/console/tickets/{ticket.number}")
    assert f'src="{where}"' in page.text
    sound = visit.get(where)
    assert (sound.status_code, sound.mimetype, sound.data) == (200, "audio/ogg", SOUND)
    assert sound.headers["Cache-Control"] == "no-store"
    assert desk.audited("ticket.heard") == 1
    words = "दो महीने से राशन नहीं मिला, आधार 2345 6789 0124"
    path = f"/console/tickets/{ticket.number}/write-down"
    assert visit.post(path, attachment=str(attachment.id), words=words).status_code == 303
    page = visit.get(f"/console/tickets/{ticket.number}")
    assert "दो महीने से राशन नहीं मिला" in page.text
    assert "2345 6789 0124" not in page.text
    assert "Asha" in page.text
    assert desk.audited("ticket.written_down") == 1


def test_a_recording_is_as_far_away_as_its_ticket(desk: Desk, keys_line: Line) -> None:
    chat = Chat(keys_line.post, phone=CALLER)
    chat.write("1515")
    chat.write("1")
    chat.write("", [(SOURCE, "audio/ogg")])
    with desk.database.transaction() as session:
        attachment = session.scalars(select(Attachment)).one()
        attachment.content, attachment.state = SOUND, State.KEPT.value
    elsewhere = desk.enter(desk.hire("someone", queues=["cdpo"]))
    assert elsewhere.get(f"/console/attachments/{attachment.id}").status_code == 404
    assert desk.app.test_client().get(f"/console/attachments/{attachment.id}").status_code == 303
    other = desk.ticket()
    path = f"/console/tickets/{other.number}/write-down"
    agent = desk.enter(desk.hire("asha"))
    assert agent.post(path, attachment=str(attachment.id), words="not mine").status_code == 409
    with desk.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.act == "ticket.heard")) == 0
        assert session.scalars(select(Attachment)).one().words is None
