"""Creating and finding persons: whom one may see, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Entry
from tuilage.core.refusals import Refused
from tuilage.foundation.people.actions import (
    LikelyDuplicates,
    create_person,
    likely_duplicates,
    search_identity,
    update_person,
)
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.rules import Birth
from tuilage.foundation.sharing.models import Participation

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db

NOBODY_ALIKE = {"first_names": "Zéphirine", "birth_name": "Wagonnet"}


@pytest.mark.parametrize(
    "words",
    [
        "Odette Marchand", "marchand odette", "ODETTE FAURE", "Odete Marchand", "odette marchant", "Odet Marchan",
        "Marchand", "mrachand", "odette faure marchand", "Odette Lucienne Marchand", "Forey Odette",
    ],
)  # fmt: skip
def test_found_in_any_order_with_a_slip_by_either_name(act_as: ActAs, cast: Cast, words: str) -> None:
    with act_as("secretary") as actor:
        found = search_identity(actor, words)
    assert cast.older_lady in [match.person_id for match in found], words
    match = next(match for match in found if match.person_id == cast.older_lady)
    assert match.visible
    assert match.person is not None
    assert match.person.name == "Odette Marchand"


def test_the_date_of_birth_ranks_and_excludes(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        right = search_identity(actor, "Odette Marchand", Birth(1944, 3, 12))[0]
        swapped = search_identity(actor, "Odette Marchand", Birth(1944, 12, 3))[0]
        other = search_identity(actor, "Odette Marchand", Birth(1971, 8, 1))
    assert right.person_id == swapped.person_id == cast.older_lady
    assert right.score > 1 > swapped.score - 0.2
    assert all(match.score < swapped.score for match in other)


def test_of_a_stranger_only_a_telephone_is_said(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        found = search_identity(actor, "Armand Kilevere")
    assert len(found) == 1
    assert (found[0].visible, found[0].openable, found[0].person_id, found[0].person) == (
        False,
        False,
        None,
        None,
    )
    assert found[0].phone == "05 00 00 00 00"


def test_one_name_alone_fishes_no_stranger_out(act_as: ActAs) -> None:
    with act_as("keyworker") as actor:
        assert search_identity(actor, "Quillévéré") == []
        assert search_identity(actor, "Quillévéré", Birth(1979)) == []
        assert search_identity(actor, "Quillévéré", Birth(1979, 6, 20)) == []
        assert len(search_identity(actor, "Quillévéré", Birth(1979, 6, 21))) == 1


def test_in_the_same_house_exceptional_access_may_be_asked(act_as: ActAs, cast: Cast) -> None:
    with act_as("neighbour") as actor:
        (match,) = search_identity(actor, "Odette Marchand")
    assert (match.visible, match.openable, match.person_id, match.person) == (
        False,
        True,
        cast.older_lady,
        None,
    )


@pytest.mark.parametrize(
    "words", ["", "   ", "'", "' or 1=1 --", "%", "\\", "\x00", "🎉", "a" * 5000, "é " * 500, "{}", "]"]
)
def test_hostile_words_find_nobody_and_break_nothing(act_as: ActAs, words: str) -> None:
    with act_as("secretary") as actor:
        assert search_identity(actor, words) == []


def test_a_search_is_journalled_without_what_was_typed(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        search_identity(actor, "Armand Quillévéré")
        line = Entry.objects.filter(actor_id=actor.id, act="search").latest("at")
    assert line.person_id is None
    assert "quill" not in f"{line.part} {line.reason}".lower()


def test_three_queries_whatever_is_found(
    act_as: ActAs, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with act_as("secretary") as actor, django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        search_identity(actor, "Marchand")


def test_nobody_reads_the_keys(act_as: ActAs) -> None:
    with (
        act_as("secretary"),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute("select * from people_identitykey")


def test_nobody_writes_the_keys_of_a_stranger(act_as: ActAs, cast: Cast) -> None:
    with (
        act_as("secretary"),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute("select people_write_keys(%s, '{.x}', null, null, null)", [cast.stranger])


def test_created_received_and_found(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        person = create_person(actor, {**NOBODY_ALIKE, "birth_year": 1950, "birth_month": 2})
        assert Person.objects.get(pk=person.pk).name == "Zéphirine Wagonnet"
        (around,) = Participation.objects.filter(person=person)
        assert (around.role, around.team_id) == ("reception", cast.west.pk)
        assert search_identity(actor, "wagonet zefirine")[0].person_id == person.pk
    with act_as("keyworker"):
        assert Person.objects.filter(pk=person.pk).exists()
    with act_as("far_keyworker"):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_likely_duplicates_stop_a_creation_until_confirmed(act_as: ActAs, cast: Cast) -> None:
    odette = {"first_names": "Odete", "birth_name": "Marchant", "birth_year": 1944}
    with act_as("secretary") as actor:
        with pytest.raises(LikelyDuplicates) as stopped:
            create_person(actor, odette)
        assert [match.person_id for match in stopped.value.matches] == [cast.older_lady]
        created = create_person(actor, odette, confirmed=True)
    assert created.pk != cast.older_lady


def test_namesakes_of_another_age_are_no_duplicates(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        assert not likely_duplicates(
            actor, {"first_names": "Odette", "birth_name": "Marchand", "birth_year": 1990}
        )
        assert likely_duplicates(
            actor,
            {
                "first_names": "Odile",
                "birth_name": "Marchand",
                "birth_year": 1944,
                "birth_month": 3,
                "birth_day": 12,
            },
        )


@pytest.mark.parametrize(
    "name",
    [
        "x" * 200,
        "👩‍👧 Zoé",
        "محمد علي",
        "O'Brien-Le Gall",
        "X",
        "Ô",
        "Nguyễn Thị Minh Khai",
        "<script>alert(1)</script>",
    ],
)
def test_every_name_is_kept_as_typed_and_found(act_as: ActAs, name: str) -> None:
    with act_as("secretary") as actor:
        person = create_person(actor, {"birth_name": name}, confirmed=True)
        assert Person.objects.get(pk=person.pk).birth_name == name
        assert person.pk in [match.person_id for match in search_identity(actor, name)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"birth_name": "\u202e\x07 "}, "birth_name"),
        ({"birth_name": "x" * 201}, "birth_name"),
        ({**NOBODY_ALIKE, "birth_year": 2001, "birth_month": 2, "birth_day": 29}, "birth_day"),
        ({**NOBODY_ALIKE, "birth_year": 1700}, "birth_year"),
    ],
)
def test_refused_in_words(act_as: ActAs, fields: dict[str, object], field: str) -> None:
    with act_as("secretary") as actor:
        with pytest.raises(Refused) as refusal:
            create_person(actor, fields)
        assert refusal.value.field == field


@pytest.mark.parametrize(("month", "day"), [(2, 30), (4, 31), (2, 29)])
def test_the_database_knows_the_calendar_too(act_as: ActAs, cast: Cast, month: int, day: int) -> None:
    with act_as("secretary"):
        mine = Person.objects.filter(pk=cast.older_lady)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(birth_year=2001, birth_month=month, birth_day=day)
        assert mine.update(birth_year=2004, birth_month=2, birth_day=29)


def test_a_corrected_name_is_found_by_the_new_one(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        person = Person.objects.get(pk=cast.older_lady)
        update_person(actor, person, person.version, {"used_name": "Wagonnet"})
        assert search_identity(actor, "Odette Wagonnet")[0].person_id == cast.older_lady
        assert (
            search_identity(actor, "Odette Marchand")[:1] == [] or not search_identity(actor, "Marchand")[:1]
        )
