"""`@covers("S1-055")` names the rows of the seeds that a test proves; the run writes down which ones passed."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T", bound=Callable[..., Any])
FOLDER = Path(__file__).resolve().parents[1] / "build" / "coverage"


def covers(*rows: str) -> Callable[[T], T]:
    """Mark a test with the requirement rows that it proves through a page or an action."""
    mark: Callable[[T], T] = pytest.mark.covers(*rows)
    return mark


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "covers(*rows): rows of the seeds that the test proves")


class Collector:
    """One worker's share of the run."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, ...]] = {}
        self.proved: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = item.get_closest_marker("covers")
            if mark:
                self.rows[item.nodeid] = mark.args

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for row in self.rows.get(report.nodeid, ()):
                self.proved[row].append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        if worker:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{worker}.json").write_text(json.dumps(self.proved))


def pytest_sessionstart(session: pytest.Session) -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob("gw*.json"):
            old.unlink()
    session.config.pluginmanager.register(Collector(), "coverage-collector")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Gather what the workers wrote (or this one process did) into build/coverage/last-run.json."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    total: dict[str, list[str]] = defaultdict(list)
    own = session.config.pluginmanager.get_plugin("coverage-collector")
    shares = [dict(own.proved)] if isinstance(own, Collector) else []
    shares += [json.loads(path.read_text()) for path in sorted(FOLDER.glob("gw*.json"))]
    for share in shares:
        for row, tests in share.items():
            total[row].extend(tests)
    (FOLDER / "last-run.json").write_text(
        json.dumps({row: sorted(set(total[row])) for row in sorted(total)}, indent=1)
    )
