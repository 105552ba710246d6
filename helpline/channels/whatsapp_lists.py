"""Long menus as WhatsApp lists, where the deployment has content templates for them; numbered text otherwise.

A list is one template for each number of rows, with nothing but variables in it: so it serves every menu in every
language. Lists need no approval, and can be sent to whoever wrote within 24 hours.
Limits: https://www.twilio.com/docs/content/twiliolist-picker
"""

from collections.abc import Mapping
from typing import Any

import requests
import structlog

from helpline.callers import Address
from helpline.channels import whatsapp
from helpline.channels.twilio import Sender, SendError
from helpline.conversation.messages import Reply
from helpline.i18n import Locales
from helpline.settings import Settings

log = structlog.get_logger()

# Two or three options are read faster than a list is opened.
FEWEST_ROWS = 4
MOST_ROWS = 10
LONGEST_BODY = 1024
LONGEST_BUTTON = 20
LONGEST_ROW = 72


def variables(reply: Reply, locales: Locales, choose: str) -> dict[str, str] | None:
    """What fills a list template: body, button, then key and label of each row; None where it is none or too long."""
    rows = [prompt for prompt in reply.prompts if prompt.key]
    if not FEWEST_ROWS <= len(rows) <= MOST_ROWS:
        return None
    body = whatsapp.words(reply.without_options(), locales)
    labels = [whatsapp.written(row, locales, reply) for row in rows]
    if len(body) > LONGEST_BODY or len(choose) > LONGEST_BUTTON or max(map(len, labels)) > LONGEST_ROW:
        return None
    filled = [body, choose]
    for row, label in zip(rows, labels, strict=True):
        filled += [row.key, label]
    return {str(place): text for place, text in enumerate(filled, start=1)}


def send(settings: Settings, to: Address, filled: Mapping[str, str]) -> bool:
    """Send a list; False where it was not accepted and the menu has to go as text.

    Where nobody knows whether it went out, it goes as text too: twice is better than never.
    """
    template = settings.list_templates.get((len(filled) - 2) // 2)
    if template is None:
        return False
    try:
        Sender(settings).send_template(to, template, filled)
    except (SendError, requests.RequestException) as error:
        log.warning("list_not_sent", error=type(error).__name__)
        return False
    return True


def template(rows: int) -> dict[str, Any]:
    """The content template of a list with so many rows, as Twilio's Content API takes it."""
    items = [
        {"id": f"{{{{{3 + 2 * row}}}}}", "item": f"{{{{{3 + 2 * row}}}}}", "description": f"{{{{{4 + 2 * row}}}}}"}
        for row in range(rows)
    ]
    examples = {"1": "Which?", "2": "Choose"}
    for row in range(rows):
        examples |= {str(3 + 2 * row): str(row + 1), str(4 + 2 * row): f"Choice {row + 1}"}
    picker = {"body": "{{1}}", "button": "{{2}}", "items": items}
    return {
        "friendly_name": f"poshan_list_{rows}",
        "language": "en",
        "variables": examples,
        "types": {"twilio/list-picker": picker},
    }


def make_templates(sender: Sender) -> str:
    """Create the templates in the account; returns the value of WHATSAPP_LIST_TEMPLATES. Raises SendError."""
    return ",".join(f"{rows}:{sender.create_template(template(rows))}" for rows in range(FEWEST_ROWS, MOST_ROWS + 1))
