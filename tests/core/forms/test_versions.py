"""Two people save the same row: the second sees both versions, and nothing is written over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import StaleVersion, save_checked
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]


@pytest.mark.django_db
def test_a_stale_save_shows_both_versions_and_writes_nothing(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        mine, theirs = (Person.objects.get(pk=cast.older_lady) for _ in range(2))
        opened_at = mine.version
        theirs.phone, theirs.address = "06 11 11 11 11", "1 rue des Lilas"
        save_checked(theirs, opened_at, ["phone", "address"])
        mine.phone = "06 22 22 22 22"
        with pytest.raises(StaleVersion) as stale:
            save_checked(mine, opened_at, ["phone"])
        (difference,) = stale.value.differences
        assert (difference.name, difference.mine, difference.theirs) == (
            "phone",
            "06 22 22 22 22",
            "06 11 11 11 11",
        )
        assert stale.value.current.phone == "06 11 11 11 11"  # type: ignore[attr-defined]
        assert "à côté" in str(stale.value)
        now = Person.objects.get(pk=cast.older_lady)
        assert (now.phone, now.address, now.version) == ("06 11 11 11 11", "1 rue des Lilas", opened_at + 1)
        save_checked(mine, stale.value.current.version, ["phone"])  # type: ignore[attr-defined]
        assert Person.objects.get(pk=cast.older_lady).phone == "06 22 22 22 22"


@pytest.mark.django_db
def test_two_saves_one_after_the_other_are_no_conflict(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        row = Person.objects.get(pk=cast.older_lady)
        for phone in ("06 00 00 00 10", "06 00 00 00 11"):
            row.phone = phone
            save_checked(row, row.version, ["phone"])
        assert Person.objects.get(pk=row.pk).version == row.version


def test_of_two_saves_at_once_one_is_stale(committed_db: None, act_as: ActAs, cast: Cast) -> None:
    barrier, outcomes = threading.Barrier(2), []
    key = cast.older_lady
    cast.keyworker, cast.adviser  # noqa: B018 (read before the threads)

    def save(name: str, phone: str) -> None:
        try:
            with act_as(name):
                row = Person.objects.get(pk=key)
                row.phone = phone
                barrier.wait()
                save_checked(row, row.version, ["phone"])
            outcomes.append("saved")
        except StaleVersion:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=("keyworker", "06 00 00 00 21")),
        threading.Thread(target=save, args=("adviser", "06 00 00 00 22")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "stale"]
