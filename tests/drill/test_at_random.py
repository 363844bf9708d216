"""The path driven at random through its actions: at least 5,000 steps, shared between the tests of this file."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.drill.machine import ThePath
from tuilage.core.journal import verifying
from tuilage.core.journal.sealing import seal_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PARTS = 10
STEPS = int(os.environ.get("TUILAGE_DRILL_STEPS", "5000"))
SETTINGS = settings(
    max_examples=5,  # the first is always the simplest of all
    stateful_step_count=50,
    deadline=None,
    database=None,
    derandomize=False,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_leaves_anybody_between_two(part: int, cast: Cast, tmp_path: Path) -> None:
    steps: list[str] = []
    turn = 0
    while len(steps) < STEPS // PARTS:
        machine = type("ThePath", (ThePath,), {"cast": cast, "steps": steps})
        run_state_machine_as_test(seed(part * 1000 + turn)(machine), settings=SETTINGS)
        turn += 1
    seen = Counter(steps)
    assert seen["done"] > len(steps) // 10, f"too little was done: {seen}"
    seal_all()
    report = verifying.verify(tmp_path / "checkpoints")
    assert report.whole, report
