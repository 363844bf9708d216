"""The command line: thin over the same actions as the pages."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from tuilage.core.database import embedded, roles
from tuilage.core.journal.commands import journal as journal_commands

SETTINGS = "tuilage.settings"


def start(role: str = "app") -> None:
    """Bring up the database (unless an outside one is given) and Django, as `role`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["TUILAGE_ROLE"] = role
    if roles.uses_embedded():
        roles.prepare(embedded.ensure_server())
    import django

    django.setup()


@click.group()
@click.version_option(package_name="tuilage")
def main() -> None:
    """Tuilage: the person's path, the network and the plan of a département, joined."""


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date (as the owner role)."""
    start("owner")
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@main.command()
@click.option(
    "--departement", default="47", show_default=True, help="Code of the département, overseas ones too."
)
@click.option(
    "--seed", default=1, show_default=True, help="Same seed, same day, same size: same département."
)
@click.option("--size", default=2000, show_default=True, help="How many made-up persons.")
@click.option("--today", default=None, help="Build as if it were this day (YYYY-MM-DD).")
@click.option("--port", default=8000, show_default=True)
@click.option("--load-only", is_flag=True, help="Build the data, serve nothing.")
def demo(departement: str, seed: int, size: int, today: str | None, port: int, load_only: bool) -> None:
    """Build the demonstration département if there is none, and serve it."""
    os.environ["TUILAGE_DEMO"] = "1"
    start("owner")
    from tuilage.faces.public import demonstration

    try:
        demonstration.ensure(departement, seed, size, today, click.echo)
    except demonstration.CannotBuild as refusal:
        raise click.ClickException(str(refusal)) from None
    if not load_only:
        _serve(port, demonstration.welcome(port))


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve Tuilage: web processes and the worker, restarted when they fail."""
    if roles.uses_embedded():
        roles.prepare(embedded.ensure_server())
    _serve(port, [f"http://{host}:{port}/"], host)


def _serve(port: int, sentences: list[str], host: str = "127.0.0.1") -> None:
    from tuilage import serving

    sys.exit(serving.run(host, port, lambda: [click.echo(sentence) for sentence in sentences]))


@main.command()
def worker() -> None:
    """Run jobs, clocks and the sealing of the journal until stopped."""
    start()
    from tuilage.core.jobs.worker import run_worker

    run_worker()


@main.command()
@click.confirmation_option("--yes", prompt="Empty the demonstration?")
def reset() -> None:
    """Empty the demonstration: the next `tuilage demo` builds another."""
    if not roles.uses_embedded():
        raise click.ClickException(
            "This works on the embedded database only: an outside one is emptied by its owner."
        )
    import psycopg

    server = embedded.ensure_server()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("drop database if exists tuilage with (force)")
    # They sign the journal that has just gone.
    (embedded.data_folder() / "checkpoints" / "journal.log").unlink(missing_ok=True)
    click.echo("The demonstration is empty. `make demo` builds it again.")


@main.command()
@click.option(
    "--json", "as_json", is_flag=True, help="An object from row id to the ids of the tests that proved it."
)
def coverage(as_json: bool) -> None:
    """Print, per seed and room, the rows of the seeds that the last test run proved."""
    from tuilage.core import requirements

    proved = requirements.proved()
    if as_json:
        click.echo(json.dumps(proved, indent=1))
        return
    for line in requirements.table(proved):
        click.echo(line)


@main.command("bench")
@click.option("--sizes", default="2000,50000", show_default=True, help="Numbers of persons to measure with.")
def bench_command(sizes: str) -> None:
    """Time the pages of the path against floors measured in the same run."""
    from tuilage import benching

    benching.run([int(size) for size in sizes.split(",")], click.echo)


@main.group("import")
def import_() -> None:
    """Bring data in."""


@import_.command("departement")
@click.argument("code")
def import_departement(code: str) -> None:
    """Load or refresh the communes of a département."""
    start()
    from tuilage.core.database.context import acting, system
    from tuilage.core.refusals import Refused
    from tuilage.foundation.territory.actions import load_departement

    try:
        with acting(system("import")):
            click.echo(str(load_departement(code)))
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None


@import_.command("plan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_plan(file: Path) -> None:
    """Load a plan written in YAML."""
    start()
    from tuilage.core.database.context import acting, system
    from tuilage.core.refusals import Refused
    from tuilage.steering.plans import importing

    try:
        with acting(system("import")) as actor:
            click.echo(str(importing.import_plan(actor, file.read_bytes())))
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None


@main.command()
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option("--role", default="app", type=click.Choice(["app", "owner"]))
def django(arguments: tuple[str, ...], role: str) -> None:
    """Run a Django command (`tuilage django -- check`)."""
    start(role)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tuilage", *arguments])


@main.command("database-sql")
def database_sql() -> None:
    """Print the SQL that prepares roles and privileges on a PostgreSQL of your own."""
    click.echo(roles.sql_for())


@main.group()
def journal() -> None:
    """Verify, seal or purge the access journal."""
    start()


for _command in journal_commands.commands.values():
    journal.add_command(_command)


if __name__ == "__main__":
    main()
