"""The conversation engine: pure. State and what was heard go in; state, prompts and at most one wish come out.

It knows no clock, no database, no network and no language: the same input gives the same output for ever, so that
every conversation can be replayed.
"""

from dataclasses import replace

from helpline.conversation import meaning, questions
from helpline.conversation.flow import Ask, Do, Flows, Transfer
from helpline.conversation.meaning import CLARIFY_FLOW, GREET, START_OVER, WELCOME
from helpline.conversation.messages import Heard, Listen, Outcome, Prompt
from helpline.conversation.questions import MISSES_ALLOWED, Labels, Picked
from helpline.conversation.state import Advance, Frame, State
from helpline.conversation.walking import ask, following, go_on, hold, resolve, to

PERSON_FLOW, RESUME_FLOW, RECORDED_FLOW = "talk_to_agent", "resume", "recorded"
SILENCE, MISSED = "silence", "missed"
# With these the first message is no request yet.
NO_REQUEST = frozenset({GREET, "affirm", "deny", START_OVER})


def begin(flows: Flows, state: State, heard: Heard) -> Advance:
    """Start a conversation. Words that came with the greeting wait until they can be dealt with; danger does not."""
    if heard.understood and meaning.is_danger(heard.understood):
        return meaning.danger(flows, state, heard, heard.understood)
    waiting = meaning.pack(heard)
    return _heard_pending(flows, go_on(flows, replace(state, pending=waiting).only(WELCOME, _first(flows, WELCOME))))


def take_up(flows: Flows, state: State, heard: Heard) -> Advance:
    """Take a dropped conversation up again: say so, and let the caller choose to start afresh.

    Whoever was verified must be verified again: another member of the family may hold the phone now.
    """
    facts = {name: value for name, value in state.facts.items() if name != "person"}
    waiting = meaning.pack(heard)
    return hold(flows, replace(state, facts=facts, pending=waiting), RESUME_FLOW)


def hear(flows: Flows, labels: Labels, state: State, heard: Heard) -> Advance:
    """Go on with what the caller said, or with how the call that was handed over ended."""
    step = flows.step(state.here.flow, state.here.step)
    if isinstance(step, Transfer):
        return resume(flows, state, Outcome(heard.dialled or "not_reached"))
    assert isinstance(step, Ask), "a conversation waits at questions and transfers only"
    if heard.is_silence:
        return _missed(flows, state, step, SILENCE)
    if heard.media:
        state = meaning.keep_media(state, heard)
        if not heard.text:
            return _heard_pending(flows, _sent(flows, state, step))
    return _heard_pending(flows, _heard(flows, labels, state, step, heard))


def _heard(flows: Flows, labels: Labels, state: State, step: Ask, heard: Heard) -> Advance:
    interruption = meaning.interruption(flows, state, step, heard)
    if interruption:
        return interruption
    picked = questions.pick(flows, labels, state, step, heard)
    if picked:
        return _answered(flows, state, step, picked)
    if step.answer == "request":
        # Words that nobody understands now are kept for the complaint that may come of the keys pressed next.
        kept = state if heard.understood else state.knowing(words=heard.text or None)
        return meaning.request(flows, state, heard) or _missed(flows, kept, step, MISSED)
    return meaning.digression(flows, state, step, heard) or _missed(flows, state, step, MISSED)


def resume(flows: Flows, state: State, outcome: Outcome | None) -> Advance:
    """Go on after an effect or a transfer; None: it could not be done at all."""
    step = flows.step(state.here.flow, state.here.step)
    if isinstance(step, Transfer):
        if outcome and outcome.name == "reached":
            return Advance(state, ())
        return _heard_pending(flows, go_on(flows, to(state, step.failed)))
    assert isinstance(step, Do), "a conversation resumes at an action or a transfer"
    if outcome is None:
        return _heard_pending(flows, go_on(flows, to(state, step.failed)))
    known = replace(state, answers={**state.answers, **outcome.answers}, facts={**state.facts, **outcome.facts})
    return _heard_pending(flows, go_on(flows, to(known, step.then[outcome.name])))


def listen(flows: Flows, state: State) -> Listen:
    """What the question at which the conversation waits can take."""
    step = flows.step(state.here.flow, state.here.step)
    assert isinstance(step, Ask), "a conversation listens at questions only"
    return questions.listen(step)


def _heard_pending(flows: Flows, advance: Advance) -> Advance:
    """Arrived at an open question with a request that waits: hear it now.

    A mere greeting or number gets the question instead; so do words that the NLU was silent on, which are kept for
    the complaint that may follow.
    """
    state = advance.state
    step = flows.step(state.here.flow, state.here.step) if advance.waits else None
    if not (isinstance(step, Ask) and step.answer == "request" and state.pending):
        return advance
    heard, state = meaning.unpack(state.pending), replace(state, pending=None)
    state = meaning.keep_media(state, heard)
    if heard.media and not heard.text:
        sent = _sent(flows, state, step)
        return replace(sent, prompts=(*advance.prompts, *sent.prompts))
    if heard.understood is None:
        asked = ask(flows, state, step, advance.prompts)
        said = heard.text if any(letter.isalpha() for letter in heard.text) else None
        return replace(asked, state=asked.state.knowing(words=said))
    if heard.understood.intent in NO_REQUEST:
        return ask(flows, state, step, advance.prompts)
    ahead = meaning.interruption(flows, state, step, heard) or meaning.request(flows, state, heard)
    ahead = ahead or _missed(flows, state, step, MISSED)
    return replace(ahead, prompts=(*advance.prompts, *ahead.prompts))


def _sent(flows: Flows, state: State, step: Ask) -> Advance:
    """A sound or picture without words: the answer to a question that can be told; else a ticket of its own."""
    if step.answer in questions.TOLD:
        return _answered(flows, state, step, Picked("", step.then))
    if step.answer == "request":
        state = state.at(WELCOME, meaning.ANYTHING_ELSE)
    return hold(flows, state, RECORDED_FLOW)


def _answered(flows: Flows, state: State, step: Ask, picked: Picked) -> Advance:
    if picked.more:
        return ask(flows, replace(state, page=state.page + 1, misses=0), step)
    known = state.knowing(**{state.here.step: picked.value}, **resolve(state, picked.sets))
    if state.here.flow == CLARIFY_FLOW:
        clarified = meaning.clarified(flows, known, str(picked.value))
        if clarified:
            return clarified
        known = replace(known, pending=None)
    return go_on(flows, to(known, picked.then) if picked.then else following(flows, known, step))


def _missed(flows: Flows, state: State, step: Ask, phrase: str) -> Advance:
    """Not heard or not understood: ask again; after the third time go where the question says, or to a person."""
    state = replace(state, misses=state.misses + 1)
    if state.misses < MISSES_ALLOWED:
        return ask(flows, state, step, (_what_was_wrong(flows, state, step, phrase),))
    if step.unanswered:
        return go_on(flows, to(state, step.unanswered))
    if state.here.flow == PERSON_FLOW:
        return Advance(replace(state, frames=()), (questions.phrase(flows, "goodbye_for_now"),))
    ahead = hold(flows, replace(state, misses=0), PERSON_FLOW)
    return replace(ahead, prompts=(questions.phrase(flows, "too_many_misses"), *ahead.prompts))


def _what_was_wrong(flows: Flows, state: State, step: Ask, phrase: str) -> Prompt:
    if step.wrong and phrase == MISSED:
        return questions.prompt(Frame(state.here.flow, f"{state.here.step}.wrong"), step.wrong, state)
    return questions.phrase(flows, phrase)


def _first(flows: Flows, flow: str) -> str:
    return flows.flows[flow].first
