"""What a catalogue of the console must translate: every English text in its templates and modules."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from helpline.console.words import DOMAIN

HERE = Path(__file__).parent
# Fixed, so that a catalogue changes only when its words do.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_WHERE = [("**.py", "python"), ("**.html", "jinja2")]
_MARKED = {"_": None, "say": None, "N_": None}


def english() -> list[str]:
    """Every text, in the order of the files."""
    found = extract_from_dir(HERE, _WHERE, keywords=_MARKED)
    return list(dict.fromkeys(str(message) for _, _, message, _, _ in found))


def update(file: Path, language: str) -> list[str]:
    """Bring a catalogue up to date: new texts come in empty, old ones go. Returns the texts still empty."""
    known = _known(file)
    catalogue = Catalog(
        locale=language,
        domain=DOMAIN,
        header_comment=f"# What the console says, in {language}.",
        project="poshan-helpline",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )
    for text in english():
        catalogue.add(text, known.get(text, ""))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as lines:
        write_po(lines, catalogue, width=0)
    return [str(message.id) for message in catalogue if message.id and not message.string]


def _known(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        return {str(message.id): str(message.string) for message in read_po(lines) if message.id}
