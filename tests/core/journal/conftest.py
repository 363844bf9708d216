"""A journal with lines in it, and its owner to tamper with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tuilage.core import journal
from tuilage.core.database import roles
from tuilage.core.database.context import Actor

ActAs = Callable[..., AbstractContextManager[Actor]]


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """The checkpoints' file of this test."""
    path = tmp_path / "checkpoints" / "journal.log"
    settings.JOURNAL_CHECKPOINTS = path
    return path


@pytest.fixture
def write(committed_db: None, act_as: ActAs, cast: Cast) -> Callable[[int], None]:
    """`write(10)`: ten lines, each committed."""

    def lines(amount: int) -> None:
        for number in range(amount):
            with act_as("keyworker"):
                journal.record("read", cast.older_lady, f"part {number}")

    return lines


@pytest.fixture
def owner(committed_db: None) -> Iterator[psycopg.Connection[Any]]:
    """The database's owner, past every policy: who tampers."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    there = roles.database_settings("owner", name)
    with psycopg.connect(
        host=there["HOST"] or None,
        port=there["PORT"] or None,
        user=there["USER"],
        password=there["PASSWORD"],
        dbname=name,
        autocommit=True,
    ) as found:
        found.execute("alter table journal_entry no force row level security")
        yield found
