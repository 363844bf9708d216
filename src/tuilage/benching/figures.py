"""What takes longer than a page: indicators counted again, searches by identity, the journal; what machine it was."""

from __future__ import annotations

import os
import platform
import statistics
import time
from typing import Any

MONTHS = 24
ROUNDS = 30


def machine() -> dict[str, Any]:
    """What it ran on, without a name: cores, memory (GB), versions."""
    import django
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), current_setting('shared_buffers')")
        version, buffers = cursor.fetchone()
        cursor.execute("select pg_database_size(current_database()) / 1e9")
        size = float(cursor.fetchone()[0])
    return {
        "cores": os.cpu_count(), "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(), "postgresql": version.split()[0], "buffers": buffers,
        "django": django.get_version(), "database": round(size, 1), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def searches() -> dict[str, dict[str, float]]:
    """Identity searches, and the search for likely duplicates, as the secretary of the cast, in milliseconds."""
    from tuilage.core.database.context import acting
    from tuilage.foundation.organisations.actors import actor_for
    from tuilage.foundation.organisations.models import Professional
    from tuilage.foundation.people.identity import bench_search, likely_duplicates
    from tuilage.foundation.sharing import cast

    actor = actor_for(Professional.objects.get(pk=cast.key("secretary")))
    with acting(actor):
        found = {"identity search": bench_search(ROUNDS)}
        bench_search(3)
        took = []
        for number in range(ROUNDS):
            began = time.perf_counter()
            likely_duplicates(
                actor, {"birth_name": "Martin", "first_names": ("Marie", "Jean", "Paul")[number % 3], "birth_year": 1960 + number}
            )  # fmt: skip
            took.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    found["likely duplicates"] = {"median_ms": statistics.median(took), "p95_ms": p95, "max_ms": max(took)}
    return found


def publication() -> dict[str, Any]:
    """Every indicator, every territory, two years, counted and written again."""
    from tuilage.core.database.context import acting, system
    from tuilage.core.registries import indicators
    from tuilage.steering.observatory.actions import publish_months
    from tuilage.steering.observatory.models import IndicatorValue

    began = time.perf_counter()
    with acting(system("clock"), "bench"):
        made = publish_months(MONTHS, again=True)
        figures = IndicatorValue.objects.count()
    return {
        "seconds": round(time.perf_counter() - began, 1), "months": MONTHS, "indicators": len(indicators),
        "publications": made, "figures": figures,
    }  # fmt: skip


def measure() -> dict[str, Any]:
    """All of them."""
    return {"searches": searches(), "publication": publication()}


def measure_journal(entries: int) -> dict[str, Any]:
    """What fifty agents write at once; how long so many entries take to be sealed and verified."""
    from tuilage.core.journal import bench

    writers = bench.bench_writers(50, 10)
    return {
        "writers": writers,
        "fill": bench.fill(max(0, entries - writers["entries"])),
        "verify": bench.bench_verify(),
    }
