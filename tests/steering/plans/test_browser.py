"""The action sheet in a browser: on a phone, on a desk, on paper; no fault for axe, nothing that scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.cast import Cast
from tests.steering.conftest import Counted
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, system
from tuilage.core.registries import Cell
from tuilage.foundation.territory.laying import lay_sectors
from tuilage.foundation.territory.models import Departement
from tuilage.steering.observatory.actions import publish_months
from tuilage.steering.observatory.rules import month_of, months_before
from tuilage.steering.plans.demo import load_plans
from tuilage.steering.plans.models import PlanAction

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "screenshots"


@pytest.fixture
def addresses(site: str, counted: Counted, cast: Cast) -> dict[str, str]:
    """Two plans and two years of figures, one of them too small to be shown."""
    lay_sectors(Departement.objects.get())
    for at, month in enumerate(months_before(month_of(today()), 24)):
        counted.put("support.per_fte", month,
                    Cell(30 + at, Decimal("2.0"), 30, cast.west.pk, None, "social-worker"),
                    Cell(17, Decimal("1.0"), 3 if at == 9 else 16, cast.west.pk, None, "family-economics-adviser"))  # fmt: skip
        counted.put("support.running", month, Cell(60 + at * 2, None, 60 + at * 2, cast.west.pk))
        counted.put("support.closed", month, Cell(8 + at % 5, None, 8 + at % 5, cast.west.pk))
        counted.put("support.goals_reached", month, Cell(12 + at % 7, 20, 18, cast.west.pk))
    with acting(system("demo")):
        load_plans()
        publish_months(24)
        actions = {action.code: action for action in PlanAction.objects.all()}
    connections.close_all()
    return {
        "18": f"/schema/actions/{actions['18'].pk}/",
        "5-1-2": f"/schema/actions/{actions['5-1-2'].pk}/",
        "sheet": f"/schema/actions/{actions['18'].pk}/fiche/",
        "follow_up": f"/schema/actions/{actions['18'].pk}/suivi/",
        "plan": f"/schema/{actions['18'].plan_id}/",
        "home": "/schema/",
        "import": "/schema/importer/",
        "observatory": "/observatoire/",
        "indicator": "/observatoire/support.per_fte/",
    }


def faults(page: Any) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document)")
    return [
        f"{page.url} {one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def test_every_page_of_the_plan_and_of_the_observatory_is_for_everyone(
    addresses: dict[str, str], page_for: Callable[..., Any]
) -> None:
    """axe finds nothing at 1280 px; nothing scrolls sideways at 320 px."""
    page = page_for("policy_officer")
    found = []
    for address in addresses.values():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        found += faults(page)
        page.set_viewport_size({"width": 320, "height": 700})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address}: {wide} px wide"] if wide > 320 else []
    assert not found, "\n".join(found)


def test_the_action_sheet_on_a_phone_on_a_desk_and_on_paper(
    addresses: dict[str, str], page_for: Callable[..., Any]
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    phone = page_for("keyworker", width=390, height=844)
    phone.goto(addresses["18"])
    heading = phone.get_by_role("heading", name="Comment nous le saurons")
    heading.scroll_into_view_if_needed()
    assert phone.locator(".curve-line").first.is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    summary = phone.locator("summary", has_text="Ce qui est compté").first
    assert not phone.get_by_text("counted from the files").first.is_visible()
    summary.click()
    assert phone.get_by_text("counted from the files").first.is_visible()
    phone.screenshot(path=SHOTS / "fiche-action-390.png", full_page=True)
    desk = page_for("policy_officer")
    for name in ("18", "5-1-2", "plan", "home", "observatory", "indicator", "follow_up", "import"):
        desk.goto(addresses[name])
        desk.screenshot(path=SHOTS / f"{name}-1280.png", full_page=True)
    assert "Compte exact" in desk.goto(addresses["18"]).text()
    desk.goto(addresses["sheet"])
    desk.emulate_media(media="print")
    assert not desk.locator("[data-print]").is_visible()
    assert not desk.locator(".figure-live").first.is_visible()
    assert desk.locator(".curve-line").first.is_visible()
    desk.screenshot(path=SHOTS / "fiche-action-papier.png", full_page=True)
    paper = desk.pdf(path=SHOTS / "fiche-action.pdf", format="A4", print_background=True)
    assert paper.startswith(b"%PDF")
