"""Codes in words: queues, states, severities, roles, acts, deliveries. English here, translated when said."""

from collections.abc import Mapping
from typing import Any

from helpline.console.words import N_, language, say
from helpline.i18n import Locales
from helpline.records.categories import Category
from helpline.records.verification import Outcome
from helpline.records.verification import Status as Verified
from helpline.security.access import Role
from helpline.security.audit import Act
from helpline.tickets.models import Delivery, Status

QUEUES = {
    "emergency": N_("Emergency"),
    "helpdesk": N_("Helpdesk"),
    "block_coordinator": N_("Block coordinators"),
    "district_coordinator": N_("District coordinators"),
    "supervisor": N_("Sector supervisors"),
    "cdpo": N_("Project officers (CDPO)"),
    "dpo": N_("District officers (DPO)"),
    "state_cell": N_("State cell"),
    "data_officer": N_("Data officer"),
}
STATUSES = {
    Status.NEW: N_("New"),
    Status.IN_PROGRESS: N_("In progress"),
    Status.RESOLVED: N_("Resolved"),
    Status.CLOSED: N_("Closed"),
    Status.REOPENED: N_("Reopened"),
}
SEVERITIES = {1: N_("Critical"), 2: N_("High"), 3: N_("Medium"), 4: N_("Low")}
ROLES = {
    Role.AGENT: N_("Agent"),
    Role.BLOCK_COORDINATOR: N_("Block coordinator"),
    Role.DISTRICT_COORDINATOR: N_("District coordinator"),
    Role.SUPERVISOR: N_("Sector supervisor"),
    Role.CDPO: N_("Project officer (CDPO)"),
    Role.DPO: N_("District officer (DPO)"),
    Role.DESK_SUPERVISOR: N_("Desk supervisor"),
    Role.DATA_OFFICER: N_("Data officer"),
    Role.AUDITOR: N_("Auditor"),
}
ACTS = {
    Act.TICKET_OPENED: N_("Opened"),
    Act.TICKET_TAKEN: N_("Taken"),
    Act.TICKET_HANDED_OVER: N_("Handed over"),
    Act.TICKET_NOTED: N_("Note written"),
    Act.TICKET_ANSWERED: N_("Answer written"),
    Act.TICKET_RESOLVED: N_("Resolved"),
    Act.TICKET_CLOSED: N_("Closed"),
    Act.TICKET_REOPENED: N_("Reopened"),
}
DELIVERIES = {
    Delivery.QUEUED: N_("Waiting to be sent"),
    Delivery.SENDING: N_("Being sent"),
    Delivery.SENT: N_("Sent"),
    Delivery.DELIVERED: N_("Delivered"),
    Delivery.READ: N_("Read"),
    Delivery.FAILED: N_("Not delivered"),
    Delivery.UNSURE: N_("Perhaps not delivered"),
}
UNSURE = N_("The line broke while this was being sent. It may have arrived; it is not sent again by itself.")
# Twilio's error codes, https://www.twilio.com/docs/api/errors
FAILURES = {
    21610: N_("The caller has asked not to get messages from this number."),
    21211: N_("The number is not a valid one."),
    21614: N_("The number is not a mobile number."),
    63003: N_("This number is not on WhatsApp."),
    63016: N_("More than 24 hours had passed since the caller last wrote on WhatsApp."),
    63024: N_("WhatsApp does not know this number."),
}
OTHER_FAILURE = N_("WhatsApp did not take the message (error {code}).")
CHANNELS = {"voice": N_("Call"), "whatsapp": N_("WhatsApp"), "app": N_("App")}
SAID = {
    "month": N_("Month"),
    "count": N_("How many"),
    "when": N_("Since when"),
    "centre_said": N_("Centre, as said"),
    "phone": N_("Number to call back"),
    "reason": N_("Reason"),
}
SEXES = {"F": N_("Female"), "M": N_("Male"), "O": N_("Other")}
CATEGORIES = {
    Category.PREGNANT: N_("Pregnant"),
    Category.LACTATING: N_("Lactating"),
    Category.CHILD_0_6M: N_("Child under 6 months"),
    Category.CHILD_6M_3Y: N_("Child, 6 months to 3 years"),
    Category.CHILD_3_6Y: N_("Child, 3 to 6 years"),
    Category.ADOLESCENT_GIRL: N_("Adolescent girl"),
}
VERIFICATIONS = {
    Verified.NOT_STARTED: N_("Not begun"),
    Verified.EKYC_OK: N_("e-KYC done"),
    Verified.FACE_OK: N_("Face check set up"),
    Verified.MATCH_FAIL: N_("Face did not match"),
    Verified.EXCEPTION: N_("Exempt from the face check"),
}
CHECKS = {
    Outcome.MATCH: N_("matched"),
    Outcome.NO_MATCH: N_("did not match"),
    Outcome.CAPTURE_FAILED: N_("no photo could be taken"),
    Outcome.SERVER_ERROR: N_("the server did not answer"),
}
RELATIONS = {
    "mother": N_("Mother"),
    "father": N_("Father"),
    "guardian": N_("Guardian"),
    "grandmother": N_("Grandmother"),
}
PROOFS = {"face": N_("face check"), "register": N_("signed register"), "otp": N_("OTP"), "exception": N_("exception")}


def label(table: Mapping[Any, str], code: str) -> str:
    """The words of a code, or, of one that is newer than the table, the code itself made readable."""
    return say(table[code]) if code in table else code.replace("_", " ").replace(".", " ").capitalize()


def failure(delivery: str | None, code: int | None) -> str:
    """Why an answer did not arrive, or an empty text."""
    if delivery == Delivery.UNSURE:
        return say(UNSURE)
    if delivery != Delivery.FAILED:
        return ""
    return say(FAILURES[code]) if code in FAILURES else say(OTHER_FAILURE, code=code or "–")


def phrase(locales: Locales, name: str) -> str:
    """What the flows call something (`category.centre_closed`), in the page's language."""
    english = locales.labels.get(name)
    if english is None:
        return name.partition(".")[2].replace("_", " ").capitalize()
    return locales.words("flows", f"phrases.{name}", english, language())


def category(locales: Locales, name: str) -> str:
    return phrase(locales, f"category.{name}")


def language_name(locales: Locales, code: str) -> str:
    """A language's name: in English for English pages, else in the language itself."""
    if code not in locales.languages:
        return code
    row = locales.language(code)
    return row.english if language() == "en" else row.name
