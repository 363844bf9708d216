"""The measure itself: what it counts was written, sealed, and verifies. Seconds are for `make bench`."""

from __future__ import annotations

import pytest

from tuilage.core.journal.bench import bench_verify, bench_writers
from tuilage.core.journal.models import Seal


@pytest.mark.usefixtures("committed_db")
def test_what_the_bench_counts_was_written() -> None:
    found = bench_writers(writers=4, seconds=0.3)
    assert found["entries"] == Seal.objects.count() > 0
    verified = bench_verify()
    assert (verified["entries"], verified["whole"]) == (found["entries"], True)
