"""The command line: `helpline …`, or `make …` for the usual ones."""

import sys
from pathlib import Path

import click

from helpline import catalogues, completeness, demo, evaluation, running, schema, wiring
from helpline.channels import whatsapp_lists
from helpline.channels.softphone import talk
from helpline.channels.softphone import words as softphone
from helpline.channels.twilio import Sender, SendError
from helpline.console import catalogue as console
from helpline.conversation import catalogue as spoken
from helpline.conversation import loading
from helpline.conversation.actions import outcomes
from helpline.db import Database
from helpline.security import crypto, staff
from helpline.security.access import Role
from helpline.settings import Settings
from helpline.taxonomy import intents
from helpline.tickets import queues


@click.group()
def main() -> None:
    """Poshan Helpline 1515."""


@main.command()
def init() -> None:
    """Write a .env with fresh keys, unless there is one."""
    running.write_env()


@main.command()
def run() -> None:
    """Run the whole product on this machine until Ctrl-C."""
    running.write_env()
    sys.exit(running.run(running.load_settings()))


@main.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    database = _database(running.load_settings())
    schema.migrate(database.engine)
    click.echo(f"The schema is at {schema.version(database.engine)}.")


@main.command()
def code() -> None:
    """The demo people's one-time code of this moment."""
    click.echo(demo.code())


@main.command("add-staff")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--queue", "queue_names", type=click.Choice(queues.ALL), multiple=True)
@click.option("--place", type=int, help="id of the place that bounds a field officer")
@click.password_option()
def add_staff(login: str, name: str, role: str, queue_names: tuple[str, ...], place: int | None, password: str) -> None:
    """Make an account for a member of staff, and print her TOTP secret once."""
    database = _database(running.load_settings())
    with database.transaction() as session:
        person = staff.create(session, login, password, name=name, role=role, queues=list(queue_names), place_id=place)
        click.echo(staff.provisioning_uri(person))


@main.command("make-list-templates")
def make_list_templates() -> None:
    """Create the content templates for WhatsApp lists in the Twilio account, once; print the setting to keep."""
    settings = running.load_settings()
    try:
        click.echo(f"WHATSAPP_LIST_TEMPLATES={whatsapp_lists.make_templates(Sender(settings))}")
    except SendError as error:
        raise click.ClickException(f"{error}: nothing more was created") from None


@main.command("update-catalogues")
@click.argument("new_language", required=False)
def update_catalogues(new_language: str | None) -> None:
    """Bring every language's catalogues up to date with flows and console; say what is still to be translated.

    NEW_LANGUAGE starts the catalogue of a language that has none yet.
    """
    flows = loading.load(wiring.ROOT / "flows", outcomes(), frozenset(intents()))
    locales = wiring.ROOT / "locales"
    known = {file.parent.parent.name for file in locales.glob("*/LC_MESSAGES/flows.po")}
    for language in sorted(known | ({new_language} if new_language else set())):
        directory = locales / language / "LC_MESSAGES"
        missing = catalogues.update(directory / "flows.po", "flows", language, spoken.utterances(flows))
        missing += catalogues.update(directory / "flows_latin.po", "flows_latin", language, spoken.written(flows))
        missing += catalogues.update(directory / "console.po", "console", language, console.texts())
        missing += catalogues.update(directory / "softphone.po", softphone.DOMAIN, language, softphone.texts())
        click.echo(f"{language}: {len(missing)} to translate" + "".join(f"\n  {context}" for context in missing))


@main.command("check-language")
@click.argument("language")
def check_language(language: str) -> None:
    """Say what a language still lacks, in prompts, numbers, sentences, words, evaluation and talks."""
    lacking = list(completeness.missing(language, wiring.ROOT))
    for sentence in lacking:
        click.echo(sentence)
    click.echo(f"{language}: {len(lacking)} missing" if lacking else f"{language}: nothing is missing")
    sys.exit(1 if lacking else 0)


def _database(configured: Settings) -> Database:
    crypto.use(crypto.KeyRing(configured.key_ring, configured.index_key))
    if not configured.database_url:
        raise click.ClickException("DATABASE_URL is not set: this command is for a running database")
    return Database(configured.database_url)


main.add_command(talk.command)


@main.command("nlu-eval")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of a table")
def nlu_eval(files: tuple[Path, ...], as_json: bool) -> None:
    """Send every line of evaluation files through the pipeline and say how many were understood."""
    running.write_env()
    evaluation.evaluate(running.load_settings(), files, as_json=as_json)
