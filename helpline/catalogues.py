"""Writing gettext catalogues: what is said comes from the flows and the console, the words from translators."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

# Fixed, so that a catalogue changes only when its words do.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def update(file: Path, domain: str, language: str, texts: Iterable[tuple[str, str]]) -> list[str]:
    """Bring a catalogue up to date with (context, English) texts: new ones come in empty, old ones go.

    Returns the contexts, or where there is none the texts, that are still to be translated.
    """
    known = _known(file)
    catalogue = Catalog(
        locale=language,
        domain=domain,
        header_comment=f"# {domain}, in {language}. `helpline update-catalogues` keeps it in step.",
        project="poshan-helpline",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )
    for context, english in texts:
        catalogue.add(english, known.get((context, english), ""), context=context or None)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as lines:
        write_po(lines, catalogue, width=0)
    return [str(message.context or message.id) for message in catalogue if message.id and not message.string]


def _known(file: Path) -> dict[tuple[str, str], str]:
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        return {
            (message.context or "", str(message.id)): str(message.string) for message in read_po(lines) if message.id
        }
