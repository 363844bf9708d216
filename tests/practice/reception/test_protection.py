"""Protection reports leave no trace where they must not; requests go to another team without beginning again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.coverage import covers
from tuilage.core import journal
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.circle import readings
from tuilage.practice.reception import actions, panels, passing, protection, rules
from tuilage.practice.reception.actions import DomainView, Given
from tuilage.practice.reception.models import Domain, Passing, ProtectionReport, ProtectionUnit, Request

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SECRET = "Le petit a des marques aux bras"


def send(client: Client, name: str, *args: object, **data: Any) -> Any:
    """Send a form of reception."""
    return client.post(reverse(f"reception:{name}", args=args), data)


@pytest.fixture
def request_id(act_as: ActAs, cast: Cast) -> UUID:
    """A request of the older lady."""
    with act_as("keyworker") as actor:
        return actions.receive(actor, cast.older_lady, "desk", "Je suis fatiguée.").pk


@pytest.fixture
def report(client_for: ClientFor, act_as: ActAs, request_id: UUID) -> ProtectionReport:
    """A report that the keyworker wrote from that request."""
    client = client_for("keyworker")
    asked = send(client, "answer", request_id, kind="protection", text="x")
    assert asked.headers["Location"] == reverse("reception:protect_request", args=[request_id])
    assert (
        send(client, "protect_request", request_id, about="Odette Marchand", kind="adult").status_code == 422
    )
    sent = send(
        client,
        "protect_request",
        request_id,
        about="Odette Marchand",
        kind="adult",
        facts=SECRET,
        family_told="no",
    )
    assert sent.status_code == 303
    with act_as("keyworker"):
        return ProtectionReport.objects.get(request_id=request_id)


def test_only_its_author_the_head_and_the_unit_read_it(
    report: ProtectionReport, act_as: ActAs, cast: Cast
) -> None:
    seen = {}
    for name in (
        "keyworker",
        "head",
        "secretary",
        "adviser",
        "neighbour",
        "town_partner",
        "dpo",
        "far_keyworker",
    ):
        with act_as(name):
            seen[name] = ProtectionReport.objects.filter(pk=report.pk).exists()
    assert {name for name, found in seen.items() if found} == {"keyworker", "head"}
    with acting(system("demo")):
        ProtectionUnit.objects.filter(kind="child").update(team=cast.east)
    with act_as("keyworker") as actor:
        child = protection.write_report(actor, "Un enfant", "child", SECRET)
    with act_as("neighbour"):
        assert not ProtectionReport.objects.filter(pk=child.pk).exists(), "nothing is read before it is sent"
    with act_as("keyworker") as actor:
        protection.send_report(actor, child, child.version)
    with act_as("neighbour") as actor:
        protection.receive_report(actor, ProtectionReport.objects.get(pk=child.pk), child.version)
    for name in ("town_partner", "youth_partner", "administrator", "dpo", "secretary", "adviser"):
        with act_as(name):
            assert not ProtectionReport.objects.filter(pk=child.pk).exists(), name


def test_who_gives_rights_names_the_unit_and_never_a_partner(client_for: ClientFor, cast: Cast) -> None:
    client, page = client_for("administrator"), reverse("reception:units")
    assert page in client.get(reverse("reception:alert")).content.decode()
    assert page not in client_for("head").get(reverse("reception:alert")).content.decode()
    shown = client.get(page).content.decode()
    town = Team.objects.filter(structure__kind="town")[0]
    assert str(cast.east.pk) in shown
    assert str(town.pk) not in shown, "a partner is not offered"
    facts = {"adult-label": "Cellule", "adult-months": "3", "child-label": "CRIP", "child-months": "3"}
    assert client.post(page, {**facts, "child-team": str(town.pk)}).status_code == 422
    assert (
        client.post(page, {**facts, "child-team": str(cast.east.pk), "child-months": "13"}).status_code == 422
    )
    assert client.post(page, {**facts, "child-team": str(cast.east.pk)}).status_code == 303
    unit = ProtectionUnit.objects.get(kind="child")
    assert (unit.team_id, unit.label, unit.months) == (cast.east.pk, "CRIP", 3)


def test_the_action_itself_refuses_a_partner_and_who_gives_no_rights(act_as: ActAs, cast: Cast) -> None:
    unit = ProtectionUnit.objects.get(kind="child")
    line = protection.UnitLine(unit, "CRIP", Team.objects.filter(structure__kind="town")[0].pk, "", 3)
    with act_as("administrator") as actor, pytest.raises(Refused):
        protection.write_units(actor, [line])
    with act_as("head") as actor, pytest.raises(Refused):
        protection.write_units(actor, [line])


def test_it_leaves_no_trace_on_the_timeline_the_request_nor_the_exports(
    report: ProtectionReport, request_id: UUID, client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("secretary"):
        told = " ".join(f"{entry.title} {entry.text}" for entry in panels.timeline(cast.older_lady, None, 50))
    pages = [
        client_for("secretary").get(reverse("reception:request", args=[request_id])),
        client_for("secretary").get(reverse("reception:list"), {"export": "csv", "statut": "all"}),
        client_for("secretary").get(reverse("desk:person", args=[cast.older_lady])),
        client_for("secretary").get(reverse("reception:reports")),
    ]
    for text in [told, *(page.content.decode() for page in pages)]:
        assert SECRET not in text
        assert str(report.pk) not in text
    assert client_for("secretary").get(reverse("reception:report", args=[report.pk])).status_code == 404


def test_readings_are_held_back_while_it_runs_and_shown_afterwards(
    report: ProtectionReport, client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    client.get(reverse("reception:report", args=[report.pk]))
    with act_as("keyworker"):
        journal.record("read", cast.older_lady, "file")
        assert "protection" not in set(readings(cast.older_lady).values_list("part", flat=True))
        assert readings(cast.older_lady).exists()
    with act_as("keyworker") as actor:
        report.refresh_from_db()
        with pytest.raises(Refused):
            protection.show_readings(actor, report, report.version)
    assert send(client, "report", report.pk, step="send", version=report.version).status_code == 303
    for step, more in (
        ("receive", {}),
        ("end", {"outcome": "help", "words": "Une aide à domicile"}),
        ("show", {}),
    ):
        with act_as("keyworker"):
            report.refresh_from_db()
        assert (
            send(client, "report", report.pk, step=step, version=report.version, **more).status_code == 303
        ), step
    with act_as("keyworker"):
        report.refresh_from_db()
        assert (report.standing, report.outcome, report.due_on) == (
            "ended",
            "help",
            rules.months_after(today(), 3),
        )
        assert "protection" in set(readings(cast.older_lady).values_list("part", flat=True))


def test_a_protection_answer_is_never_written_with_the_request(act_as: ActAs, request_id: UUID) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused):
        actions.answer(actor, Request.objects.get(pk=request_id), Given("protection", SECRET))


@covers("S2-198")
def test_whoever_spots_a_vulnerable_situation_finds_what_to_do_and_whom_to_alert(
    client_for: ClientFor,
) -> None:
    for name in ("secretary", "keyworker", "town_partner", "youth_partner", "policy_officer"):
        page = client_for(name).get(reverse("reception:alert"))
        assert page.status_code == 200
        text = page.content.decode()
        assert "tel:119" in text
        assert "information préoccupante" in text


@covers("S2-136")
def test_a_person_is_passed_on_to_another_service_without_beginning_again(
    client_for: ClientFor, act_as: ActAs, cast: Cast, request_id: UUID
) -> None:
    with act_as("neighbour"):
        assert not Person.objects.filter(pk=cast.older_lady).exists()
    client = client_for("secretary")
    assert send(client, "pass_on", request_id, to_team=str(cast.east.pk), why=".").status_code == 422
    assert (
        send(client, "pass_on", request_id, to_team=str(cast.east.pk), why="Voir le logement").status_code
        == 303
    )
    page = client_for("neighbour").get(reverse("reception:request", args=[request_id])).content.decode()
    assert "Je suis fatiguée." in page
    with act_as("neighbour"):
        passed = Passing.objects.get(request_id=request_id)
    assert send(client_for("neighbour"), "settle", passed.pk, act="accept").status_code == 303
    for name in ("secretary", "neighbour"):
        with act_as(name):
            assert Request.objects.get(pk=request_id).team_id == cast.east.pk, "overlap: both read it"


def test_a_request_that_is_returned_says_why_and_the_other_team_leaves(
    act_as: ActAs, cast: Cast, request_id: UUID
) -> None:
    with act_as("secretary") as actor:
        row = Request.objects.select_related("team").get(pk=request_id)
        passed = passing.pass_on(actor, row, cast.east.pk, "Voir le logement")
        with pytest.raises(Refused):
            passing.pass_on(actor, row, cast.east.pk, "Encore")
    with act_as("neighbour") as actor:
        waiting = Passing.objects.select_related("request", "from_team").get(pk=passed.pk)
        with pytest.raises(Refused):
            passing.send_back(actor, waiting, ".")
        passing.send_back(actor, waiting, "Ce n’est pas notre secteur")
    with act_as("neighbour"):
        assert not Request.objects.filter(pk=request_id).exists()
        assert not Person.objects.filter(pk=cast.older_lady).exists()
    with act_as("secretary"):
        assert Request.objects.get(pk=request_id).team_id == cast.west.pk


def test_domains_are_data_and_one_set_aside_is_offered_no_more(client_for: ClientFor, act_as: ActAs) -> None:
    client, address = client_for("head"), reverse("reception:domains")
    with act_as("head"):
        known = list(Domain.objects.all())
    assert len(known) >= 9
    data: dict[str, Any] = {}
    for domain in known:
        data |= {
            f"{domain.pk}-{name}": getattr(domain, name)
            for name in ("label", "question", "position", "version")
        }
        if domain.code != "digital":
            data[f"{domain.pk}-active"] = "on"
    data |= {
        "new-label": "Animaux",
        "new-question": "",
        "new-position": "90",
        "new-active": "on",
        "new-version": "0",
    }
    assert client.post(address, data).status_code == 303
    with act_as("head"):
        assert not Domain.objects.get(code="digital").active
        assert Domain.objects.get(code="animaux").active


def test_their_words_come_before_where_they_place_themselves(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        with pytest.raises(Refused):
            actions.diagnose(
                actor, cast.older_lady, "J’ai froid.", [DomainView("housing", wants="Un toit", place=2)]
            )
        version = actions.diagnose(
            actor, cast.older_lady, "J’ai froid.", [DomainView("housing", own_words="C’est humide", place=2)],
            based_on=getattr(actions.latest_diagnosis(cast.older_lady, actor.teams[0]), "pk", None),
        )  # fmt: skip
        assert version.domains.get().place == 2
