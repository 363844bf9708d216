"""Styles and scripts under names that change with their content, gathered when one of them is newer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.translation import gettext as _

from tuilage.core.database.embedded import locked


def _changed_at() -> float:
    """When the newest of the files changed, in seconds since 1970."""
    found = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return max((path.stat().st_mtime for path in found if path.exists()), default=0.0)


def _is_stale(manifest: Path) -> bool:
    return not manifest.exists() or manifest.stat().st_mtime < _changed_at()


def gather(say: Callable[[str], Any]) -> None:
    """Bring what is served up to date with the code; quick when it is.

    One command at a time. Earlier versions stay: pages already open, or another server, still ask for them.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    manifest = root / "staticfiles.json"
    if not _is_stale(manifest):
        return
    with locked(root.with_suffix(".lock")):
        if _is_stale(manifest):
            say(_("Gathering styles and scripts…"))
            call_command("collectstatic", verbosity=0, interactive=False)
