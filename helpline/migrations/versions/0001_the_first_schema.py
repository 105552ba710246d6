"""The first schema."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$
"""


def upgrade() -> None:
    op.execute("create extension if not exists pg_trgm")
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"], unique=False)
    op.create_index("ix_audit_events_subject", "audit_events", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "callers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("whatsapp_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callers")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("local_name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("state_id", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("sector_id", sa.BigInteger(), nullable=True),
        sa.Column("open_from", sa.Date(), nullable=True),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["places.id"], name=op.f("fk_places_district_id_places")),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id_places")),
        sa.ForeignKeyConstraint(["project_id"], ["places.id"], name=op.f("fk_places_project_id_places")),
        sa.ForeignKeyConstraint(["sector_id"], ["places.id"], name=op.f("fk_places_sector_id_places")),
        sa.ForeignKeyConstraint(["state_id"], ["places.id"], name=op.f("fk_places_state_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_district_id"), "places", ["district_id"], unique=False)
    op.create_index(
        "ix_places_name_key",
        "places",
        ["name_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_key": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_places_parent_id"), "places", ["parent_id"], unique=False)
    op.create_index(op.f("ix_places_project_id"), "places", ["project_id"], unique=False)
    op.create_index(op.f("ix_places_sector_id"), "places", ["sector_id"], unique=False)
    op.create_index(op.f("ix_places_state_id"), "places", ["state_id"], unique=False)
    op.create_table(
        "caller_addresses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("caller_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("index", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["caller_id"], ["callers.id"], name=op.f("fk_caller_addresses_caller_id_callers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_addresses")),
        sa.UniqueConstraint("index", name=op.f("uq_caller_addresses_index")),
    )
    op.create_index(op.f("ix_caller_addresses_caller_id"), "caller_addresses", ["caller_id"], unique=False)
    op.create_table(
        "centre_days",
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened", sa.String(length=5), nullable=True),
        sa.Column("closed", sa.String(length=5), nullable=True),
        sa.Column("meals_served", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_centre_days_place_id_places")),
        sa.PrimaryKeyConstraint("place_id", "day", name=op.f("pk_centre_days")),
    )
    op.create_table(
        "centres",
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("mini", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("landmark", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_centres_place_id_places")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_centres")),
    )
    op.create_table(
        "distributions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days_covered", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proof", sa.String(length=12), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["places.id"], name=op.f("fk_distributions_centre_id_places")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_distributions_person_id_people")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_distributions_recorded_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distributions")),
    )
    op.create_index(op.f("ix_distributions_centre_id"), "distributions", ["centre_id"], unique=False)
    op.create_index("ix_distributions_person", "distributions", ["person_id", "given_at"], unique=False)
    op.create_table(
        "entitlement_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state_id", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=10, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["state_id"], ["places.id"], name=op.f("fk_entitlement_rules_state_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement_rules")),
    )
    op.create_index(op.f("ix_entitlement_rules_state_id"), "entitlement_rules", ["state_id"], unique=False)
    op.create_table(
        "exemptions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["granted_by"], ["people.id"], name=op.f("fk_exemptions_granted_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exemptions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index(op.f("ix_exemptions_person_id"), "exemptions", ["person_id"], unique=False)
    op.create_table(
        "face_checks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("app_version", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["places.id"], name=op.f("fk_face_checks_centre_id_places")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_face_checks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_checks")),
    )
    op.create_index(op.f("ix_face_checks_centre_id"), "face_checks", ["centre_id"], unique=False)
    op.create_index("ix_face_checks_person", "face_checks", ["person_id", "checked_at"], unique=False)
    op.create_table(
        "guardians",
        sa.Column("child_id", sa.BigInteger(), nullable=False),
        sa.Column("guardian_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["people.id"], name=op.f("fk_guardians_child_id_people")),
        sa.ForeignKeyConstraint(["guardian_id"], ["people.id"], name=op.f("fk_guardians_guardian_id_people")),
        sa.PrimaryKeyConstraint("child_id", "guardian_id", name=op.f("pk_guardians")),
    )
    op.create_index(op.f("ix_guardians_guardian_id"), "guardians", ["guardian_id"], unique=False)
    op.create_table(
        "life_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_life_events_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_events")),
    )
    op.create_index(op.f("ix_life_events_person_id"), "life_events", ["person_id"], unique=False)
    op.create_table(
        "person_phones",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("index", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_phones_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "index", name=op.f("pk_person_phones")),
    )
    op.create_index(op.f("ix_person_phones_index"), "person_phones", ["index"], unique=False)
    op.create_table(
        "place_codes",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_codes_place_id_places")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place_codes")),
    )
    op.create_index(op.f("ix_place_codes_place_id"), "place_codes", ["place_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_posts_person_id_people")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_posts_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_person_id"), "posts", ["person_id"], unique=False)
    op.create_index(op.f("ix_posts_place_id"), "posts", ["place_id"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["places.id"], name=op.f("fk_registrations_centre_id_places")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_registrations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    op.create_index("ix_registrations_centre", "registrations", ["centre_id", "until"], unique=False)
    op.create_index(op.f("ix_registrations_person_id"), "registrations", ["person_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("queues", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_staff_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "verifications",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_verifications_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_verifications")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("caller_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolve_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_tickets_assignee_id_staff")),
        sa.ForeignKeyConstraint(["caller_id"], ["callers.id"], name=op.f("fk_tickets_caller_id_callers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tickets_person_id_people")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_tickets_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index(op.f("ix_tickets_assignee_id"), "tickets", ["assignee_id"], unique=False)
    op.create_index("ix_tickets_caller", "tickets", ["caller_id", "opened_at"], unique=False)
    op.create_index(op.f("ix_tickets_conversation_id"), "tickets", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_tickets_place_id"), "tickets", ["place_id"], unique=False)
    op.create_index("ix_tickets_queue", "tickets", ["queue", "status", "severity", "resolve_by"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("caller_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("call_sid", sa.String(length=40), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("with_agent_ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["caller_id"], ["callers.id"], name=op.f("fk_conversations_caller_id_callers")),
        sa.ForeignKeyConstraint(
            ["with_agent_ticket_id"], ["tickets.id"], name=op.f("fk_conversations_with_agent_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_call_sid"), "conversations", ["call_sid"], unique=False)
    op.create_index("ix_conversations_caller", "conversations", ["caller_id"], unique=False)
    op.create_table(
        "ticket_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_events_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_events")),
    )
    op.create_index(op.f("ix_ticket_events_ticket_id"), "ticket_events", ["ticket_id"], unique=False)
    op.create_table(
        "ticket_messages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("delivery", sa.String(length=10), nullable=True),
        sa.Column("sid", sa.String(length=40), nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_ticket_messages_staff_id_staff")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_messages_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_messages")),
        sa.UniqueConstraint("sid", name=op.f("uq_ticket_messages_sid")),
    )
    op.create_index("ix_ticket_messages_delivery", "ticket_messages", ["delivery", "at"], unique=False)
    op.create_index(op.f("ix_ticket_messages_ticket_id"), "ticket_messages", ["ticket_id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("sid", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("heard", sa.LargeBinary(), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("sid", "step", name=op.f("uq_turns_sid")),
    )
    op.create_index(op.f("ix_turns_conversation_id"), "turns", ["conversation_id"], unique=False)
    op.execute(APPEND_ONLY)
    op.execute(
        "create trigger audit_events_append_only before update or delete on audit_events"
        " for each row execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_turns_conversation_id"), table_name="turns")
    op.drop_table("turns")
    op.drop_index(op.f("ix_ticket_messages_ticket_id"), table_name="ticket_messages")
    op.drop_index("ix_ticket_messages_delivery", table_name="ticket_messages")
    op.drop_table("ticket_messages")
    op.drop_index(op.f("ix_ticket_events_ticket_id"), table_name="ticket_events")
    op.drop_table("ticket_events")
    op.drop_index("ix_conversations_caller", table_name="conversations")
    op.drop_index(op.f("ix_conversations_call_sid"), table_name="conversations")
    op.drop_table("conversations")
    op.drop_index("ix_tickets_queue", table_name="tickets")
    op.drop_index(op.f("ix_tickets_place_id"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_conversation_id"), table_name="tickets")
    op.drop_index("ix_tickets_caller", table_name="tickets")
    op.drop_index(op.f("ix_tickets_assignee_id"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_table("verifications")
    op.drop_table("staff")
    op.drop_index(op.f("ix_registrations_person_id"), table_name="registrations")
    op.drop_index("ix_registrations_centre", table_name="registrations")
    op.drop_table("registrations")
    op.drop_index(op.f("ix_posts_place_id"), table_name="posts")
    op.drop_index(op.f("ix_posts_person_id"), table_name="posts")
    op.drop_table("posts")
    op.drop_index(op.f("ix_place_codes_place_id"), table_name="place_codes")
    op.drop_table("place_codes")
    op.drop_index(op.f("ix_person_phones_index"), table_name="person_phones")
    op.drop_table("person_phones")
    op.drop_index(op.f("ix_life_events_person_id"), table_name="life_events")
    op.drop_table("life_events")
    op.drop_index(op.f("ix_guardians_guardian_id"), table_name="guardians")
    op.drop_table("guardians")
    op.drop_index("ix_face_checks_person", table_name="face_checks")
    op.drop_index(op.f("ix_face_checks_centre_id"), table_name="face_checks")
    op.drop_table("face_checks")
    op.drop_index(op.f("ix_exemptions_person_id"), table_name="exemptions")
    op.drop_table("exemptions")
    op.drop_index(op.f("ix_entitlement_rules_state_id"), table_name="entitlement_rules")
    op.drop_table("entitlement_rules")
    op.drop_index("ix_distributions_person", table_name="distributions")
    op.drop_index(op.f("ix_distributions_centre_id"), table_name="distributions")
    op.drop_table("distributions")
    op.drop_table("centres")
    op.drop_table("centre_days")
    op.drop_index(op.f("ix_caller_addresses_caller_id"), table_name="caller_addresses")
    op.drop_table("caller_addresses")
    op.drop_index(op.f("ix_places_state_id"), table_name="places")
    op.drop_index(op.f("ix_places_sector_id"), table_name="places")
    op.drop_index(op.f("ix_places_project_id"), table_name="places")
    op.drop_index(op.f("ix_places_parent_id"), table_name="places")
    op.drop_index(
        "ix_places_name_key", table_name="places", postgresql_using="gin", postgresql_ops={"name_key": "gin_trgm_ops"}
    )
    op.drop_index(op.f("ix_places_district_id"), table_name="places")
    op.drop_table("places")
    op.drop_table("people")
    op.drop_table("callers")
    op.drop_index("ix_audit_events_subject", table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_at"), table_name="audit_events")
    op.drop_table("audit_events")
    op.execute("drop function refuse_change()")
