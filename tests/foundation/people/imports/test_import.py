"""A horrible file comes in, with a report; a second time, nothing changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast
from tests.foundation.people.imports.horrors import as_csv
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.tabular import actions
from tuilage.core.tabular.models import ImportRun, RowReport
from tuilage.core.tabular.targets import targets
from tuilage.foundation.people.models import Person, Resemblance, SourceRecord

pytestmark = pytest.mark.django_db
ActAs = Callable[..., AbstractContextManager[Actor]]


def bring(actor: Actor, data: bytes, source: str = "solis", **options: Any) -> ImportRun:
    """The whole way, as the pages and the shell do it."""
    run = actions.receive_file(actor, targets["identities"], io.BytesIO(data), "nuit.csv")
    run.source = source
    with acting(system("import")):
        run.save(update_fields=["source"])
    actions.start(actor, run, **options)
    return actions.carry_out(run.pk)


def persons() -> int:
    with acting(system("import")):
        return Person.objects.count()


def test_a_horrible_file_comes_in_and_a_second_time_changes_nothing(act_as: ActAs) -> None:
    data = as_csv(600)
    with act_as("secretary") as actor:
        first = bring(actor, data)
        assert first.state == "done"
        assert first.rows_read == 600
        assert first.created > 450
        assert first.rejected > 0
        assert first.repaired > 0
        assert first.created + first.updated + first.unchanged + first.rejected + first.to_review == 600
        after = persons()
        second = bring(actor, data)
        assert (second.created, second.updated) == (0, 0)
        assert second.to_review == first.to_review
        assert second.rejected == first.rejected
        assert persons() == after


@pytest.mark.parametrize("n", [40, 400])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    n: int, act_as: ActAs, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with act_as("secretary") as actor, django_assert_max_num_queries(90):
        bring(actor, as_csv(n))


def csv(*rows: str) -> bytes:
    return ("\n".join(("ID;NOM;PRENOM;DATE NAISSANCE;TELEPHONE;DATE DECES", *rows)) + "\n").encode()


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return list(RowReport.objects.filter(run=run).values_list("number", "code"))


def test_what_was_changed_by_hand_is_kept_and_said(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        bring(actor, csv("1;DURIEU;Zélie;03/02/1980;0601020304;"))
        with acting(system("import")):
            person = Person.objects.get(birth_name="Durieu")
            Person.objects.filter(pk=person.pk).update(phone="07 07 07 07 07")
        run = bring(actor, csv("1;DURIEU;Zélie;03/02/1980;0601020304;"))
        assert run.updated == 0
        assert (2, "field.kept") in codes(run)
        run = bring(actor, csv("1;DURIEU-LALOU;Zélie;03/02/1980;0699999999;"))
        assert run.updated == 1
        with acting(system("import")):
            person.refresh_from_db()
        assert (person.birth_name, person.phone) == ("Durieu-Lalou", "07 07 07 07 07")


def test_somebody_known_is_linked_and_somebody_alike_is_asked_about(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        bring(actor, csv("1;VALBORDE;Ghislaine;03/02/1980;;"))
        run = bring(
            actor,
            csv(
                "7;VALBORDE;GHISLAINE;03/02/1980;0601020304;",
                "8;VALBORD;Ghislaine;03/02/1980;;",
                "9;Ghislaine;Valborde;03/02/1980;;",
            ),
            source="other",
        )
        assert (run.created, run.updated, run.to_review) == (0, 1, 1)
        assert {code for _n, code in codes(run)} >= {"person.found", "person.review", "person.swapped"}
        alike = Resemblance.objects.get(source="other")
        assert (alike.value, alike.reason, alike.state) == ("8", "name", "pending")
        assert SourceRecord.objects.count() == 0  # the secretary does not read what is outside her circle


def test_nothing_is_written_when_a_row_is_refused_and_all_or_nothing_was_asked(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        before = persons()
        run = bring(actor, csv("1;DURIEU;Zélie;03/02/1980;;", "2;;;;;"), strict=True)
        assert (run.state, run.rejected) == ("refused", 1)
        run = bring(actor, csv("1;DURIEU;Zélie;03/02/1980;;"), dry_run=True)
        assert (run.state, run.created) == ("tried", 1)
        assert persons() == before


def test_the_dead_and_the_impossible(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        run = bring(
            actor,
            csv(
                "1;DURIEU;Zélie;03/02/1980;;01/01/1970",
                "2;DURIEU;Marius;03/02/1930;;05/06/2020",
                "3;=cmd();🌸;x;;",
                "4;\u202e\u05de\u05e8\u05d9\u05dd\u202c;\u0645\u0631\u064a\u0645;01/01/1900;12;",
                f"5;{'L' * 300};Anne;12/12/12;;",
            ),
        )
        said = codes(run)
        assert {
            (2, "death.before_birth"),
            (3, "death.told"),
            (4, "name.unreadable"),
            (5, "date.placeholder"),
        } <= set(said)
        assert (6, "text.cut") in said
        with acting(system("import")):
            assert Person.objects.get(first_names="Marius", birth_name="Durieu").died_on is not None
        assert run.created == 3


def test_a_number_that_names_somebody_else_is_refused(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        bring(actor, csv("1;DURIEU;Zélie;03/02/1980;;"))
        run = bring(actor, csv("1;KOWALCZYK;Bogdan;11/11/1951;;"))
        assert (run.rejected, run.updated, run.created) == (1, 0, 0)


def test_another_team_sees_neither_run_nor_report(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        run = bring(actor, csv("1;DURIEU;Zélie;03/02/1980;;", "2;;;;;"))
        assert RowReport.objects.filter(run=run).exists()
    for name in ("neighbour", "administrator", "town_partner"):
        with act_as(name):
            for model in (ImportRun, RowReport, Resemblance):
                assert not model.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from tabular_importrun")
        assert cursor.fetchone() == (0,)
