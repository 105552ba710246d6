"""What else a caller said of her matter, in words: since when, how many, which centre."""

from helpline.console import labels, words
from helpline.conversation.flow import Ask, Flows
from helpline.tickets.models import Ticket
from helpline.wiring import Wiring

MASK = "•••"


def facts(house: Wiring, ticket: Ticket, *, reveal: bool) -> list[tuple[str, str]]:
    """Label and value of each thing said; a telephone number only when revealed."""
    known = [(name, str(value)) for name, value in ticket.said.items() if value not in (None, "")]
    return [
        (labels.label(labels.SAID, name), _value(house, ticket, name, value, reveal=reveal)) for name, value in known
    ]


def _value(house: Wiring, ticket: Ticket, name: str, value: str, *, reveal: bool) -> str:
    if name == "phone":
        return value if reveal else MASK + value[-2:]
    if name == "month":
        return house.locales.prompt("said", "{value:month}", {"value": value}, words.language(), spoken=False)
    return _option(house, ticket.category, name, value) or value


def _option(house: Wiring, category: str, step: str, key: str) -> str:
    """The words of the option that was picked: a menu's answer is kept as its key."""
    flows = house.conversations.flows
    for flow in dict.fromkeys((flows.for_intent(category), *flows.flows)):
        label = _label(flows, flow, step, key)
        if label:
            return house.locales.words("flows", f"{flow}.{step}.{key}", label, words.language())
    return ""


def _label(flows: Flows, flow: str, step: str, key: str) -> str:
    found = flows.flows[flow].steps.get(step) if flow in flows.flows else None
    return found.choices[key].label if isinstance(found, Ask) and key in found.choices else ""
