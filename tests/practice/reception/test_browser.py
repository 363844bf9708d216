"""The reception screen on a telephone, by keyboard only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.practice.reception.fresh import requests
from tuilage.core.database.context import acting


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
