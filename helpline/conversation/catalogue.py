"""What the catalogues must translate: every utterance of every flow, with its context."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from helpline.conversation.flow import Ask, End, Flows, Say

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


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


def _question(context: str, step: Ask) -> Iterator[tuple[str, str]]:
    yield context, step.ask
    if step.wrong:
        yield f"{context}.wrong", step.wrong
    for key, choice in step.choices.items():
        yield f"{context}.{key}", choice.label


def update(flows: Flows, file: Path, language: str) -> list[str]:
    """Bring a catalogue up to date: new utterances come in empty, old ones go. Returns the contexts still empty."""
    known = _known(file)
    catalogue = Catalog(
        locale=language,
        domain="flows",
        header_comment=f"# What the helpline says, in {language}. `helpline update-catalogues` keeps it in step.",
        project="poshan-helpline",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        # Fixed, so that a catalogue changes only when its words do.
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )
    for context, english in utterances(flows):
        catalogue.add(english, known.get((context, english), ""), context=context)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as lines:
        write_po(lines, catalogue, width=0)
    return [str(message.context) for message in catalogue if message.id and not message.string]


def _known(file: Path) -> Mapping[tuple[str, str], str]:
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        return {
            (str(message.context), str(message.id)): str(message.string) for message in read_po(lines) if message.id
        }
