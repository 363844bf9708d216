"""A whole Monday in a browser, one part of the day a test: the cast clicks and types, the clock moves, nobody waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.browser.people import PageFor, choose, follow, jump_to, press, region, said
from tests.browser.test_the_path import ODETTE, opening_morning
from tests.cast import Cast
from tests.core.documents import made
from tests.practice.support.stories import engaged, prepared
from tuilage.core.database.context import Actor, acting, system
from tuilage.practice.reception import escalating

pytestmark = pytest.mark.browser
ActAs = Callable[..., AbstractContextManager[Actor]]


def test_the_counter_three_on_hold_and_an_urgent_one_relayed_after_hours(page_for: PageFor) -> None:
    with time_machine.travel(opening_morning(), tick=True) as clock:
        desk = page_for("secretary")
        for words in ("On m’a coupé le gaz.", "Je viens pour mes papiers.", "Mon fils ne sort plus."):
            put_on_hold(desk, words)
        request = signal_the_danger(desk)
        qualify(page_for("keyworker"))
        clock.shift(timedelta(hours=9))
        with acting(system("escalation")):
            assert escalating.escalate() == 1, "one step after closing, told once"
        relay(page_for("head"), request)
        desk = page_for("secretary")
        desk.goto(request)
        said(desk, "Deux radiateurs portés par l’astreinte")
        desk.goto("/accueil/")
        assert region(desk, "En attente").get_by_role("link", name="Reprendre Mon fils ne sort").is_visible()


def put_on_hold(page: Any, words: str) -> None:
    """Two acts, and the next one finds an empty page."""
    page.goto("/accueil/")
    page.get_by_label("Ce que dit la personne").fill(words)
    press(page, "Mettre en attente")
    region(page, "En attente").get_by_role("link", name=re.compile(f"^Reprendre {words[:12]}")).wait_for()
    assert page.get_by_label("Ce que dit la personne").input_value() == ""


def signal_the_danger(page: Any) -> str:
    """The first one is taken up again, recognised, and said urgent. Returns the request's address."""
    follow(page, re.compile("^Reprendre On m’a coupé"))
    choose(page, "Faut-il agir aujourd’hui", "Oui, avant ce soir")
    page.get_by_label("Prénoms").press_sequentially("odete")
    page.get_by_label("Nom", exact=True).press_sequentially("marchan")
    page.get_by_role("group", name="Est-ce l’une de ces personnes").get_by_label(ODETTE).check()
    press(page, "Enregistrer")
    page.get_by_role("heading", level=1, name=ODETTE).wait_for()
    return str(page.url)


def qualify(page: Any) -> None:
    """The duty worker says which danger."""
    page.goto("/")
    region(page, "Urgent").get_by_role("link", name=re.compile(f": {ODETTE}$")).click()
    choose(page, "Y a-t-il un danger", "Oui")
    page.get_by_label("Quel danger").select_option("ni chauffage, ni eau, ni électricité")
    page.get_by_label("Ce qui vous le fait penser").fill("Chaudière arrêtée, 9 degrés dans la chambre.")
    press(page, "Qualifier")
    page.get_by_role("heading", level=1, name=ODETTE).wait_for()


def relay(page: Any, request: str) -> None:
    """Nobody acted before closing: it is the head's now, who calls whoever is on call and writes it."""
    page.goto("/")
    said(page, "c’est à vous maintenant")
    region(page, "Urgent").get_by_role("link", name=re.compile(f": {ODETTE}$")).click()
    page.get_by_label("Ce qui a été fait pour éviter le danger").fill(
        "Deux radiateurs portés par l’astreinte à 18 h 30."
    )
    page.get_by_label("Relais appelé").select_option("l’astreinte")
    press(page, "Écrire ce qui a été fait")
    page.wait_for_url(request)
    page.goto("/")
    region(page, "Urgent").get_by_text("Aucune urgence en attente").wait_for()


def test_a_worker_is_ill_and_an_appointment_moves(page_for: PageFor) -> None:
    with time_machine.travel(opening_morning(), tick=True):
        desk, head = page_for("secretary"), page_for("head")
        book_with_claire(desk)
        rearrange_claires_day(head)
        desk.goto("/agenda/")
        follow(desk, "La journée de l’équipe")
        follow(desk, re.compile("^Personnes à appeler"))
        press(desk, f"Prévenu : {ODETTE}")
        desk.goto("/agenda/a-appeler/")
        assert desk.get_by_role("button", name=f"Prévenu : {ODETTE}").count() == 0, "called once"
        adviser = page_for("adviser")
        adviser.goto("/agenda/")
        said(adviser, ODETTE)


def book_with_claire(page: Any) -> None:
    """The first free hour of the keyworker, from the person's file."""
    jump_to(page, "odette marchand", ODETTE)
    follow(page, "Prendre rendez-vous")
    page.get_by_label("Avec", exact=True).select_option("Claire Lespinasse")
    press(page, "Chercher des heures libres")
    page.get_by_role("radio", name=re.compile("Claire Lespinasse$")).first.check()
    press(page, "Prendre cette heure")
    said(page, "Le rendez-vous est pris.")


def rearrange_claires_day(page: Any) -> None:
    """The head says who is away, looks at what is proposed, confirms it all at once."""
    page.goto("/agenda/")
    follow(page, "La journée de l’équipe")
    follow(page, "Quelqu’un est absent")
    page.get_by_label("Qui est absent").select_option("Claire Lespinasse")
    press(page, "Voir les rendez-vous")
    page.get_by_role("group", name=ODETTE).get_by_role(
        "radio", name=re.compile("^Yann Le Gall")
    ).first.check()
    press(page, "Tout faire")
    said(page, "La journée est réorganisée")
    assert page.get_by_role("link", name="06 00 00 00 00").is_visible(), "the number to call is there"


def test_papers_left_are_photographed_and_a_letter_is_made(page_for: PageFor) -> None:
    with time_machine.travel(opening_morning(), tick=True):
        desk = page_for("secretary", width=390)
        desk.goto("/accueil/")
        press(desk, "A laissé des papiers")
        said(desk, "papiers")
        photograph(desk)
        write_a_letter(desk)
        keyworker = page_for("keyworker")
        jump_to(keyworker, "odette marchand", ODETTE)
        follow(keyworker, "Tous les papiers")
        for paper in ("Justificatif de domicile", "Attestation de passage"):
            keyworker.get_by_role("listitem").filter(has_text=paper).first.wait_for()


def photograph(page: Any) -> None:
    """One photograph, and what it is."""
    page.goto(f"/papiers/personne/{Cast.key('older_lady')}/")
    follow(page, re.compile("Ajouter un papier"))
    page.get_by_label("Photographier le papier").set_input_files(
        {"name": "IMG_0412.jpg", "mimeType": "image/jpeg", "buffer": made.photograph(place=True)}
    )
    page.get_by_label("Ce que c’est").select_option("Justificatif de domicile")
    press(page, "Ranger le papier")
    page.get_by_role("heading", level=1, name=re.compile("Justificatif de domicile")).wait_for()


def write_a_letter(page: Any) -> None:
    """What the file says is filled in; the holes are typed; kept, and taken away as a PDF."""
    page.goto(f"/papiers/personne/{Cast.key('older_lady')}/courriers/")
    follow(page, "Attestation de passage")
    letter = page.get_by_label("Le courrier")
    assert "Madame Odette Marchand" in letter.input_value()
    text = letter.input_value().replace("[jour]", "23 novembre").replace("[heure d’arrivée]", "9 h")
    letter.fill(text.replace("[heure de départ]", "9 h 40"))
    press(page, "Conserver le courrier")
    said(page, "Le courrier est conservé au dossier.")
    with page.expect_download() as download:
        follow(page, "Télécharger")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_from_regulation_to_engagement_a_pair_and_a_coordinator(
    page_for: PageFor, act_as: ActAs, cast: Cast
) -> None:
    with time_machine.travel(opening_morning(), tick=True):
        with act_as("keyworker") as actor:
            support = prepared(actor, cast.older_lady, "home")
        regulate(page_for("head"))
        page = page_for("keyworker")
        page.goto(f"/accompagnements/{support.pk}/")
        follow(page, "Commencer l’accompagnement")
        press(page, "Commencer")
        said(page, "L’accompagnement a commencé.")
        follow(page, "Désigner quelqu’un aux côtés du référent")
        page.get_by_label("Qui ?").select_option("Yann Le Gall, Conseiller en économie sociale et familiale")
        choose(page, "Pour quoi", "Budget et factures")
        press(page, "Enregistrer")
        page.goto(f"/accompagnements/autour/{cast.older_lady}/")
        follow(page, "Désigner un coordonnateur")
        page.get_by_label("Qui ?").select_option("Hugo Castaing, Assistant de service social")
        page.get_by_label("Pourquoi quelqu’un coordonne-t-il").fill("Le CCAS et nous intervenons chez elle.")
        press(page, "Désigner")
        region(page, "La coordination").get_by_text("Hugo Castaing", exact=True).wait_for()
        for name in ("Claire Lespinasse", "Yann Le Gall"):
            assert page.get_by_role("main").get_by_text(name).first.is_visible(), name


def regulate(page: Any) -> None:
    """The head of service goes through what waits for the team's opinion, one after the other."""
    page.goto("/accompagnements/regulation/")
    follow(page, "Donner les avis")
    page.get_by_role("heading", level=1, name=ODETTE).wait_for()
    choose(page, "L’avis de l’équipe", "favorable")
    choose(page, "Qui est là", "Claire Lespinasse, Assistante de service social")
    press(page, "Enregistrer, et le suivant")
    said(page, "n’attend")


def test_the_majority_same_people_another_ground(page_for: PageFor, act_as: ActAs, cast: Cast) -> None:
    with time_machine.travel(opening_morning(), tick=True) as clock:
        with act_as("keyworker") as actor:
            support = engaged(actor, cast.young_person, cast.adviser)
        page, status = page_for("adviser"), f"/accompagnements/statut/{cast.young_person}/"
        page.goto(f"/accompagnements/{support.pk}/")
        follow(page, "Le cadre de l’accompagnement")
        choose(page, "Dans quel cadre", "Aide sociale à l’enfance (ASE)")
        press(page, "Enregistrer")
        said(page, "Le cadre est")
        page.goto(status)
        follow(page, "Noter le statut d’aujourd’hui")
        page.get_by_label("Statut").select_option("Mineur confié à l’aide sociale à l’enfance")
        press(page, "Enregistrer")
        birthday = prepare_the_change(page)
        clock.move_to(datetime.fromisoformat(f"{birthday}T09:00:00+00:00"))
        page = page_for("adviser")
        page.goto(status)
        said(page, "Jeune majeur de l’aide sociale à l’enfance")
        assert region(page, "Qui reste").get_by_text("Yann Le Gall").is_visible(), "the same people"
        said(page, "Accompagnement jeune majeur (ASE)")
        page.goto(f"/accompagnements/{support.pk}/")
        assert region(page, "Qui en répond").get_by_text("Yann Le Gall").first.is_visible()


def prepare_the_change(page: Any) -> str:
    """Status and ground from the birthday on. Returns that day, as the page proposes it."""
    follow(page, "Préparer un changement de statut")
    page.get_by_label("Statut à partir de ce jour").select_option(
        "Jeune majeur de l’aide sociale à l’enfance"
    )
    birthday = str(page.get_by_role("textbox", name="À partir du").input_value())
    page.get_by_label("Cadre de l’accompagnement à partir de ce jour").select_option(
        "Accompagnement jeune majeur (ASE)"
    )
    press(page, "Préparer le changement")
    page.wait_for_url(re.compile("/statut/[^/]+/$"))
    return birthday


def test_three_without_news_end_together_a_leaver_hands_over_and_nobody_is_ranked(
    page_for: PageFor, act_as: ActAs, cast: Cast
) -> None:
    with time_machine.travel(opening_morning(), tick=True):
        with act_as("adviser") as actor:
            for person, kind in (
                (cast.older_lady, "aeb"),
                (cast.older_lady, "home"),
                (cast.young_person, "aeb"),
            ):
                engaged(actor, person, cast.adviser, kind, days=300)
        head = page_for("head")
        end_three(head)
        with act_as("adviser") as actor:
            for person in (cast.older_lady, cast.young_person):
                engaged(actor, person, cast.adviser)
        hand_over_yanns(head)
        head.goto("/")
        load = region(head, "La charge de l’équipe")
        assert load.get_by_role("table").is_visible()
        for name in ("Claire Lespinasse", "Yann Le Gall", "Lespinasse", "Le Gall"):
            assert name not in load.inner_text(), "a team is read, nobody is ranked"


def end_three(page: Any) -> None:
    """All ticked beforehand; the head reads them, and ends them in one act that can be undone."""
    page.goto("/accompagnements/regulation/")
    silent = region(page, "Sans nouvelles")
    assert silent.get_by_role("checkbox", checked=True).count() == 3
    press(page, "Terminer les accompagnements cochés")
    page.get_by_role("dialog").locator("[value=yes]").click()
    said(page, "Ces accompagnements sont terminés.")
    assert region(page, "Sans nouvelles").get_by_role("checkbox").count() == 0


def hand_over_yanns(page: Any) -> None:
    """Who leaves, who takes over, each line looked at, then all at once."""
    page.goto("/accompagnements/departs/")
    page.get_by_label("Qui part").select_option("Yann Le Gall, Conseiller en économie sociale et familiale")
    page.get_by_label("Pourquoi change-t-il de mains").fill("Départ en retraite")
    choose(page, "Qui prend le relais", "Claire Lespinasse, Assistante de service social")
    press(page, "Voir ce que cela ferait")
    page.get_by_role("heading", level=1, name="2 accompagnements à passer").wait_for()
    press(page, "Prévoir tous ces relais")
    page.wait_for_url(re.compile("/departs/[^/]+/$"))
    assert page.get_by_text("Claire Lespinasse").first.is_visible()
