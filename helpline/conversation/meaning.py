"""What a caller means beside the question: danger, a wish to steer the conversation, a new request."""

from dataclasses import asdict, replace
from typing import Any

from helpline.conversation import questions
from helpline.conversation.flow import Ask, Flows
from helpline.conversation.messages import Heard, Media, Prompt
from helpline.conversation.state import Advance, State
from helpline.conversation.walking import go_on, hold
from helpline.understanding import Understood
from helpline.understanding import from_json as understood_from_json

WELCOME, OPEN_QUESTION, ANYTHING_ELSE = "welcome", "open", "more"
EMERGENCY_FLOW, CLARIFY_FLOW, OPTIONS_FLOW = "emergency", "clarify", "options"
OPTIONS_KEY = "*"
REPEAT, START_OVER, OUT_OF_SCOPE, GREET = "repeat", "start_over", "out_of_scope", "greet"
# May be said at any question. Each starts its own flow or is done here.
INTERRUPTIONS = frozenset({"talk_to_agent", "change_language", "call_me_back", REPEAT, START_OVER})
EMERGENCIES = ("abuse_distress", "food_poisoning")


def interruption(flows: Flows, state: State, step: Ask, heard: Heard) -> Advance | None:
    """What goes before any answer: danger, the options key, and what may be said at any question."""
    if OPTIONS_KEY in (heard.keys, heard.text.strip()):
        return hold(flows, state, OPTIONS_FLOW)
    understood = heard.understood
    if understood is None:
        return None
    if is_danger(understood) and state.here.flow != EMERGENCY_FLOW:
        return danger(flows, state, heard, understood)
    sure = questions.SURE if step.answer in ("choice", "request") else questions.SURE_OVER_WORDS
    if understood.intent not in INTERRUPTIONS or understood.confidence < sure:
        return None
    if _is_an_answer(state, step, understood.intent):
        return None
    return _steer(flows, state, understood.intent)


def _is_an_answer(state: State, step: Ask, intent: str) -> bool:
    """Whether the intent is one of the question's options; or a wish to be called, in a message left for that."""
    leaves_a_message = (state.here.flow, intent) == ("talk_to_agent", "call_me_back")
    return leaves_a_message or any(intent in choice.intents for choice in step.choices.values())


def is_danger(understood: Understood) -> bool:
    """Acted on early: the confidences in all emergencies count together."""
    return understood.confidence_in(*EMERGENCIES) >= questions.DANGER


def danger(flows: Flows, state: State, heard: Heard, understood: Understood) -> Advance:
    """Start the conversation of the likelier emergency."""
    return start(flows, state, max(EMERGENCIES, key=understood.confidence_in), heard)


def _steer(flows: Flows, state: State, intent: str) -> Advance | None:
    if intent == REPEAT:
        return Advance(state, tuple(Prompt(**said) for said in state.said), waits=True)
    if intent == START_OVER:
        return start_over(flows, state)
    flow = flows.for_intent(intent)
    return hold(flows, state, flow) if flow and flow != state.here.flow else None


def start_over(flows: Flows, state: State) -> Advance:
    """Back to the open question; who the caller is stays known."""
    return go_on(flows, replace(state, answers={}, pending=None).only(WELCOME, OPEN_QUESTION))


def start(flows: Flows, state: State, intent: str, heard: Heard) -> Advance:
    """Start the conversation that an intent calls for, knowing what the words said already."""
    flow = flows.for_intent(intent)
    said = dict(heard.understood.entities) if heard.understood else {}
    answers: dict[str, Any] = {"category": intent}
    if heard.text:
        answers["words"] = heard.text
    if "centre" in said:
        answers["centre_said"] = said.pop("centre")
    if state.value("media"):
        answers["media"] = state.value("media")
    return go_on(flows, replace(state, answers={**said, **answers}, pending=None).only(flow, flows.flows[flow].first))


def request(flows: Flows, state: State, heard: Heard) -> Advance | None:
    """An open request: start its conversation, or ask which of two was meant; None where nothing is likely.

    Where danger is only suspected, it is asked about first.
    """
    understood = heard.understood
    if understood is None:
        return None
    suspected = understood.confidence_in(*EMERGENCIES) >= questions.SUSPICION
    if understood.confidence >= questions.SURE and not suspected:
        return start(flows, state, understood.intent, heard) if flows.for_intent(understood.intent) else None
    likely = [name for name, confidence in understood.ranking if _is_worth_asking(flows, name, confidence)]
    if suspected:
        emergency = max(EMERGENCIES, key=understood.confidence_in)
        likely = [emergency, *(name for name in likely if name != emergency)]
    if not likely:
        return None
    candidates = [{"value": name, "label": f"category.{name}"} for name in likely[:2]]
    return hold(flows, replace(state, pending=pack(heard)).knowing(candidates=candidates), CLARIFY_FLOW)


def _is_worth_asking(flows: Flows, intent: str, confidence: float) -> bool:
    return confidence >= questions.POSSIBLE and intent != OUT_OF_SCOPE and bool(flows.for_intent(intent))


def clarified(flows: Flows, state: State, intent: str) -> Advance | None:
    """Which of two was meant: start its conversation with the words that raised the question; None for neither."""
    if not flows.for_intent(intent):
        return None
    return start(flows, state, intent, unpack(state.pending or {}))


def digression(flows: Flows, state: State, step: Ask, heard: Heard) -> Advance | None:
    """At a menu, a sentence that clearly asks for something else is followed, not called a miss."""
    understood = heard.understood
    if step.answer != "choice" or understood is None or understood.confidence < questions.SURE:
        return None
    if understood.intent in (GREET, state.value("category")) or not flows.for_intent(understood.intent):
        return None
    return start(flows, state, understood.intent, heard)


def keep_media(state: State, heard: Heard) -> State:
    """What was sent goes on the next ticket."""
    sent = [asdict(one) for one in heard.media]
    return state.knowing(media=[*(state.value("media") or []), *sent]) if sent else state


def pack(heard: Heard) -> dict[str, Any] | None:
    """What was heard, to be kept in the state until it can be dealt with; None where that is nothing."""
    if not (heard.text or heard.media):
        return None
    understood = heard.understood.as_json() if heard.understood else None
    return {"text": heard.text, "understood": understood, "media": [asdict(one) for one in heard.media]}


def unpack(pending: dict[str, Any]) -> Heard:
    """The inverse of `pack`."""
    return Heard(
        text=pending.get("text", ""),
        understood=understood_from_json(pending.get("understood")),
        media=tuple(Media(**one) for one in pending.get("media", ())),
    )
