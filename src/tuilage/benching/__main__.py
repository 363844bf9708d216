"""The parts of the bench, each in a process of its own: `python -m tuilage.benching PART ARGUMENTS`. Prints JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def _build(size: str) -> dict[str, Any]:
    from tuilage.benching import FULL
    from tuilage.faces.public import demonstration

    steps: list[str] = []
    began = time.monotonic()
    scale = "full" if int(size) == FULL else "small"
    events = demonstration.ensure(
        demonstration.Wanted(size=int(size), scale=scale), lambda words: steps.append(words)
    )
    return {
        "seconds": round(time.monotonic() - began),
        "steps": steps if events else [],
        "events": events,
        "memory": _memory(),
    }


def _memory() -> int:
    """The most this process has held, in MB."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 if sys.platform == "linux" else 2**20)


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _agents(number: str, seconds: str) -> dict[str, Any]:
    from tuilage.benching import agents

    return agents.measure(int(number), int(seconds))


def _parts() -> dict[str, Callable[..., Any]]:
    from tuilage.benching import figures, pages

    return {
        "build": _build,
        "migrate": _migrate,
        "machine": figures.machine,
        "pages": pages.measure_pages,
        "agents": _agents,
        "figures": figures.measure,
        "journal": lambda entries: figures.measure_journal(int(entries)),
    }


def main(arguments: list[str]) -> None:
    """Set Django up, run a part, print what it found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    what, *rest = arguments
    sys.stdout.write(json.dumps(_parts()[what](*rest)))


if __name__ == "__main__":
    main(sys.argv[1:])
