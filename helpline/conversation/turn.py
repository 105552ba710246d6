"""One turn: what a caller said becomes an answer, in one transaction, once.

Understanding has happened before (no transaction is open while another service is asked). Here the caller is held,
a repeat of the same request gets its first answer, the engine advances, actions run, and state, tickets and audit
rows are committed together.
"""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from helpline import callers
from helpline.callers import Caller, Kind
from helpline.conversation import engine, sessions
from helpline.conversation import state as states
from helpline.conversation.actions import ACTIONS, Scene
from helpline.conversation.flow import Flows
from helpline.conversation.messages import Effect, Incoming, Outcome, Prompt, Reply, reply_from_json
from helpline.conversation.questions import Labels
from helpline.conversation.sessions import Conversation
from helpline.conversation.state import Advance, State
from helpline.db import Database
from helpline.i18n import SOURCE_LANGUAGE, Locales
from helpline.tickets import attachments, lifecycle
from helpline.tickets.clock import Calendar
from helpline.tickets.models import Ticket

log = structlog.get_logger()

# No honest flow has so many actions between two questions.
LONGEST_CHAIN = 25


@dataclass(frozen=True)
class Conversations:
    """Everything a turn needs, and the turn."""

    database: Database
    flows: Flows
    locales: Locales
    calendar: Calendar
    # Calls are handed over to this number; empty: nobody can be dialled.
    helpdesk_phone: str
    resume_window: timedelta

    def take(self, incoming: Incoming) -> Reply:
        """Answer one request. The same request gets the same answer however often it comes, also at the same time."""
        return self.database.do(lambda session: self._take(session, incoming))

    def _take(self, session: Session, incoming: Incoming) -> Reply:
        caller = _caller(session, incoming)
        holding, first = sessions.standing(session, incoming.sid, incoming.step)
        if first:
            return reply_from_json(first)
        conversation, taken_up = (holding, False) if holding else self._conversation(session, caller, incoming)
        if conversation.with_agent_ticket_id and incoming.channel != "voice":
            reply = self._pass_on(session, conversation, incoming)
        else:
            scene = self._scene(session, caller, conversation, incoming)
            reply = self._carry_out(scene, self._advance(scene, incoming, taken_up=taken_up))
        sessions.keep(session, conversation, incoming, reply)
        return reply

    def _conversation(self, session: Session, caller: Caller, incoming: Incoming) -> tuple[Conversation, bool]:
        """A new conversation, or one that goes on, and whether that one broke off and is taken up again."""
        found = sessions.unfinished(session, caller.id, incoming.channel, incoming.at, self.resume_window)
        if found and found.channel == incoming.channel == "whatsapp":
            return found, False
        conversation = found or Conversation(caller_id=caller.id, state={}, started_at=incoming.at)
        conversation.channel = incoming.channel
        conversation.call_sid = incoming.sid if incoming.channel == "voice" else None
        session.add(conversation)
        session.flush()
        return conversation, found is not None

    def _pass_on(self, session: Session, conversation: Conversation, incoming: Incoming) -> Reply:
        """A person has this chat: what the caller wrote goes to her ticket, and the machine is quiet."""
        ticket = session.get_one(Ticket, conversation.with_agent_ticket_id)
        lifecycle.caller_wrote(session, ticket, incoming.heard.text, incoming.at)
        attachments.add(session, ticket.id, [asdict(one) for one in incoming.heard.media], incoming.at)
        conversation.updated_at = incoming.at
        return Reply((), ticket.language)

    def _advance(self, scene: Scene, incoming: Incoming, *, taken_up: bool) -> Advance:
        stored = scene.conversation.state
        state = states.from_json(stored) if stored else State()
        known = {
            "channel": incoming.channel,
            "language": scene.caller.language or state.value("language") or incoming.language,
            "likely_languages": list(incoming.likely_languages),
            "letters": incoming.letters,
            "phone_known": "yes" if any(address.kind is Kind.PHONE for address in incoming.addresses) else None,
        }
        state = replace(state, facts={**state.facts, **{name: value for name, value in known.items() if value}})
        # The flows may have been changed under a conversation that waits: then it starts again.
        stands = bool(state.frames) and all(self.flows.has(frame.flow, frame.step) for frame in state.frames)
        if not stands or (taken_up and not state.has_a_matter):
            return engine.begin(self.flows, replace(state, frames=()), incoming.heard)
        if taken_up:
            return engine.take_up(self.flows, state, incoming.heard)
        return engine.hear(self.flows, self._labels(self._language(state)), state, incoming.heard)

    def _carry_out(self, scene: Scene, advance: Advance) -> Reply:
        """Do what the conversation wants done until it waits, hands over or ends."""
        prompts = advance.prompts
        for _ in range(LONGEST_CHAIN):
            if advance.effect:
                now = replace(scene, language=self._language(advance.state), latin=_is_latin(advance.state))
                outcome = _run(now, advance.effect)
                advance = engine.resume(self.flows, advance.state, outcome)
            elif advance.transfer and not (scene.channel == "voice" and self.helpdesk_phone):
                advance = engine.resume(self.flows, advance.state, Outcome("not_reached"))
            else:
                return _settle(scene, advance.state, self._reply(advance, prompts))
            prompts += advance.prompts
        raise RuntimeError(f"a flow does not come to rest at {advance.state.here}")

    def _reply(self, advance: Advance, prompts: tuple[Prompt, ...]) -> Reply:
        """While no language is known, everything is said in the default language and in English."""
        if not advance.state.value("language"):
            prompts = tuple(twin for prompt in prompts for twin in _twins(prompt))
        listen = engine.listen(self.flows, advance.state) if advance.waits else None
        dial = self.helpdesk_phone if advance.transfer else ""
        return Reply(prompts, self._language(advance.state), listen, dial, _is_latin(advance.state))

    def _language(self, state: State) -> str:
        return str(state.value("language") or self.locales.default)

    def _scene(self, session: Session, caller: Caller, conversation: Conversation, incoming: Incoming) -> Scene:
        return Scene(
            session=session,
            caller=caller,
            conversation=conversation,
            channel=incoming.channel,
            language=caller.language or self.locales.default,
            locales=self.locales,
            calendar=self.calendar,
            at=incoming.at,
        )

    def _labels(self, language: str) -> Labels:
        """An option's words in the caller's language, in both kinds of letters, and in English: any may pick it."""

        def words(prompt: Prompt) -> tuple[str, ...]:
            tongue = prompt.language or language
            said = (prompt.context, prompt.text, prompt.values, tongue)
            own, latin = (self.locales.prompt(*said, spoken=False, latin=latin) for latin in (False, True))
            return own, latin, prompt.text

        return words


def _is_latin(state: State) -> bool:
    """Letters are for chats: a call that takes one up is spoken, and names are said in the language's own."""
    return bool(state.value("channel") == "whatsapp" and state.value("letters") == "latin")


def _twins(prompt: Prompt) -> tuple[Prompt, ...]:
    return (prompt,) if prompt.language or prompt.key else (prompt, replace(prompt, language=SOURCE_LANGUAGE))


def _caller(session: Session, incoming: Incoming) -> Caller:
    """Whoever calls, held until the end of the turn. A call without a number is known by its own id."""
    if not incoming.addresses:
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(incoming.sid, 0))))
        known = sessions.caller_of(session, incoming.sid)
        if known:
            return session.get_one(Caller, known, with_for_update=True)
    caller = callers.hold(session, incoming.addresses)
    if incoming.channel == "whatsapp":
        caller.whatsapp_at = incoming.at
    return caller


def _run(scene: Scene, effect: Effect) -> Outcome | None:
    """One action, in a savepoint: if it fails its writes are undone, and the flow goes to its `failed` step."""
    try:
        with scene.session.begin_nested():
            return ACTIONS[effect.action].run(scene, effect.given)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        log.error("action_failed", action=effect.action, error=type(error).__name__)
        return None


def _settle(scene: Scene, state: State, reply: Reply) -> Reply:
    """Put the conversation down where the turn leaves it."""
    spoken = replace(state, said=tuple(prompt.as_json() for prompt in reply.prompts))
    over = not (reply.listen or reply.dial or scene.conversation.with_agent_ticket_id)
    sessions.put_down(scene.session, scene.conversation, spoken.as_json(), scene.at, over=over)
    return reply
