"""What reception gives to the other storeys: panels, one timeline, clocks, figures, its part of the demonstration."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import answers, requests
from tuilage.core.database import clock
from tuilage.core.database.context import Actor, acting, check_constraints_now, counting, system
from tuilage.core.history import changes
from tuilage.core.registries import Cell, clocks, indicators, navigation, panels, timeline_sources
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.reception import actions, demo, rules, urgency, wording
from tuilage.practice.reception.actions import Given
from tuilage.practice.reception.models import Request

ActAs = Callable[..., AbstractContextManager[Actor]]
AtMost = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db


def figure(code: str, start: date | None = None, end: date | None = None) -> list[Cell]:
    """The cells of an indicator over a period, today by default."""
    with counting():
        return indicators[f"reception.{code}"].count(
            start or clock.today(), end or clock.today() + timedelta(days=1)
        )


before: dict[str, tuple[Decimal | int, int | Decimal]] = {}


@pytest.fixture(autouse=True)
def _template(db: None) -> None:
    """What the figures were before the test."""
    before.clear()
    mine = [entry.code.removeprefix("reception.") for entry in indicators if entry.room == "reception"]
    before.update({code: total(code) for code in mine})


def total(code: str) -> tuple[Decimal | int, int | Decimal]:
    """Numerator and denominator over all cells of today, less what they were before the test."""
    cells, (numerator, denominator) = figure(code), before.get(code, (0, 0))
    return (
        sum(cell.numerator for cell in cells) - numerator,
        sum(cell.denominator or 0 for cell in cells) - denominator,
    )


def test_every_figure_of_reception_is_defined_in_words_and_counts_nothing_at_first() -> None:
    mine = [definition for definition in indicators if definition.room == "reception"]
    assert len(mine) >= 10
    for definition in mine:
        assert str(definition.definition)
        assert str(definition.unit)
        code = definition.code.removeprefix("reception.")
        assert figure(code, date(2019, 1, 1), date(2019, 2, 1)) == []


def nameless_in_the_team(cast: Cast) -> int:
    """How many count as somebody without a commune, in the team of the west."""
    cells = [
        cell for cell in figure("requests") if cell.commune_code is None and cell.team_id == cast.west.pk
    ]
    return sum(cell.people for cell in cells)


def test_a_request_moves_the_figures_by_exactly_one(act_as: ActAs, cast: Cast) -> None:
    before = nameless_in_the_team(cast)
    with act_as("secretary") as actor:
        for person in (cast.older_lady, cast.older_lady, None):
            actions.receive(actor, person, "desk", "Bonjour à vous")
        actions.answer(actor, requests().filter(person=cast.older_lady)[0], Given("information", "Voilà"))
    assert total("requests")[0] == 3
    assert total("people")[0] == 1
    assert total("answers_information")[0] == total("answers")[0] == 1
    assert total("answers_right")[0] == 0
    assert nameless_in_the_team(cast) == before + 1, "nor a commune"
    assert figure("requests", date(2020, 1, 1), date(2020, 2, 1)) == []


def test_the_waiting_time_is_a_mean_in_days(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        for days in (2, 4):
            at = timezone.now() - timedelta(days=days)
            request = actions.receive(actor, cast.older_lady, "letter", "Bonjour", at=at)
            actions.answer(actor, request, Given("information", "Voilà"))
        waits = actions.receive(actor, cast.older_lady, "desk", "Toujours rien")
        undone = actions.answer(actor, waits, Given("information", "Erreur"))
        actions.undo_answer(actor, undone)
    numerator, denominator = total("wait")
    assert (round(Decimal(numerator)), denominator) == (6, 2)


def late(request: Request, due: datetime) -> None:
    """An urgency as it stands when its time has passed."""
    requests().filter(pk=request.pk).update(due_at=due)


def test_urgencies_acted_on_in_time_late_and_never(act_as: ActAs, cast: Cast) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with act_as("keyworker") as actor:
        requests = [
            actions.receive(actor, cast.older_lady, "desk", f"Urgence {turn}", urgent=True)
            for turn in range(4)
        ]
        urgency.act_on_urgency(actor, requests[0], "Fait aussitôt")
        urgency.act_on_urgency(actor, requests[1], "Fait trop tard")
        late(requests[0], timezone.now() - timedelta(seconds=1))
        late(requests[1], yesterday)
        late(requests[2], yesterday)
    assert total("urgent_same_day") == (1, 3), "the fourth is not due yet"


def test_people_received_who_have_a_support(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        actions.receive(actor, cast.older_lady, "desk", "Bonjour")
        actions.receive(actor, cast.young_person, "desk", "Bonjour")
    assert total("supported") == (0, 2)


@covers("S1-033")
def test_files_made_up_by_the_person_are_counted(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = actions.receive(actor, cast.older_lady, "desk", "Bonjour")
        actions.answer(actor, request, Given("right", "Dossier remis", made_up_by="person", closes=False))
        by_us = Given(
            "aid", "Dossier", made_up_by="professional", made_up_reason="Ne voit plus", closes=False
        )
        actions.answer(actor, request, by_us)
        actions.answer(actor, request, Given("information", "Sans dossier", made_up_by="person"))
    assert total("files_by_person") == (1, 2)


def test_the_clock_puts_urgencies_first_and_lets_go_when_they_are_answered(act_as: ActAs, cast: Cast) -> None:
    old = timezone.now() - timedelta(days=9)
    with act_as("secretary") as actor:
        urgent = actions.receive(actor, cast.older_lady, "desk", "J’ai froid", urgent=True)
        actions.receive(actor, cast.young_person, "desk", "Je cherche un logement", at=old)
        actions.receive(actor, cast.young_person, "desk", "Reçue à l’instant")
    with act_as("keyworker") as actor:
        lines = clocks["reception"].due(actor, timezone.now())
        assert [line.level for line in lines] == ["urgent", "due"]
        assert lines[0].at == urgent.due_at
        assert lines[0].who == "Odette Marchand"
        urgency.act_on_urgency(actor, requests().get(pk=urgent.pk), "Vue")
        assert [line.level for line in clocks["reception"].due(actor, timezone.now())] == ["due", "due"]
        actions.answer(actor, requests().get(pk=urgent.pk), Given("information", "Voilà"))
        assert len(clocks["reception"].due(actor, timezone.now())) == 1
    for name in ("neighbour", "policy_officer"):
        with act_as(name) as actor:
            assert clocks["reception"].due(actor, timezone.now()) == []


def test_the_clock_speaks_in_words() -> None:
    zone = timezone.get_default_timezone()
    morning = datetime(2026, 11, 23, 9, 40, tzinfo=zone)
    due = datetime(2026, 11, 23, 17, 0, tzinfo=zone)
    request = Request(urgent=True, received_at=morning, signalled_at=morning, due_at=due)
    noon, night = morning + timedelta(hours=2), morning + timedelta(hours=12)
    assert wording.clock_words(request, noon) == "à voir avant ce soir, reçue à 9\u00a0h\u00a040"
    assert wording.clock_words(request, night).startswith("en retard")
    assert "on a agi à 11\u00a0h\u00a040" in wording.clock_words(request, night, noon)
    assert "en retard" in wording.clock_words(request, night, noon + timedelta(days=1))
    request.due_at = datetime(2026, 11, 24, 8, 30, tzinfo=zone)
    assert "dès l’ouverture, mardi 24 novembre 2026 à 8\u00a0h\u00a030" in wording.clock_words(request, night)
    assert wording.clock_words(Request(received_at=morning), noon) == ""


def test_panels_show_what_is_open_and_what_was_said(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("keyworker") as actor:
        assert panels["reception.requests"].gather(actor, cast.older_lady) is None
        assert panels["reception.words"].gather(actor, cast.older_lady) is None
        request = actions.receive(actor, cast.older_lady, "desk", "J’ai froid", urgent=True)
        actions.diagnose(actor, cast.older_lady, "Je veux rester chez moi", [], request)
        for code in ("reception.requests", "reception.words", "reception.waiting"):
            with django_assert_max_num_queries(2):
                gathered = panels[code].gather(actor, cast.older_lady)
            assert gathered is not None
            assert render_to_string(panels[code].template, gathered).strip()
        assert "rester chez moi" in render_to_string(
            "reception/panel_words.html", panels["reception.words"].gather(actor, cast.older_lady)
        )
    with act_as("neighbour") as actor:
        assert panels["reception.requests"].gather(actor, cast.older_lady) is None


def test_one_question_gives_the_timeline_newest_first(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("keyworker") as actor:
        at = timezone.now() - timedelta(days=3)
        request = actions.receive(actor, cast.older_lady, "desk", "J’ai froid", at=at)
        actions.diagnose(actor, cast.older_lady, "Rester chez moi", [], request)
        actions.undo_answer(actor, actions.answer(actor, request, Given("information", "Erreur")))
        actions.answer(actor, request, Given("aid", "Aide demandée"))
        with django_assert_max_num_queries(1):
            entries = timeline_sources["reception"].entries(cast.older_lady, None, 10)
        assert [entry.kind for entry in entries] == ["answer", "diagnosis", "request"]
        assert entries[0].text == "Aide demandée"
        assert entries[0].author == "Claire Lespinasse"
        earlier = timeline_sources["reception"].entries(cast.older_lady, at + timedelta(hours=1), 10)
        assert [entry.kind for entry in earlier] == ["request"]
        assert len(timeline_sources["reception"].entries(cast.older_lady, None, 2)) == 2
    with act_as("neighbour"):
        assert timeline_sources["reception"].entries(cast.older_lady, None, 10) == []


def test_changes_are_told_as_sentences(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        request = actions.receive(actor, None, "desk", "J’ai froid", urgent=True)
        urgency.qualify_urgency(actor, request, request.version, True, "cold")
        urgency.act_on_urgency(actor, request, "Vue")
        actions.attach_person(actor, request, cast.older_lady, request.version)
        given = actions.answer(actor, request, Given("information", "Voilà"))
        actions.undo_answer(actor, given)
        told = " ".join(str(change) for change in changes(requests().get()))
        for said in (
            "a qualifié l’urgence",
            "a répondu à la demande",
            "a rouvert la demande",
            "a dit de qui",
        ):
            assert said in told
        assert "a annulé une réponse" in str(changes(answers().get())[0])


def test_the_rail_leads_to_the_desk() -> None:
    assert navigation["reception"].act == "reception.receive"


# The demonstration


@dataclass
class Made:
    """A made-up person, as the people room gives them."""

    id: UUID
    team_id: UUID
    since: date
    born: date
    died_on: date | None = None


class World:
    """A small world that writes by INSERT: COPY is the owner's."""

    def __init__(self, persons: Sequence[Made], seed: int = 1) -> None:
        self.rng, self.today, self.persons = random.Random(seed), clock.today(), list(persons)  # noqa: S311
        self.rows: dict[str, list[Sequence[Any]]] = {}

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        lines = self.rows.setdefault(table, [])
        new = list(rows)
        lines.extend(new)
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", new)
        return len(new)


@pytest.fixture
def world(cast: Cast) -> World:
    """Ninety persons of two territories, received over two years."""
    since, persons = clock.today() - timedelta(days=700), []
    with acting(system("demo")):
        for turn in range(90):
            person = Person(birth_name=f"Dupont {turn}")
            person.save(force_insert=True)
            team, died = (cast.far, since + timedelta(days=300)) if turn % 3 == 0 else (cast.west, None)
            persons.append(Made(person.pk, team.pk, since, date(1935 + turn, 3, 12), died))
    return World(persons)


def two_years() -> list[Cell]:
    """Requests received since the made-up persons were first received."""
    return figure("requests", clock.today() - timedelta(days=800))


def test_the_demonstration_holds_every_rule_of_the_database(world: World, cast: Cast) -> None:
    earlier = sum(cell.numerator for cell in two_years())
    with acting(system("demo")):
        demo.build(world)
        check_constraints_now()
        rows = requests().all()
        assert rows.count() > 100
        assert {"waiting", "in_progress", "answered"} <= set(rows.values_list("status", flat=True))
        assert not rows.filter(received_at__gt=timezone.now()).exists()
        assert not rows.filter(closed_at__gt=timezone.now()).exists()
        urgent = rows.filter(urgent=True, status="answered")
        assert urgent.exists()
        assert not urgent.filter(urgency_actions__isnull=True).exists()
        assert not answers().filter(answered_at__gt=timezone.now()).exists()
        told = rows.filter(person=cast.older_lady, urgent=True, status="waiting")
        assert told.count() == 1, "the older lady's heating"
    assert sum(cell.numerator for cell in two_years()) == len(world.rows["reception_request"]) + earlier


def test_the_same_seed_makes_the_same_rows_but_for_their_keys(world: World) -> None:
    def without_keys(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        return [tuple(cell for cell in row if not isinstance(cell, UUID)) for row in rows]

    kinds = {
        code: UUID(int=turn) for turn, code in enumerate(("information", "right", "aid", "referral", "none"))
    }
    domains = {
        code: UUID(int=turn)
        for turn, code in enumerate(
            ("housing", "money-rights", "family", "health", "daily-life", "work-training", "digital")
        )
    }
    staff = {world.persons[0].team_id: demo.Staff([UUID(int=1)], [UUID(int=2)])}
    made = [
        demo.made_up(demo.Maker(World((), 7).rng, world.today, staff, kinds, domains), world.persons)
        for _turn in range(2)
    ]
    assert without_keys(made[0].requests) == without_keys(made[1].requests)
    assert without_keys(made[0].answers) == without_keys(made[1].answers)
    assert Counter(row[13] for row in made[0].requests)["answered"] > 20
    assert all(rules.is_open_day(row[6].date()) for row in made[0].requests)


def test_a_participation_of_the_cast_is_enough_to_be_received_again(act_as: ActAs, cast: Cast) -> None:
    with acting(system("demo")):
        Participation(
            person_id=cast.young_person,
            professional=cast.adviser,
            role="coworker",
            period=DateRange(date(2025, 1, 1), None, "[)"),
        ).save(force_insert=True)
    with act_as("adviser") as actor:
        actions.receive(actor, cast.young_person, "home", "Bonjour")
        assert Participation.objects.filter(person_id=cast.young_person, team=cast.west).count() == 1
