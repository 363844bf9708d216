"""A zoning drawn on the map, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tuilage.foundation.territory.models import Commune

pytestmark = pytest.mark.browser


def test_a_zoning_is_drawn_on_the_map(committed_db: None, page_for: Callable[[str], Page]) -> None:
    first, second = Commune.objects.smallest().order_by("folded", "code")[:2]
    page = page_for("policy_officer")
    page.goto(reverse("territory:zonings"))
    page.get_by_role("link", name="Dessiner un zonage").click()
    page.get_by_label("Nom du zonage").fill("Pôles")
    page.get_by_label("administratif").check()
    page.get_by_label("Nom de la zone 1").fill("Nord")
    page.locator(f"path[data-commune='{first.pk}']").click()
    expect(page.get_by_label(f"Numéro de la zone de {first.name}", exact=True)).to_have_value("1")
    page.locator(f"path[data-commune='{first.pk}']").click()
    expect(page.get_by_label(f"Numéro de la zone de {first.name}", exact=True)).to_have_value("")
    page.locator(f"path[data-commune='{first.pk}']").click()
    page.get_by_role("button", name="Ajouter une zone").click()
    page.keyboard.type("Sud")
    page.get_by_label(f"Numéro de la zone de {second.name}", exact=True).fill("5")
    page.get_by_role("button", name="Enregistrer le zonage").click()
    expect(page.get_by_text("« Pôles » est dessiné")).to_be_visible()
    page.goto(reverse("territory:zonings"))
    expect(page.get_by_text("Pôles").first).to_be_visible()
