"""The demonstration département: built once, kept, served; who you can be there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from tuilage.core.database.clock import as_if
from tuilage.core.database.clock import today as local_today
from tuilage.core.refusals import Refused
from tuilage.faces.public.world import LARGE, SCALES, World, build
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.sharing import cast
from tuilage.foundation.territory import sources
from tuilage.foundation.territory.models import Departement

Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: `scale` gives the size and the département that are not said ("" and None)."""

    departement: str = ""
    seed: int = 1
    size: int | None = None
    today: date | None = None
    scale: str = "small"

    @property
    def asked(self) -> str:
        """The code as it was asked for, "" when it was not."""
        return self.departement.strip().upper()

    def world(self) -> World:
        """The département to make."""
        persons, departement = SCALES[self.scale]
        return World(
            departement=self.asked or departement,
            seed=self.seed,
            size=self.size or persons,
            today=self.today or local_today(),
        )


class CannotBuild(Exception):
    """The demonstration cannot be built or opened; the sentence says why and what to type."""


def tables_are_behind() -> bool:
    """Whether the database has not yet all the tables that this code needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _check_code(departement: str) -> None:
    try:
        known = sources.departement_codes(sources.default_sources())
    except sources.SourceMissing as missing:
        raise CannotBuild(str(missing)) from missing
    if departement not in known:
        raise CannotBuild(
            _("There is no département “%(code)s”. Codes are written like 47, 2A or 974.")
            % {"code": departement}
        )


def _built(asked: str) -> bool:
    """Whether the demonstration is there. Raises CannotBuild when something else is, or another département."""
    if not Team.objects.exists():
        return False
    if not is_there():
        raise CannotBuild(
            _("This database holds something else than the demonstration: it is not opened as one.")
        )
    code, name = Departement.objects.order_by("code").values_list("code", "name")[0]
    if asked not in ("", code):
        raise CannotBuild(
            _(
                "The demonstration kept here is that of %(name)s (%(code)s). "
                "To build another: make reset, then make demo DEPARTEMENT=%(asked)s"
            )
            % {"name": name, "code": code, "asked": asked}
        )
    return True


def is_there() -> bool:
    """Whether the cast of the demonstration is in the database."""
    return Professional.objects.filter(pk=cast.key(cast.PROFESSIONALS[0].key)).exists()


def ensure(wanted: Wanted, say: Say) -> dict[str, int]:
    """Migrate, build the département that is wanted where there is none. Raises CannotBuild.

    How many dated events each table has received; nothing when it was there already.
    """
    world = wanted.world()
    _check_code(world.departement)
    if tables_are_behind():
        say(_("Preparing the tables…"))
        call_command("migrate", verbosity=0, interactive=False)
    if _built(wanted.asked):
        return {}
    started = monotonic()
    say(_("Building the demonstration département (once)…"))
    try:
        with as_if(world.today):
            build(world, say if world.size >= LARGE else lambda words: None)
    except (Refused, sources.SourceMissing) as refusal:
        raise CannotBuild(str(refusal)) from refusal
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
    facts = {"seconds": monotonic() - started, "persons": world.size, "events": sum(world.events.values())}
    say(_("Built in %(seconds)d seconds: %(persons)d persons, %(events)d dated events.") % facts)
    return world.events


def check_can_be_emptied() -> None:
    """Raise CannotBuild when the database is a real one, or when somebody is being served from it."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('organisations_team') is not null")
        if cursor.fetchone()[0] and Team.objects.exists() and not is_there():
            raise CannotBuild(
                _("This database holds something else than the demonstration: it is not emptied.")
            )
        cursor.execute(
            "select exists (select from pg_stat_activity where datname = current_database()"
            " and usename = 'tuilage_app')"
        )
        if cursor.fetchone()[0]:
            raise CannotBuild(_("The demonstration is being served: stop it first (Ctrl C)."))


def time_zone() -> str:
    """That of the département built: its days and closing times are local."""
    return Departement.objects.order_by("code").values_list("time_zone", flat=True)[0]


def welcome(port: int) -> list[str]:
    """What to print when it is ready: the address and who can sign in."""
    lines = [
        "",
        _("Tuilage is ready: http://127.0.0.1:%(port)d/demo/") % {"port": port},
        _("One click signs you in as:"),
    ]
    lines += [f"  {role.first_name} {role.last_name}, {role.title}" for role in cast.PROFESSIONALS]
    return [*lines, _("Ctrl C stops. The data stay; `make reset` empties them."), ""]


def farewell() -> str:
    """What to say when it is emptied."""
    return _("The demonstration is empty. `make demo` builds it again.")
