"""The reception screen as it is used: by keyboard only, in how many acts, three on hold at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import requests
from tuilage.core.database.context import acting
from tuilage.practice.reception.models import HeldReception


@pytest.mark.browser
def test_receive_the_older_lady_at_390_px_by_keyboard_only(page_for: Callable[..., Any], cast: Cast) -> None:
    page = page_for("secretary", width=390)
    page.goto("/accueil/")
    assert page.evaluate("document.activeElement.name") == "first_names", "one writes at once"

    def reach(selector: str) -> None:
        for _press in range(40):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    page.keyboard.type("Odette")
    reach("[name=birth_name]")
    page.keyboard.type("Marchand")
    page.locator(f"[name=person][value='{cast.older_lady}']").wait_for()
    reach("[name=person]")
    page.keyboard.press("Space")
    assert page.locator("[name=person]:checked").get_attribute("value") == str(cast.older_lady)
    reach("[name=urgent]")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=urgent]:checked").get_attribute("value") == "yes"
    reach("[name=words]")
    page.keyboard.type("On m’a coupé le gaz, je ne peux plus payer le loyer.")
    page.locator("#reception-themes", has_text=re.compile("d’après ses mots")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "no sideways scroll"
    reach("form[data-draft] [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/accueil/demandes/"))
    assert page.locator("h1", has_text="Odette Marchand").is_visible()
    assert page.locator(".reception-clock").is_visible()
    with acting(cast.actor("secretary")):
        request = requests().get()
        assert (request.urgent, request.person_id) == (True, cast.older_lady)


class Acts:
    """Fields filled and clicks, counted: what a first request costs whoever receives."""

    def __init__(self, page: Any) -> None:
        self.page, self.done = page, 0

    def fill(self, name: str, text: str) -> None:
        """A field filled is one act, however long its text."""
        self.page.locator(f"#reception-form [name={name}]").fill(text)
        self.done += 1

    def choose(self, name: str, value: str) -> None:
        """A radio or a box."""
        self.page.locator(f"#reception-form [name={name}][value='{value}']").check(force=True)
        self.done += 1

    def press(self, selector: str) -> None:
        """A button."""
        self.page.locator(selector).click()
        self.done += 1


SAVE = "#reception-form [type=submit].btn-primary"


@covers("S0-036")
@pytest.mark.browser
def test_a_first_request_takes_six_acts_and_an_urgent_one_four(
    page_for: Callable[..., Any], cast: Cast
) -> None:
    page = page_for("secretary")
    page.goto("/accueil/")
    plain = Acts(page)
    plain.fill("first_names", "Zoé")
    plain.fill("birth_name", "Lacan")
    plain.fill("born", "1990")
    plain.choose("urgent", "no")
    plain.fill("words", "Je voudrais faire le point sur mes droits.")
    plain.press(SAVE)
    page.wait_for_url(re.compile("/accueil/demandes/"))
    assert plain.done <= 6
    page.goto("/accueil/")
    urgent = Acts(page)
    urgent.fill("birth_name", "Lacaze")
    urgent.choose("urgent", "yes")
    urgent.fill("words", "Le propriétaire veut que je parte ce soir.")
    urgent.press(SAVE)
    page.wait_for_url(re.compile("/accueil/demandes/"))
    assert urgent.done <= 4
    assert page.locator(".reception-clock").is_visible()
    with acting(cast.actor("secretary")):
        assert sorted(requests().values_list("urgent", flat=True)) == [False, True]


@pytest.mark.browser
def test_three_on_hold_at_once_and_each_taken_up_again_with_its_words(
    page_for: Callable[..., Any], cast: Cast
) -> None:
    page = page_for("secretary")
    words = ["Je n’ai plus de chauffage.", "On m’a pris mes papiers.", "Mon fils ne sort plus."]
    for said in words:
        page.goto("/accueil/")
        acts = Acts(page)
        acts.fill("words", said)
        acts.press("#reception-form [name=hold]")
        page.locator("#en-attente").wait_for()
        assert acts.done == 2, "one field, one tap"
        assert page.locator("[name=words]").input_value() == "", "the next one is empty"
    held = page.locator("section[aria-labelledby=en-attente]")
    with acting(cast.actor("secretary")):
        keys = {row.data["words"]: row.pk for row in HeldReception.objects.filter(dropped_at=None)}
    for said in words:
        held.locator(f"a.btn[href$='{keys[said]}']").click()
        page.wait_for_url(re.compile("reprise="))
        assert page.locator("[name=words]").input_value() == said
        acts = Acts(page)
        acts.choose("urgent", "no")
        acts.press(SAVE)
        page.wait_for_url(re.compile("/accueil/demandes/"))
        page.goto("/accueil/")
    with acting(cast.actor("secretary")):
        assert set(requests().values_list("words", flat=True)) == set(words)
        assert not HeldReception.objects.filter(pk__in=[keys[said] for said in words]).exists()


@pytest.mark.browser
def test_by_keyboard_alone_a_request_is_saved_and_another_put_on_hold(
    page_for: Callable[..., Any], cast: Cast
) -> None:
    page = page_for("secretary")
    page.goto("/accueil/?canal=telephone")

    def reach(selector: str) -> None:
        for _press in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    assert page.evaluate("document.activeElement.name") == "words", "by telephone the words come first"
    page.keyboard.type("Ma voisine ne répond plus.")
    reach("[name=hold]")
    page.keyboard.press("Enter")
    page.locator("#en-attente").wait_for()
    reach("[name=first_names]")
    page.keyboard.type("Zoé")
    reach("[name=birth_name]")
    page.keyboard.type("Lacan")
    reach("[name=urgent]")
    page.keyboard.press("Space")
    reach("[name=words]")
    page.keyboard.type("Je voudrais un rendez-vous.")
    reach(SAVE)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/accueil/demandes/"))
    with acting(cast.actor("secretary")):
        assert requests().get().words == "Je voudrais un rendez-vous."
