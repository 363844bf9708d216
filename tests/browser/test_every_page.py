"""Every page a role can open: no fault found by axe at 1280 px, no sideways scroll at 320 px, one title, French."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.access.routes import ROLES, ROUTES, Route
from tests.access.world import own

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
pytestmark = pytest.mark.browser


EVERYBODYS = ("desk:today",)  # composed for each role


def _pages_of(role: str) -> list[Route]:
    """Each route is walked once, by one of the roles it opens to, in turn: what differs between roles is few words."""
    found = []
    for place, route in enumerate(route for route in ROUTES if route.method == "GET" and route.page):
        open_to = [name for name in ROLES if route.expected()[name] == 200]
        if route.name in EVERYBODYS or (open_to and open_to[place % len(open_to)] == role):
            found.append(route)
    return found


def _faults(page: Any, address: str) -> list[str]:
    page.goto(address)
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    faults = [
        f"{address} {fault['id']}: {fault['help']} {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
    ]
    if page.locator("h1").count() != 1:
        faults.append(f"{address}: {page.locator('h1').count()} h1")
    if page.evaluate("document.documentElement.lang") != "fr":
        faults.append(f"{address}: not in French")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("axe.run(document, {runOnly: ['color-contrast']})")
    faults += [
        f"{address} in the dark: {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in dark["violations"]
    ]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        faults.append(f"{address}: {wide} px wide at 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return faults


@pytest.mark.parametrize("role", list(ROLES))
def test_every_page_of_a_role(role: str, page_for: Callable[..., Any]) -> None:
    page = page_for(ROLES[role])
    faults = [
        fault for route in _pages_of(role) for fault in _faults(page, reverse(route.name, kwargs=own(route)))
    ]
    assert not faults, "\n".join(faults)


def test_the_pages_before_signing_in(page_for: Callable[..., Any]) -> None:
    page = page_for(None)
    faults = [
        fault
        for name in ("desk:today", "account_login", "account_reset_password")
        for fault in _faults(page, reverse(name))
    ]
    assert not faults, "\n".join(faults)
