"""Two files of one person become one, lose nothing, and may become two again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database import roles
from tuilage.core.database.context import Actor, acting
from tuilage.core.refusals import Refused
from tuilage.foundation.people import actions, merging
from tuilage.foundation.people.models import Merge, Person, Relation
from tuilage.foundation.sharing import actions as sharing
from tuilage.foundation.sharing import cast as names
from tuilage.foundation.sharing.models import Note, Participation

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
in_a_test = pytest.mark.django_db  # the others commit for real
LEFT_OUT = {"people_merge", "people_mergemove", "people_personevent"}


def dump(database: str) -> dict[str, list[str]]:
    """Every row of every table that names a person, as text: read by the guard, who alone sees all of them."""
    given = roles.database_settings("owner", database)
    found: dict[str, list[str]] = {}
    with psycopg.connect(
        host=given["HOST"],
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname=database,
    ) as owner:
        owner.execute("set role tuilage_guard")
        tables = {row[0] for row in owner.execute("select distinct tab from people_places()")}
        for table in sorted((tables | {"people_identitykey", "people_person"}) - LEFT_OUT):
            rows = owner.execute(f"select to_jsonb(t)::text from {table} t").fetchall()
            found[table] = sorted(row[0] for row in rows)
    return found


def without_versions(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """A version only goes up: a form opened before the merge stays stale."""
    return rows | {
        "people_person": sorted(re.sub(r'"version": \d+', "", row) for row in rows["people_person"])
    }


def still_named(rows: dict[str, list[str]], gone: Person) -> list[str]:
    """The tables in which the person who is gone is still named."""
    return [
        table for table, lines in rows.items() if table != "people_person" and str(gone.pk) in "".join(lines)
    ]


def double(actor: Actor, **fields: Any) -> Person:
    """Odette entered a second time, with a slip."""
    given = {
        "first_names": "Odette",
        "used_name": "Marchant",
        "birth_year": 1944,
        "birth_month": 3,
        "birth_day": 12,
    }
    return actions.create_person(actor, given | fields, confirmed=True)


def fill(actor: Actor, rng: random.Random, person: Person, others: list[Person]) -> None:
    """A few rows of several rooms, some of which say what the other file says too."""
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(300))
    for _turn in range(rng.randrange(1, 4)):
        sharing.write_note(
            actor, person.pk, "note", rng.choice(["shared", "team", "draft"]), timezone.now(), "Un mot dit."
        )
    for other in rng.sample(others, rng.randrange(1, len(others) + 1)):
        if other.pk != person.pk:
            actions.add_relation(actor, person, rng.choice(["friend", "sibling"]), day, other=other)
            actions.add_relation(actor, other, "friend", day, other=person)
    if rng.random() < 0.7:
        actions.add_to_household(actor, person, day, with_person=others[0])
    if rng.random() < 0.6:
        actions.add_protection(actor, person, "curatorship", "UDAF", day)
    if rng.random() < 0.5:
        sharing.give_consent(actor, person.pk, names.key("team town"), "le logement", day, "oral")


@pytest.mark.parametrize("seed", range(4))
def test_undone_it_gives_every_row_back(
    committed_db: None, worker_database: str, cast: Cast, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311
    with acting(cast.actor("keyworker")) as actor:
        kept = Person.objects.get(pk=cast.older_lady)
        gone = double(actor, phone="06 99 99 99 99")
        others = list(Person.objects.filter(pk__in=[cast.daughter, cast.young_person]))
        for person in (kept, gone):
            fill(actor, rng, person, [*others, kept])
    before = dump(worker_database)
    with acting(cast.actor("keyworker")) as actor:
        taken = rng.sample(["used_name", "phone", "address"], rng.randrange(0, 4))
        done = merging.merge(actor, kept, kept.version, gone, taken)
        if not seed:
            assert Note.objects.filter(person=gone).count() == 0
    united = dump(worker_database)
    assert still_named(united, gone) == []
    with acting(cast.actor("keyworker")) as actor:
        merging.unmerge(actor, done)
    after = dump(worker_database)
    assert without_versions(after) == without_versions(before)


def test_every_room_moves(committed_db: None, worker_database: str, cast: Cast) -> None:
    """The daughter's file holds something of every room, a running support with a handover among them."""
    with acting(cast.actor("keyworker")) as actor:
        kept, gone = Person.objects.get(pk=cast.older_lady), Person.objects.get(pk=cast.daughter)
    before = dump(worker_database)
    with acting(cast.actor("keyworker")) as actor:
        assert len(merging.held(kept, gone)) >= 4
        done = merging.merge(actor, kept, kept.version, gone, ["phone"])
        assert not Person.objects.filter(pk=gone.pk).exists()
        # The daughter was a relation of her mother: nobody is their own.
        assert not Relation.objects.filter(person=kept, other=kept).exists()
    assert still_named(dump(worker_database), gone) == []
    with acting(cast.actor("keyworker")) as actor:
        merging.unmerge(actor, done)
    assert without_versions(dump(worker_database)) == without_versions(before)


@in_a_test
def test_what_repeats_itself_becomes_one_and_what_comes_after_stays(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        kept, gone = Person.objects.get(pk=cast.older_lady), double(actor)
        merging.merge(actor, kept, kept.version, gone)
        around = Participation.objects.filter(person=kept, team_id=cast.west.pk)
        assert around.count() == 1
        note = sharing.write_note(actor, kept.pk, "note", "shared", timezone.now(), "Écrit depuis.")
        (done,) = Merge.objects.all()
        merging.unmerge(actor, done)
        assert Note.objects.get(pk=note.pk).person_id == kept.pk
        assert Person.objects.filter(pk=gone.pk).exists()
        with pytest.raises(Refused):
            merging.unmerge(actor, done)


@in_a_test
def test_the_old_names_still_find_and_the_old_address_still_answers(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        kept = Person.objects.get(pk=cast.older_lady)
        gone = double(actor, used_name="Zimmermann")
        third = double(actor, used_name="Wagonnet")
        merging.merge(actor, gone, gone.version, third)
        gone.refresh_from_db()
        merging.merge(actor, kept, kept.version, gone)
        for words in ("odette zimmermann", "odette wagonnet", "odette marchand"):
            assert next(m.person_id for m in actions.search_identity(actor, words)) == kept.pk
    client = client_for("keyworker")
    for each in (gone.pk, third.pk):
        answer = client.get(reverse("desk:person", args=[each]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("desk:person", args=[kept.pk]))
    assert client_for("far_keyworker").get(reverse("desk:person", args=[gone.pk])).status_code == 404


@in_a_test
def test_who_may_not_unite(act_as: ActAs, client_for: ClientFor, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        kept, gone = Person.objects.get(pk=cast.older_lady), double(actor)
    with act_as("secretary") as actor, pytest.raises(Refused):
        merging.merge(actor, kept, kept.version, gone)
    url = reverse("people:merge", args=[kept.pk, gone.pk])
    assert client_for("secretary").get(url).status_code == 404
    assert client_for("neighbour").get(url).status_code == 404
    hidden = reverse("people:merge", args=[kept.pk, cast.stranger])
    assert client_for("keyworker").get(hidden).status_code == 404


@in_a_test
def test_two_files_become_one_through_the_pages(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        kept, gone = Person.objects.get(pk=cast.older_lady), double(actor, phone="06 99 99 99 99")
    secretary, worker = client_for("secretary"), client_for("keyworker")
    said = secretary.get(reverse("people:doubles")).content.decode()
    assert "Odette Marchant" in said
    propose = reverse("people:say_of_two", args=[kept.pk, gone.pk, "meme"])
    assert secretary.post(propose).status_code == 303
    assert "même personne" in worker.get(reverse("people:doubles")).content.decode()
    url = reverse("people:merge", args=[kept.pk, gone.pk])
    page = worker.get(url).content.decode()
    assert "06 99 99 99 99" in page
    assert "Marchant" in page
    sent = {"version": str(kept.version), "used_name": "kept", "phone": "taken"}
    sent |= dict.fromkeys(("birth_name", "housing", "address", "commune", "gender"), "kept")
    asked = worker.post(url, sent)
    assert asked.status_code == 200
    assert 'name="confirm"' in asked.content.decode()
    with act_as("keyworker"):
        assert Person.objects.filter(pk=gone.pk).exists()
    assert worker.post(url, sent | {"confirm": "yes"}).status_code == 303
    file = worker.get(reverse("desk:person", args=[kept.pk])).content.decode()
    assert "Odette Marchant" in file
    assert "06 99 99 99 99" in file
    old = worker.get(reverse("desk:person", args=[gone.pk]))
    assert (old.status_code, old["Location"]) == (302, reverse("desk:person", args=[kept.pk]))
    with act_as("keyworker"):
        (done,) = Merge.objects.all()
    undo = reverse("people:unmerge", args=[kept.pk, done.pk])
    assert worker.get(undo).status_code == 200
    assert worker.post(undo, {"confirm": "yes"}).status_code == 303
    assert worker.get(reverse("desk:person", args=[gone.pk])).status_code == 200
    with act_as("keyworker"):
        assert Person.objects.get(pk=kept.pk).phone == "06 00 00 00 00"


@in_a_test
def test_not_the_same_is_remembered_and_taken_back(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        gone = double(actor)
        twin = actions.create_person(
            actor,
            {
                "first_names": "Simone",
                "used_name": "Marchand",
                "birth_year": 1944,
                "birth_month": 3,
                "birth_day": 12,
            },
            confirmed=True,
        )
        pairs = merging.possible_doubles(actor)
        assert [{pair.first.pk, pair.second.pk} for pair in pairs] == [{cast.older_lady, gone.pk}]
        assert not any(twin.pk in (pair.first.pk, pair.second.pk) for pair in pairs)
    client = client_for("secretary")
    both = [cast.older_lady, gone.pk]
    client.post(reverse("people:say_of_two", args=[*both, "differentes"]))
    with act_as("keyworker") as actor:
        assert not merging.possible_doubles(actor)
    client.post(reverse("people:say_of_two", args=[*both, "repris"]))
    with act_as("keyworker") as actor:
        assert len(merging.possible_doubles(actor)) == 1
    with act_as("far_keyworker") as actor:
        assert not merging.possible_doubles(actor)
