"""A whole Monday in a browser, one part of the day a test: the cast clicks and types, the clock moves, nobody waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.browser.people import PageFor, choose, follow, press, region, said
from tests.browser.test_the_path import ODETTE, opening_morning
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
