"""The command line: thin over the same actions as the pages."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from tuilage.core.database import embedded, roles
from tuilage.core.journal.commands import journal as journal_commands

SETTINGS = "tuilage.settings"
PORT = click.IntRange(1, 65535)
IDLE_SECONDS = 5.0  # how long the embedded server waits for another command


def start(role: str = "app") -> None:
    """Bring up the database (unless an outside one is given) and Django, as `role`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["TUILAGE_ROLE"] = role
    import django

    try:
        if roles.uses_embedded():
            roles.prepare(embedded.ensure_server(idle_seconds=IDLE_SECONDS), _database())
        django.setup()
    except embedded.DatabaseUnavailable as away:
        raise click.ClickException(str(away)) from None


def _database() -> str:
    return os.environ.get("TUILAGE_DATABASE", roles.DEFAULT_DATABASE)


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
@click.option("--departement", default="", help="Code of the département (47 by default; 77 for full).")
@click.option(
    "--scale",
    default="small",
    show_default=True,
    type=click.Choice(["small", "full"]),
    help="2,000 persons, or 300,000 with 3,000 agents.",
)
@click.option("--seed", default=1, show_default=True, help="Same seed, day and scale: same département.")
@click.option("--size", type=click.IntRange(1), help="Made-up persons, instead of a scale.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Build as if it were this day.")
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option("--load-only", is_flag=True, help="Build the data, serve nothing.")
def demo(
    departement: str,
    scale: str,
    seed: int,
    size: int | None,
    today: datetime | None,
    port: int,
    load_only: bool,
) -> None:
    """Build the demonstration département if there is none, and serve it."""
    from tuilage.foundation.territory.sources import time_zone

    os.environ["TUILAGE_DEMO"] = "1"
    chosen = "TUILAGE_TIME_ZONE" in os.environ
    os.environ.setdefault("TUILAGE_TIME_ZONE", time_zone(departement.strip().upper()))
    start("owner")
    from tuilage.core.interface.gathering import gather
    from tuilage.faces.public import demonstration

    listener = None if load_only else _listen("127.0.0.1", port)
    try:
        wanted = demonstration.Wanted(departement, seed, size, today.date() if today else None, scale)
        demonstration.ensure(wanted, click.echo)
    except demonstration.CannotBuild as refusal:
        raise click.ClickException(str(refusal)) from None
    if not chosen:  # that of the département kept here, whatever was asked
        os.environ["TUILAGE_TIME_ZONE"] = demonstration.time_zone()
    if listener:
        gather(click.echo)
        _serve(listener, demonstration.welcome(port))


@main.command()
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve Tuilage: web processes and the worker, restarted when they fail."""
    start()
    from tuilage.core.interface.gathering import gather
    from tuilage.faces.public import demonstration

    listener = _listen(host, port)
    if demonstration.tables_are_behind():
        raise click.ClickException("The database lacks tables of this version. Type: tuilage migrate")
    gather(click.echo)
    _serve(listener, [f"http://{host}:{port}/"])


def _listen(host: str, port: int) -> socket.socket:
    from tuilage import serving

    try:
        return serving.listen(host, port)
    except serving.CannotServe as refusal:
        raise click.ClickException(str(refusal)) from None


def _serve(listener: socket.socket, sentences: Sequence[str]) -> None:
    from django.db import connections

    from tuilage import serving

    connections.close_all()  # this process only looks after others from now on
    try:
        serving.run(listener, lambda: click.echo("\n".join(sentences)), _complain)
    except serving.CannotServe as refusal:
        raise click.ClickException(str(refusal)) from None


def _complain(sentence: str) -> None:
    click.echo(sentence, err=True)


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
    start("owner")
    import psycopg
    from django.db import connections
    from psycopg import sql

    from tuilage.faces.public import demonstration

    try:
        demonstration.check_can_be_emptied()
    except demonstration.CannotBuild as refusal:
        raise click.ClickException(str(refusal)) from None
    connections.close_all()
    with psycopg.connect(embedded.ensure_server().dsn(), autocommit=True) as connection:
        drop = sql.SQL("drop database if exists {} with (force)")
        connection.execute(drop.format(sql.Identifier(_database())))
    # They sign the journal that has just gone.
    (embedded.data_folder() / "checkpoints" / "journal.log").unlink(missing_ok=True)
    click.echo(demonstration.farewell())


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
@click.option("--sizes", default="2000,20000", show_default=True, help="Numbers of persons to measure with.")
@click.option("--full", is_flag=True, help="The full-scale département, with 50 agents at work; it is kept.")
@click.option("--agents", type=click.IntRange(0), help="Agents at work at once, a click each 5 seconds.")
@click.option("--seconds", default=120, show_default=True, help="How long they work.")
@click.option(
    "--entries", type=click.IntRange(0), help="Lines of the journal to seal and verify; 0 for none."
)
@click.option("--keep", is_flag=True, help="Keep the databases (tuilage_bench_…) for the next run.")
@click.option("--write", is_flag=True, help="Write the results to docs/reference/performance.md.")
def bench_command(
    sizes: str, full: bool, agents: int | None, seconds: int, entries: int | None, keep: bool, write: bool
) -> None:
    """Time the pages of the path, alone and with agents at work, against floors measured in the same run."""
    from tuilage import benching

    benching.run(
        benching.Wanted(
            sizes=[benching.FULL] if full else [int(size) for size in sizes.split(",") if size],
            entries=1_000_000 if entries is None else entries,
            agents=(50 if full else 0) if agents is None else agents,
            seconds=seconds,
            keep=keep or full,
            write=Path("docs/reference/performance.md") if write else None,
        ),
        click.echo,
    )


@main.command()
@click.option(
    "--requests", default=10_000, show_default=True, type=click.IntRange(1), help="Requests to record."
)
@click.option(
    "--kills", default=20, show_default=True, type=click.IntRange(0), help="How many times to kill."
)
@click.option("--seed", default=1, show_default=True, help="In which order the parts are killed.")
@click.option("--write", is_flag=True, help="Keep the figures in docs/reference/reliability.md.")
def drill(requests: int, kills: int, seed: int, write: bool) -> None:
    """Kill web, worker and PostgreSQL while requests are recorded; all that was acknowledged is there, once."""
    from tuilage import drilling
    from tuilage.drilling.figures import write as write_figures

    figures = drilling.run(requests, kills, seed, click.echo)
    click.echo("\n".join(figures.lines()))
    if write:
        write_figures(figures, requests, kills, Path("docs/reference/reliability.md"))
    if not figures.held:
        raise click.ClickException(
            "Something that was acknowledged is not there once, or the journal is not whole."
        )


@main.command()
@click.option("--months", default=24, show_default=True, help="How many of the last whole months.")
@click.option(
    "--again", is_flag=True, help="Count and replace those already published: a definition was corrected."
)
def publish(months: int, again: bool) -> None:
    """Publish the figures of the months that are over and not published yet."""
    start()
    from tuilage.core.database.context import acting, system
    from tuilage.steering.observatory.actions import publish_months

    with acting(system("clock"), purpose="publish"):
        made = publish_months(months, again)
    click.echo(f"{made} publications made." if made else "Everything was already published.")


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


@import_.command("identities")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="", help="Columns kept under this name; else they are guessed.")
@click.option("--system", "source", default="", help="Code of the software the numbers come from.")
@click.option("--team", default="", help="Name of the team that answers for the resemblances.")
@click.option("--strict", is_flag=True, help="Write nothing if a single row cannot be taken.")
@click.option("--dry-run", is_flag=True, help="Make the report, write nothing.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the report (JSON)."
)
def import_identities(
    file: Path, mapping: str, source: str, team: str, strict: bool, dry_run: bool, report: Path | None
) -> None:
    """Bring in a file of identities (CSV or XLSX), such as each night's."""
    start()
    from tuilage.core.refusals import Refused
    from tuilage.core.tabular.commands import bring_in
    from tuilage.foundation.organisations.queries import team_called

    try:
        told = bring_in(
            "identities",
            file,
            mapping=mapping,
            source=source,
            team_id=team_called(team) if team else None,
            strict=strict,
            dry_run=dry_run,
        )
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    if report:
        report.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for word in (
        "state",
        "rows_read",
        "created",
        "updated",
        "unchanged",
        "repaired",
        "rejected",
        "to_review",
    ):
        click.echo(f"{word}: {told[word]}")


@import_.command("plan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_plan(file: Path) -> None:
    """Load a plan written in YAML."""
    start()
    from tuilage.core.database.context import acting, system
    from tuilage.core.refusals import Refused
    from tuilage.steering.plans import actions

    try:
        with acting(system("import")) as actor:
            report = actions.import_plan(actor, file.read_bytes())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    if report.problems:
        raise click.ClickException("\n".join(f"{fault.line}: {fault.text}" for fault in report.problems))
    for word in ("created", "changed", "unchanged", "kept"):
        click.echo(f"{word}: {len(getattr(report, word))}")


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
