"""What becomes of persons whom a file brought in: received at a desk, united with another file, changed by the next file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.foundation.people.imports.test_import import bring, csv, persons
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.core.tabular.commands import bring_in
from tuilage.core.tabular.models import ImportRun
from tuilage.foundation.organisations.queries import team_called
from tuilage.foundation.people import actions, merging
from tuilage.foundation.people.models import Merge, Person, Resemblance, SourceRecord
from tuilage.foundation.sharing.actions import break_glass, join_circle, may_break_glass
from tuilage.foundation.sharing.circle import readings
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.reception.models import Request

pytestmark = pytest.mark.django_db
ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
ZELIE = "1;DURIEU;Zélie;03/02/1980;0601020304;"
RECEIVED = {"channel": "desk", "words": "Je n'arrive plus à payer.", "urgent": "no", "tier": "team"}


def brought_in(act_as: ActAs, *rows: str) -> Any:
    """The key of the person whom a file brought in."""
    with act_as("secretary") as actor:
        bring(actor, csv(*(rows or (ZELIE,))))
    with acting(system("import")):
        return Person.objects.get(birth_name="Durieu").pk


def test_somebody_whom_a_file_brought_in_is_found_and_received(act_as: ActAs, client_for: ClientFor) -> None:
    zelie = brought_in(act_as)
    client = client_for("secretary")
    assert client.get(reverse("desk:person", args=[zelie])).status_code == 404
    likely = client.post(reverse("reception:likely"), {"first_names": "Zélie", "birth_name": "Durieu"})
    said = likely.content.decode()
    assert f'value="{zelie}"' in said
    assert "1980" in said
    sent = RECEIVED | {"first_names": "Zélie", "birth_name": "Durieu", "person": str(zelie)}
    assert client.post(reverse("reception:receive"), sent).status_code == 303
    assert "Durieu" in client.get(reverse("desk:person", args=[zelie])).content.decode()
    with act_as("secretary"):
        assert Request.objects.get(person_id=zelie).words == RECEIVED["words"]
        (place,) = Participation.objects.filter(person_id=zelie)
        assert (place.role, bool(place.ground)) == ("reception", True)
    # Somebody stands there now: the neighbour of the same house asks for exceptional access, the far one calls.
    with act_as("neighbour") as actor:
        (match,) = actions.search_identity(actor, "zelie durieu")
        assert (match.openable, match.unattended) == (True, False)
    with act_as("far_keyworker") as actor:
        (match,) = actions.search_identity(actor, "zelie durieu")
        assert (match.person_id, match.openable, match.unattended) == (None, False, False)


def test_only_a_desk_and_only_when_nobody_stands_there(act_as: ActAs, cast: Cast) -> None:
    zelie = brought_in(act_as)
    for name in ("town_partner", "administrator", "policy_officer", "dpo"):
        with act_as(name) as actor:
            assert not may_break_glass(zelie)
            with pytest.raises(ProgrammingError), transaction.atomic():
                join_circle(actor, zelie, "reception", today(), team_id=actor.teams[0])
    with act_as("far_keyworker") as actor:
        opened = break_glass(actor, zelie, "Elle est devant moi, au guichet.")
        assert opened is not None
        assert Person.objects.filter(pk=zelie).exists()
    with act_as("secretary") as actor:
        join_circle(actor, zelie, "reception", today(), team_id=cast.west.pk)
    with act_as("far_keyworker") as actor, pytest.raises(ProgrammingError), transaction.atomic():
        join_circle(actor, zelie, "reception", today(), team_id=actor.teams[0])
    # Whoever is followed elsewhere stays where they are.
    with act_as("secretary") as actor, pytest.raises(ProgrammingError), transaction.atomic():
        join_circle(actor, cast.stranger, "reception", today(), team_id=cast.west.pk)


def united(act_as: ActAs, cast: Cast, source: str = "solis") -> tuple[Any, Any]:
    """Zélie, known from a file and received twice: the key of the one who stays, and of the one who went into them."""
    zelie = brought_in(act_as)
    with act_as("keyworker") as actor:
        join_circle(actor, zelie, "reception", today(), team_id=cast.west.pk)
        other = actions.create_person(
            actor,
            {"first_names": "Zélie", "birth_name": "Durieux", "birth_year": 1980, "birth_month": 2, "birth_day": 3},
            confirmed=True,
        )  # fmt: skip
        gone = Person.objects.get(pk=zelie)
        merging.merge(actor, other, other.version, gone)
    return other.pk, zelie


def test_what_the_file_said_goes_with_the_person_and_comes_back(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        bring(actor, csv("5;DURIEU;Zelia;03/02/1980;;"), source="other")
    stays, gone = united(act_as, cast)
    with acting(system("import")):
        assert set(SourceRecord.objects.values_list("person_id", flat=True)) >= {stays}
        assert not SourceRecord.objects.filter(person_id=gone).exists()
        assert not Resemblance.objects.filter(person_id=gone).exists()
    with act_as("keyworker") as actor:
        readers = readings(stays)
        assert gone in {entry.person_id for entry in readers} or not readers
        merging.unmerge(actor, Merge.objects.get())
    with acting(system("import")):
        assert SourceRecord.objects.filter(person_id=gone).exists()


def test_the_next_file_knows_the_person_by_the_names_of_both_files(act_as: ActAs, cast: Cast) -> None:
    stays, gone = united(act_as, cast)
    before = persons()
    with act_as("secretary") as actor:
        run = bring(actor, csv(ZELIE))
        assert (run.created, run.to_review) == (0, 0)
        run = bring(actor, csv("77;DURIEU;Zélie;03/02/1980;;"), source="other")
        assert (run.created, run.to_review) == (0, 0)
    assert persons() == before
    with acting(system("import")):
        assert SourceRecord.objects.get(source="other").person_id == stays
        assert not SourceRecord.objects.filter(person_id=gone).exists()


def test_a_file_that_went_into_another_is_nobody_to_receive(act_as: ActAs, cast: Cast) -> None:
    _stays, gone = united(act_as, cast)
    for name in ("far_keyworker", "secretary"):
        with act_as(name) as actor:
            assert not may_break_glass(gone)
            with pytest.raises(ProgrammingError), transaction.atomic():
                join_circle(actor, gone, "reception", today(), team_id=actor.teams[0])


def test_who_read_either_file_is_told_in_the_one_that_stays(
    act_as: ActAs, client_for: ClientFor, cast: Cast
) -> None:
    stays, gone = united(act_as, cast)
    with act_as("keyworker"):
        merge = Merge.objects.get()
    client = client_for("keyworker")
    client.post(reverse("people:unmerge", args=[stays, merge.pk]), {"confirm": "yes"})
    assert client.get(reverse("desk:person", args=[gone])).status_code == 200
    with act_as("keyworker") as actor:
        merging.merge(
            actor,
            Person.objects.get(pk=stays),
            Person.objects.get(pk=stays).version,
            Person.objects.get(pk=gone),
        )
        parts = {(entry.person_id, entry.part) for entry in readings(stays)}
    assert (gone, "file") in parts
    assert (gone, "merge") in parts
    page = client.get(reverse("sharing:readers", args=[stays])).content.decode()
    assert "le dossier entier" in page or "dossier" in page


def test_a_nightly_file_may_be_answered_for_by_a_team(act_as: ActAs, cast: Cast, tmp_path: Path) -> None:
    brought_in(act_as)
    night = tmp_path / "nuit.csv"
    night.write_bytes(csv("8;DURIEUX;Zélie;03/02/1980;;"))
    with acting(system("import")):
        team_id = team_called("équipe action sociale, secteur ouest")
    told = bring_in("identities", night, source="other", team_id=team_id)
    assert told["to_review"] == 1
    with act_as("secretary"):
        assert ImportRun.objects.filter(pk=told["run"]).exists()
        assert Resemblance.objects.get(source="other").team_id == cast.west.pk
    with act_as("neighbour"):
        assert not Resemblance.objects.exists()
    with acting(system("import")), pytest.raises(Refused):
        team_called("no such team")
