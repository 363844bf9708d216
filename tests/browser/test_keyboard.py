"""Everything by keyboard: the content, the main act and the menu are a few Tabs away; Ctrl K goes anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.people import PageFor

pytestmark = pytest.mark.browser


def focused(page: Any) -> str:
    """The words of what has the focus, without icons or line ends."""
    return " ".join(
        str(page.evaluate("document.activeElement.textContent || document.activeElement.name")).split()
    )


def tab_until(page: Any, words: str, most: int = 40) -> None:
    for _press in range(most):
        page.keyboard.press("Tab")
        if words in focused(page):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on “{words}” cannot be seen"
            return
    raise AssertionError(f"“{words}” is not reached by Tab")


def test_tab_reaches_the_content_the_main_act_and_the_menu(page_for: PageFor) -> None:
    page = page_for("secretary")
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu de la page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_until(page, "Accueillir une personne", most=3)
    page.goto("/")
    tab_until(page, "Nadia Ferreira")
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Me déconnecter").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Me déconnecter").is_hidden()
    assert "Nadia Ferreira" in focused(page)


def test_ctrl_k_goes_and_escape_gives_the_focus_back(page_for: PageFor) -> None:
    page = page_for("keyworker")
    page.goto("/")
    page.get_by_role("link", name="Rechercher").focus()
    before = focused(page)
    page.keyboard.press("Control+k")
    page.locator("#palette").wait_for()
    page.keyboard.press("Escape")
    page.locator("#palette").wait_for(state="hidden")
    assert focused(page) == before
    page.keyboard.press("Control+k")
    page.keyboard.type("marchand")
    page.locator("#palette-results a").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    first = focused(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert focused(page) == first
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=first).wait_for()
