"""On CI nothing may be skipped but what reads ../shared: a test that skips itself anyway has failed."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

ALLOWED = "../shared"  # to be named by the reason


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure; a failure that is expected (xfail) stays what it is."""
    report = yield
    expected = hasattr(report, "wasxfail")
    if (
        os.environ.get("CI") == "true"
        and report.skipped
        and not expected
        and ALLOWED not in str(report.longrepr)
    ):
        report.longrepr = f"{item.nodeid} may not be skipped on CI: {report.longrepr}"
        report.outcome = "failed"
    return report
