"""The plan's pages, as people read and keep them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.coverage import covers
from tests.steering.conftest import Counted
from tests.steering.plans.conftest import OWN
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, system
from tuilage.core.registries import Cell, clocks
from tuilage.steering.observatory.actions import publish_months
from tuilage.steering.observatory.rules import month_of, months_before
from tuilage.steering.plans.actions import import_plan
from tuilage.steering.plans.demo import DATA
from tuilage.steering.plans.models import Plan, PlanAction

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
Plans = dict[str, PlanAction]
READERS = ("secretary", "keyworker", "head", "policy_officer", "town_partner", "dpo", "administrator")


def words(response: object) -> str:
    """The text of a page, tags and odd spaces taken out."""
    from django.http import HttpResponse

    assert isinstance(response, HttpResponse)
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("&#x27;", "'").replace("&quot;", '"').split())


def read(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"plans:{name}", args=args))
    assert response.status_code == 200
    return words(response)


@pytest.fixture
def own(db: None) -> Plan:
    with acting(system("demo")):
        report = import_plan(system("demo"), OWN)
    assert report.plan is not None
    return report.plan


@covers("S3-003", "S3-008", "S3-019", "S3-021", "S3-029", "S3-055", "S3-058", "S3-064")
def test_the_sheet_5_1_2_says_all_that_the_document_says(client_for: ClientFor, plans: Plans) -> None:
    """Each block of the document, line by line, under its own heading, sub-actions numbered."""
    client = client_for("keyworker")
    document = next(DATA.glob("2-*.yaml")).read_text()
    for name in ("action", "sheet"):
        page = read(client, name, plans["5-1-2"].pk)
        for heading in (
            "Pourquoi", "Constats", "Enjeux", "Quoi", "Comment", "Bénéfices attendus", "Points de vigilance",
            "Liens avec d’autres plans", "Qui", "Quand", "Comment nous le saurons",
        ):  # fmt: skip
            assert heading in page
        for line in (
            "Des secteurs cloisonnés", "Développer les actions via les partenariats",
            "Partager les ressources existantes", "Développer les liens avec les acteurs de la psychiatrie",
            "Développer la fiche de liaison (jaune Frigo)", "Décloisonner les structures",
            "Veiller à un maillage territorial des échanges",
        ):  # fmt: skip
            assert line in document
            assert line in page
    html = client.get(reverse("plans:action", args=[plans["5-1-2"].pk])).content.decode()
    assert html.count("<h4>Quoi</h4>") == html.count("<h4>Comment</h4>") == 3
    assert html.index("Constats") < html.index("Enjeux") < html.index("Points de vigilance")


@covers("S3-069", "S3-070", "S3-071", "S3-076")
def test_a_sheet_names_its_coordinators_and_its_contributors_apart(
    client_for: ClientFor, plans: Plans
) -> None:
    page = read(client_for("town_partner"), "action", plans["5-1-2"].pk)
    coordinators, contributors = page.split("Coordinateurs")[1].split("Contributeurs")
    assert "Maison Départementale de l'Autonomie" in coordinators
    assert "Agence régionale de santé Centre-Val-de-Loire" in coordinators
    for kind in (
        "Maintien à domicile",
        "L'Accueil familial",
        "Services médicaux",
        "représentants des usagers",
    ):
        assert kind in contributors
        assert kind not in coordinators


@covers("S3-077", "S3-079", "S3-080")
def test_a_sheet_has_its_calendar_and_its_indicators_with_their_tools(
    client_for: ClientFor, plans: Plans
) -> None:
    client = client_for("keyworker")
    html = client.get(reverse("plans:action", args=[plans["5-1-2"].pk])).content.decode()
    table = html.split('class="table calendar"')[1].split("</table>")[0]
    assert re.findall(r'<th scope="col">(\d{4})</th>', table) == ["2021", "2022", "2023", "2024", "2025"]
    assert table.count("✕") == 5
    page = read(client, "action", plans["5-1-2"].pk)
    assert page.count("pas encore comptable") == 5
    assert "Nombre de conventions signées pour la mutualisation des moyens" in page
    assert "Outil de mesure : Registre des conventions" in page
    assert "Sera compté à partir des réunions enregistrées" in page


@covers("S3-057")
def test_a_linked_plan_that_has_ended_is_shown_as_ended(client_for: ClientFor, plans: Plans) -> None:
    page = read(client_for("keyworker"), "action", plans["5-1-2"].pk)
    linked = page.split("Liens avec")[1]
    assert re.search(r"2017 - 2022 \(2017-2022\) terminé", linked)
    assert not re.search(r"Centre Val de Loire\s+terminé", linked)


@covers("S1-003")
def test_an_action_cites_its_legal_basis(client_for: ClientFor, plans: Plans) -> None:
    page = read(client_for("keyworker"), "action", plans["17"].pk)
    assert "Base légale" in page
    assert "Article L.123 du Code de l'action sociale et des familles" in page


@covers("S3-001")
def test_an_action_is_found_by_its_code_or_its_title(client_for: ClientFor, plans: Plans) -> None:
    client = client_for("secretary")
    for asked in ("5-1-2", "concertation entre les acteurs", "CONCERTATION"):
        response = client.post(reverse("plans:find"), {"q": asked})
        assert "5-1-2. Faciliter la coopération" in words(response)
    assert "Aucune action ne répond" in words(client.post(reverse("plans:find"), {"q": "zzz"}))
    page = read(client, "action", plans["5-1-2"].pk)
    assert re.search(r"Axe 5 . Orientation 5-1 ", page)


@covers("S2-001", "S4-003", "S4-004", "S4-014", "S4-039", "S4-068")
def test_a_plan_bears_its_name_its_levels_its_term_and_its_next_dates(
    client_for: ClientFor, own: Plan
) -> None:
    """Years covered, years left, renewal every five years announced beforehand, committee every two years."""
    client = client_for("policy_officer")
    page = read(client, "plan", own.pk)
    assert "Schéma d'organisation sociale et médico-sociale" in page
    assert "2024-2028" in page
    assert "durée de 5 ans" in page
    left = 2028 - today().year + 1
    assert f"encore {left} ans" in page
    assert "lundi 1er janvier 2029" in page
    assert "tous les 5 ans" in page
    assert "tous les 2 ans" in page
    assert "Prochain comité d’évaluation" in page
    for level, code in (("Axe", "A"), ("Type d'actions", "A1"), ("Mesure", "A1a")):
        assert f"{level} {code} " in page
    assert "encore" in read(client, "home")


@covers("S4-014")
def test_the_renewal_is_announced_on_the_policy_officers_desk(
    cast: Cast, own: Plan, client_for: ClientFor
) -> None:
    clock = clocks["plans.renewal"]
    officer = cast.actor("policy_officer")
    assert clock.due(officer, datetime(2027, 6, 30, 12, tzinfo=UTC)) == []
    announced = clock.due(officer, datetime(2027, 7, 2, 12, tzinfo=UTC))
    assert [(due.level, due.who) for due in announced] == [("due", own.name)]
    assert clock.due(officer, datetime(2029, 1, 3, 12, tzinfo=UTC))[0].level == "urgent"
    assert clock.due(cast.actor("keyworker"), datetime(2028, 1, 3, 12, tzinfo=UTC)) == []


@covers("S0-056")
def test_a_plan_is_read_by_term(client_for: ClientFor, own: Plan) -> None:
    url = reverse("plans:plan", args=[own.pk])
    client = client_for("policy_officer")
    long = words(client.get(url, {"terme": "long"}))
    assert "Un réseau" in long
    assert "Une tournée" not in long
    assert "Rien dans ce plan" in words(client.get(url, {"terme": "medium"}))


@covers("S0-086", "S2-064")
def test_what_started_is_late_or_done_shows_and_so_does_an_action_without_issue(
    client_for: ClientFor, own: Plan
) -> None:
    client = client_for("policy_officer")
    page = read(client, "plan", own.pk)
    assert re.search(r"Une tournée.*?Ne nomme aucun enjeu.*?en retard", page)
    assert not re.search(r"Un réseau[^N]*Ne nomme aucun enjeu", page)
    assert re.search(r"Un réseau.*?pas commencée", page)
    late = words(client.get(reverse("plans:plan", args=[own.pk]), {"etat": "late"}))
    assert "Une tournée" in late
    assert "Un réseau" not in late


@covers("S2-009")
def test_the_policy_officer_says_where_an_action_stands_and_the_change_stays_readable(
    client_for: ClientFor, plans: Plans
) -> None:
    """Each change is dated and can be read beside what it replaced."""
    client, action = client_for("policy_officer"), plans["18"]
    url = reverse("plans:follow_up", args=[action.pk])
    form = client.get(url).content.decode()
    assert 'name="version"' in form
    sent = {"status": "running", "progress": "Formalisé dans deux équipes.", "done": ["2008"], "version": "1"}
    assert client.post(url, sent).status_code == 303
    page = read(client_for("keyworker"), "action", action.pk)
    assert "commencée" in page
    assert "Formalisé dans deux équipes." in page
    assert "a changé où elle en est" in page
    assert "auparavant « pas commencée »" in page.replace("\u00a0", " ")
    assert "a coché 2008 comme faite" in page


def test_a_stale_save_shows_both_versions(client_for: ClientFor, plans: Plans) -> None:
    client, action = client_for("policy_officer"), plans["18"]
    url = reverse("plans:follow_up", args=[action.pk])
    client.post(url, {"status": "running", "progress": "Le premier.", "version": "1"})
    stale = client.post(url, {"status": "done", "progress": "Le second.", "version": "1"})
    assert stale.status_code == 409
    page = words(stale)
    assert "Le premier." in page
    assert "Le second." in page
    assert PlanAction.objects.get(pk=action.pk).progress == "Le premier."
    version = re.search(r'name="version" value="(\d+)"', stale.content.decode())
    assert version is not None
    client.post(url, {"status": "done", "progress": "Le second.", "version": version[1]})
    assert PlanAction.objects.get(pk=action.pk).progress == "Le second."


@pytest.mark.parametrize("name", READERS)
def test_everyone_reads_and_only_the_policy_officer_writes(
    client_for: ClientFor, plans: Plans, name: str
) -> None:
    client, action = client_for(name), plans["5-1-2"]
    for page, key in (("plan", action.plan_id), ("action", action.pk), ("sheet", action.pk)):
        read(client, page, key)
    read(client, "home")
    expected = 200 if name == "policy_officer" else 404
    assert client.get(reverse("plans:follow_up", args=[action.pk])).status_code == expected
    assert client.get(reverse("plans:import")).status_code == expected
    sent = client.post(reverse("plans:follow_up", args=[action.pk]), {"status": "done", "version": "1"})
    assert sent.status_code == (303 if name == "policy_officer" else 404)


def test_nobody_reads_without_signing_in_and_an_absent_action_is_absent(
    client_for: ClientFor, plans: Plans
) -> None:
    assert Client().get(reverse("plans:action", args=[plans["18"].pk])).status_code == 302
    assert client_for("keyworker").get(reverse("plans:action", args=[uuid4()])).status_code == 404


def test_a_plan_is_brought_in_after_it_was_seen(client_for: ClientFor) -> None:
    client, url = client_for("policy_officer"), reverse("plans:import")
    file = SimpleUploadedFile("plan.yaml", OWN.encode())
    preview = client.post(url, {"file": file})
    assert preview.status_code == 200
    assert "Actions ajoutées 2: A1a1, A1a2" in words(preview)
    assert not Plan.objects.exists()
    done = client.post(url, {"text": OWN, "confirm": "1"})
    assert done.status_code == 303
    assert Plan.objects.get().name == "Schéma d'organisation sociale et médico-sociale"


def test_a_faulty_or_hostile_file_comes_back_in_words(client_for: ClientFor) -> None:
    client, url = client_for("policy_officer"), reverse("plans:import")
    for text in ("nom: &a [*a]", "cle: !!python/name:os.system x", "a: b: c", OWN.replace("[2027]", "[27]")):
        response = client.post(url, {"text": text, "confirm": "1"})
        assert response.status_code == 422
        assert "Ligne" in words(response)
    assert client.post(url, {}).status_code == 422
    assert not Plan.objects.exists()


@covers("S1-055", "S1-056", "S1-057")
def test_the_average_of_supports_is_shown_against_its_norm_by_profession(
    client_for: ClientFor, plans: Plans, counted: Counted, cast: Cast
) -> None:
    """Twenty supports per full-time post of AS and of CESF: the plan shows the count beside the norm."""
    for month in months_before(month_of(today()), 24):
        counted.put(
            "support.per_fte", month,
            Cell(46, Decimal("2.0"), 40, cast.west.pk, None, "social-worker"),
            Cell(17, Decimal("1.0"), 16, cast.west.pk, None, "family-economics-adviser"),
        )  # fmt: skip
    publish_months(24)
    client = client_for("keyworker")
    html = client.get(reverse("plans:action", args=[plans["18"].pk])).content.decode()
    page = words(client.get(reverse("plans:action", args=[plans["18"].pk]))).replace("\u00a0", " ")
    assert "23 supports" in page
    assert "17 supports" in page
    assert page.count("visé : 20 supports") == 2
    assert html.count('class="curve-aim"') == 2
    assert "46 pour 2" in page
    assert "observatory/observatory.css" in html


def test_the_policy_officer_sees_the_figure_move_and_what_is_published_stays(
    client_for: ClientFor, plans: Plans, counted: Counted, cast: Cast
) -> None:
    """Done when 2: the internal count moves by exactly one when a support closes."""
    last, now = months_before(month_of(today()), 1)[0], month_of(today())
    counted.put("support.closed", last, Cell(12, None, 12, cast.west.pk))
    publish_months(1)
    url, officer = reverse("plans:action", args=[plans["18"].pk]), client_for("policy_officer")

    def seen() -> list[str]:
        return re.findall(r"Compte exact à cet instant : <strong>([^<]+)</strong>",
                          officer.get(url).content.decode().replace("\u00a0", " "))  # fmt: skip

    counted.put("support.closed", now, Cell(3, None, 3, cast.west.pk))
    assert seen()[3] == "3"
    counted.put("support.closed", now, Cell(1, None, 1, cast.west.pk))
    assert seen()[3] == "4"
    assert "12 supports" in words(officer.get(url)).replace("\u00a0", " ")
    assert "Compte exact" not in client_for("keyworker").get(url).content.decode()


def test_the_pages_ask_little_of_the_database(
    client_for: ClientFor, plans: Plans, counted: Counted, cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    counted.put("support.closed", months_before(month_of(today()), 1)[0], Cell(12, None, 12, cast.west.pk))
    publish_months(2)
    client, action = client_for("keyworker"), plans["18"]
    read(client, "home")
    for name, key in (("home", None), ("plan", action.plan_id), ("action", action.pk), ("sheet", action.pk)):
        with django_assert_max_num_queries(15):
            read(client, name, *([key] if key else []))
    officer = client_for("policy_officer")
    with django_assert_max_num_queries(15 + 4 * 4):  # four indicators, counted as another role and back
        read(officer, "action", action.pk)


def test_dates_do_not_depend_on_the_day_the_test_runs(own: Plan) -> None:
    assert own.period.lower == date(2024, 1, 1)
