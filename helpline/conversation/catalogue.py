"""What the catalogues must translate: every utterance of every flow, with its context."""

from collections.abc import Iterator

from helpline.conversation.flow import Ask, End, Flows, Say


def utterances(flows: Flows) -> Iterator[tuple[str, str]]:
    """(context, English) of everything that can be said, in the order of the flows."""
    for name, text in flows.phrases.items():
        yield f"phrases.{name}", text
    for flow in flows.flows.values():
        for name, step in flow.steps.items():
            context = f"{flow.name}.{name}"
            match step:
                case Say(say=text) | End(end=text):
                    yield context, text
                case Ask():
                    yield from _question(context, step)


def written(flows: Flows) -> Iterator[tuple[str, str]]:
    """The utterances that can stand in a message: "Press 1" is only ever spoken."""
    return ((context, english) for context, english in utterances(flows) if not context.startswith("phrases.press_"))


def _question(context: str, step: Ask) -> Iterator[tuple[str, str]]:
    yield context, step.ask
    if step.wrong:
        yield f"{context}.wrong", step.wrong
    for key, choice in step.choices.items():
        yield f"{context}.{key}", choice.label
