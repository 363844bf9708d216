"""tools/lint.py and tools/chromium.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import chromium, lint


def answering(code: int, said: str = "", remedy: str = "", name: str = "") -> lint.Check:
    command = (sys.executable, "-c", f"print({said!r}); raise SystemExit({code})")
    return lint.Check(name or f"check {code}", command, remedy)


def test_all_checks_run_even_when_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = (answering(1, "line 3 is wrong", "make fix", "bad"), answering(0, "chatter", "", "good"))
    monkeypatch.setattr(lint, "CHECKS", checks)
    assert lint.main([]) == 1
    printed = capsys.readouterr().out
    assert "line 3 is wrong\n  → make fix" in printed
    assert "ok      good" in printed
    assert "chatter" not in printed
    assert printed.splitlines()[-1] == "Failed: bad (1 of 2 checks)."


def test_when_all_is_well_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lint, "CHECKS", (answering(0),))
    assert lint.main([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All 1 checks passed."


def test_one_check_can_be_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "CHECKS", (answering(1, name="bad"), answering(0, name="good")))
    assert lint.main(["good"]) == 0


def test_every_part_of_the_promise_is_checked() -> None:
    words = " ".join(" ".join(check.command) for check in lint.CHECKS)
    for word in ("ruff check", "ruff format --check", "mypy", "djlint", "importlinter", "messages.py check"):
        assert word in words
    assert "makemigrations --check --dry-run" in words


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "NAMES", ("there-is-no-such-browser",))


@pytest.mark.usefixtures("no_browser")
def test_an_ordinary_user_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(chromium, "install", lambda: pytest.fail("an ordinary user cannot install"))
    assert chromium.main() == 1
    assert capsys.readouterr().err.rstrip().endswith("apt-get update && apt-get install -y chromium")


@pytest.mark.usefixtures("no_browser")
def test_root_installs_it_and_tries_twice_at_most(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 100, stdout="", stderr="no network")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", fail)
    assert chromium.main() == 1
    assert [command[1] for command in asked] == ["update"] * chromium.TRIES
    assert "no network" in capsys.readouterr().err


def test_a_script_that_stands_in_for_a_browser_is_not_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretender, browser = tmp_path / "chromium-browser", tmp_path / "chromium"
    pretender.write_text("#!/bin/sh\necho install it otherwise\nexit 1\n")
    browser.write_text("#!/bin/sh\necho Chromium 140\n")
    for program in (pretender, browser):
        program.chmod(0o755)
    monkeypatch.setattr(chromium, "NAMES", (str(pretender), str(browser)))
    assert chromium.find() == browser
