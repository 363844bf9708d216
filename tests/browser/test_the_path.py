"""One person's path, whole, in a browser: from the first word at the desk to a support that ends well, and is counted.

Days pass by moving the clock that the running site lives by; everything else is clicked and typed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.dateparse import parse_date

from tests.browser.people import PageFor, choose, follow, jump_to, press, region, said
from tests.coverage import covers
from tuilage.practice.reception.rules import is_open_day
from tuilage.steering.plans.demo import DATA as PLANS

pytestmark = pytest.mark.browser
ODETTE, KIND = "Odette Marchand", "Accompagnement du maintien à domicile"
PLAN, PLAN_NAME = (
    PLANS / "1-offre-de-service-2008-2010.yaml",
    "Offre de service de l'action sociale polyvalente",
)
HER_WORDS = "Je veux rester chez moi, mais la nuit j’ai froid."
MISSING = [
    "L’adhésion de la personne", "Au moins un objectif, fixé avec la personne", "Une durée",
    "Des critères d’évaluation, fixés au préalable", "L’avis de l’équipe",
]  # fmt: skip


@covers("S0-041", "S1-018", "S1-035", "S1-047", "S1-048", "S1-049", "S1-050", "S1-054")
def test_from_the_first_word_to_a_counted_end(page_for: PageFor) -> None:
    with time_machine.travel(opening_morning(), tick=True) as clock:
        bring_the_plan_in(page_for("policy_officer"))
        request = receive_her(page_for("secretary"))
        act_the_same_day(page_for("keyworker"), request)
        answer_her(page_for("secretary"), request)
        project = propose_a_support(page_for("keyworker"), request)
        give_the_opinion(page_for("head"))
        engage(page_for("keyworker"), project)
        clock.shift(timedelta(days=40))
        review_and_hand_over(page_for("keyworker"), project)
        clock.shift(timedelta(days=10))
        work_beside(page_for("adviser"))
        clock.shift(timedelta(days=25))
        before = ended_supports(page_for("policy_officer"))
        end_it_well(page_for("adviser"), project)
        assert ended_supports(page_for("policy_officer")) == before + 1


def opening_morning() -> datetime:
    """Nine o'clock of the next day on which desks are open, after the template's own day."""
    morning = datetime.now(UTC).replace(hour=8, minute=0) + timedelta(days=1)
    while not is_open_day(morning.date()):
        morning += timedelta(days=1)
    return morning


def bring_the_plan_in(page: Any) -> None:
    """The policy officer brings the plan in from its document, having seen what would change."""
    page.goto("/schema/")
    follow(page, "Importer un plan")
    page.get_by_label("Fichier du plan").set_input_files(PLAN)
    press(page, "Voir ce qui changerait")
    press(page, "Importer")
    page.get_by_role("heading", level=1, name=PLAN_NAME).wait_for()


def receive_her(page: Any) -> str:
    """The secretary receives the older lady, who is recognised while her name is typed. Returns the request's address."""
    page.goto("/")
    follow(page, "Accueillir une personne")
    page.get_by_label("Ce que dit la personne").fill(
        "Je n’ai plus de chauffage depuis hier, et plus rien à manger."
    )
    choose(page, "Faut-il agir aujourd’hui", "Oui, avant ce soir")
    page.get_by_label("Prénoms").press_sequentially("odete")
    page.get_by_label("Nom", exact=True).press_sequentially("marchan")
    page.get_by_role("group", name="Est-ce l’une de ces personnes").get_by_label(ODETTE).check()
    page.get_by_label("Vulnérabilité particulière").check()
    press(page, "Enregistrer")
    page.get_by_role("heading", level=1, name=ODETTE).wait_for()
    said(page, "avant ce soir, reçue")
    return str(page.url)


def act_the_same_day(page: Any, request: str) -> None:
    """The keyworker finds it first of her day, qualifies the danger, says what was done to avoid it."""
    page.goto("/")
    region(page, "Urgent").get_by_role("link", name=re.compile(f": {ODETTE}$")).click()
    choose(page, "Y a-t-il un danger", "Oui")
    page.get_by_label("Quel danger").select_option("ni chauffage, ni eau, ni électricité")
    page.get_by_label("Ce qui vous le fait penser").fill("Chaudière arrêtée, 9 degrés dans la chambre.")
    press(page, "Qualifier")
    follow(page, "Dire ce qui a été fait")
    page.get_by_label("Ce qui a été fait pour éviter le danger").fill(
        "Deux radiateurs prêtés, repas portés ce midi."
    )
    press(page, "Écrire ce qui a été fait")
    page.wait_for_url(request)
    page.goto("/")
    region(page, "Urgent").get_by_text("Aucune urgence en attente").wait_for()


def answer_her(page: Any, request: str) -> None:
    """The secretary sees that it was acted on, and writes the answer."""
    page.goto("/")
    page.get_by_role("link", name=f"Répondre : {ODETTE}").click()
    assert page.get_by_text("Deux radiateurs prêtés").is_visible()
    follow(page, "Répondre")
    page.get_by_role("group", name="Nature de la réponse").get_by_role("radio").first.check()
    page.get_by_label("Ce qui est répondu").fill(
        "Le chauffagiste passe demain à 9 h ; l’aide d’urgence est demandée."
    )
    page.get_by_label("La demande a sa réponse").uncheck()
    press(page, "Répondre")
    page.wait_for_url(request)
    said(page, "La réponse est écrite.")


def propose_a_support(page: Any, request: str) -> str:
    """Own words first, then a support; what is missing shows, and fills up. Returns the project's address."""
    page.goto(request)
    follow(page, "Écrire le diagnostic")
    page.get_by_label("Ce que dit la personne, avec ses mots").fill(HER_WORDS)
    press(page, "Écrire cette version")
    jump_to(page, "odette marchand", ODETTE)
    assert page.get_by_text(HER_WORDS).first.is_visible()
    follow(page, "Proposer un accompagnement")
    choose(page, "Type d’accompagnement", KIND)
    choose(page, "D’où vient-il", "la personne a adhéré à une proposition")
    page.get_by_label("Ce que veut la personne").fill(HER_WORDS)
    press(page, "Proposer")
    page.get_by_role("heading", level=1, name=KIND).wait_for()
    assert page.locator(".is-missing").count() == len(MISSING)
    fill_up(page)
    assert MISSING[4] in page.locator(".is-missing").inner_text(), "one line is left, and it is the team's"
    return str(page.url)


def fill_up(page: Any) -> None:
    """Adhesion, goal, duration, criterion, each from the checklist."""
    follow(page, MISSING[0])
    choose(page, "Comment la personne a-t-elle donné son adhésion", "par écrit, signée")
    choose(page, "Combien peut-elle agir sur sa propre vie aujourd’hui", "2")
    press(page, "Noter l’adhésion")
    follow(page, MISSING[1])
    page.get_by_label("L’objectif, en une phrase").fill("Je chauffe ma chambre tout l’hiver")
    press(page, "Enregistrer l’objectif")
    follow(page, MISSING[2])
    page.get_by_label("Combien de mois").fill("6")
    press(page, "Enregistrer la durée")
    follow(page, MISSING[3])
    page.get_by_label("Nous verrons que c’est réussi quand").fill(
        "Dix-huit degrés dans la chambre en janvier"
    )
    press(page, "Enregistrer le critère")
    said(page, "Dix-huit degrés dans la chambre en janvier")


def give_the_opinion(page: Any) -> None:
    """The head of service writes down what came out of the team's regulation."""
    jump_to(page, "marchand odette", ODETTE)
    follow(page, KIND)
    follow(page, MISSING[4])
    choose(page, "L’avis de l’équipe", "favorable")
    press(page, "Noter l’avis")
    said(page, "Tout est là")


def engage(page: Any, project: str) -> None:
    """Nothing is missing: it starts, and the paper to sign can be taken away."""
    page.goto(project)
    follow(page, "Commencer l’accompagnement")
    press(page, "Commencer")
    said(page, "L’accompagnement a commencé.")
    with page.expect_download() as download:
        follow(page, re.compile("Le document, à signer"))
    assert download.value.path().read_bytes().startswith(b"%PDF")


def review_and_hand_over(page: Any, project: str) -> None:
    """Both rate, the person first; then a handover is planned, with an overlap."""
    page.goto(project)
    follow(page, "Faire le bilan")
    choose(page, "La note de la personne", "4")
    page.get_by_label("Ce que dit la personne").fill("Je dors mieux.")
    choose(page, "Votre note", "3, moyennement")
    press(page, "Enregistrer le bilan")
    said(page, "Je dors mieux.")
    follow(page, "Prévoir un relais")
    page.get_by_label("Qui est le prochain référent").select_option(
        "Yann Le Gall, Conseiller en économie sociale et familiale"
    )
    starts, passes = (
        parse_date(page.get_by_label(label).input_value())
        for label in ("Présent à ses côtés à partir du", "En répond à partir du")
    )
    assert starts
    assert passes == starts + timedelta(days=30), "an overlap is proposed"
    page.get_by_label("Pourquoi change-t-il de mains").fill("Départ en retraite de Claire")
    press(page, "Prévoir le relais")
    said(page, "la responsabilité passe d’elle-même")


def work_beside(page: Any) -> None:
    """The adviser finds it in his day; the ribbon hatches the days when both are there."""
    page.goto("/")
    page.get_by_role("link", name=ODETTE, exact=True).first.click()
    page.get_by_role("heading", level=1, name=ODETTE).wait_for()
    assert page.get_by_text("Yann Le Gall à ses côtés").first.is_visible()
    hatched = page.locator(".ribbon-overlap .ribbon-shape")
    assert "hatch" in hatched.get_attribute("fill")
    assert hatched.bounding_box()["width"] > 5
    page.get_by_text("Lire sous forme de liste").click()
    assert page.locator(".ribbon-line-overlap").is_visible()


def end_it_well(page: Any, project: str) -> None:
    """He answers for it now; criteria one by one, the person's own word, what comes next."""
    page.goto(project)
    assert region(page, "Qui en répond").get_by_text("Yann Le Gall").first.is_visible()
    assert region(page, "Qui en répond").get_by_text("Claire Lespinasse").is_visible(), "who answered before"
    follow(page, "Mettre fin à l’accompagnement")
    press(page, "Mettre fin à l’accompagnement")
    said(page, "Répondez à ce critère")
    choose(page, "Dix-huit degrés dans la chambre en janvier", "oui")
    page.get_by_label("Pourquoi prend-il fin").select_option("objectifs atteints")
    page.get_by_label("Ce que la personne dit de l’accompagnement").fill("On m’a écoutée, et j’ai chaud.")
    choose(page, "La note de la personne sur l’accompagnement", "5, très bien")
    page.get_by_label("Que reste-t-il à faire").fill("Appeler le CCAS avant l’hiver prochain.")
    press(page, "Mettre fin à l’accompagnement")
    region(page, "La fin").get_by_text("On m’a écoutée").wait_for()
    before = region(page, "Qui en répond").get_by_text("Avant").inner_text()
    assert all(name in before for name in ("Yann Le Gall", "Claire Lespinasse")), "who answered stays written"


def ended_supports(page: Any) -> int:
    """The exact count, as the plan's action 18 shows it to the policy officer."""
    page.goto("/")
    follow(page, "Schéma")
    follow(page, PLAN_NAME)
    follow(page, re.compile("Formalisation, régulation et nombre moyen"))
    line = page.locator(".action-indicators > li").filter(
        has=page.get_by_role("heading", name="Accompagnements terminés")
    )
    found = re.search(
        r"Compte exact à cet instant : (\d+)", line.inner_text().replace("\xa0", " ").replace("\u202f", " ")
    )
    assert found, line.inner_text()
    return int(found[1])
