"""The demonstration département: built once, kept, served; who you can be there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today as local_today
from tuilage.core.refusals import Refused
from tuilage.faces.public.world import World, build
from tuilage.foundation.sharing import cast
from tuilage.foundation.territory.sources import SourceMissing

Say = Callable[[str], Any]


class CannotBuild(Exception):
    """The demonstration cannot be built; the sentence says why and what to type."""


def _migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(_("Preparing the tables…"))
        call_command("migrate", verbosity=0, interactive=False)


def _built() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from organisations_team)")
        return bool(cursor.fetchone()[0])


def _collect(say: Say) -> None:
    """Gather static files when one is newer than what was gathered."""
    from django.contrib.staticfiles.finders import get_finders

    newest = max(
        (
            storage_path.stat().st_mtime
            for finder in get_finders()
            for path, storage in finder.list([])
            if (storage_path := _path(storage, path)) is not None
        ),
        default=0.0,
    )
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        say(_("Gathering styles and scripts…"))
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _path(storage: Any, name: str) -> Any:
    from pathlib import Path

    path = Path(storage.path(name))
    return path if path.exists() else None


def ensure(departement: str, seed: int, size: int, today: str | None, say: Say) -> None:
    """Migrate, gather styles, build the département when the database is empty. Raises CannotBuild with a sentence."""
    with translation.override(settings.LANGUAGE_CODE):
        _migrate(say)
        _collect(say)
        if _built():
            return
        started = monotonic()
        say(_("Building the demonstration département (once)…"))
        world = World(
            departement=departement.strip().upper(),
            seed=seed,
            size=size,
            today=date.fromisoformat(today) if today else local_today(),
        )
        try:
            build(world)
        except (Refused, SourceMissing) as refusal:
            raise CannotBuild(str(refusal)) from refusal
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze") if not connection.in_atomic_block else None
        say(_("Built in %(seconds)d seconds.") % {"seconds": monotonic() - started})


def welcome(port: int) -> list[str]:
    """What to print when it is ready: the address and who can sign in."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            "",
            _("Tuilage is ready: http://127.0.0.1:%(port)d/demo/") % {"port": port},
            _("One click signs you in as:"),
        ]
        lines += [f"  {role.first_name} {role.last_name}, {role.title}" for role in cast.PROFESSIONALS]
        return [*lines, _("Ctrl C stops. The data stay; `make reset` empties them."), ""]
