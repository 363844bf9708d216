"""tests/skips.py: on CI a test that skips itself has failed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = """
import pytest

def test_of_the_browser():
    pytest.skip("no Chromium here")

@pytest.mark.skipif(True, reason="too slow")
def test_marked():
    pass

def test_of_what_stands_beside():
    pytest.skip("../shared is absent")

@pytest.mark.xfail(strict=True)
def test_expected():
    assert False
"""


@pytest.mark.parametrize(("ci", "failed", "skipped"), [("true", 2, 1), ("", 0, 3)])
def test_nothing_is_skipped_on_ci(tmp_path: Path, ci: str, failed: int, skipped: int) -> None:
    (tmp_path / "test_sample.py").write_text(TESTS, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.skips",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    answer = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    last = answer.stdout.splitlines()[-1]
    assert f"{skipped} skipped" in last
    assert "1 xfailed" in last
    # What a mark skips is refused before the test begins: pytest calls that an error.
    refused = sum(int(number) for number in re.findall(r"(\d+) (?:failed|error)", last))
    assert refused == failed
