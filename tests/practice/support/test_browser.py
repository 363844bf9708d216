"""The project in a browser: at a doorstep (390 px), at a desk, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged, prepared
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.practice.support import actions
from tuilage.practice.support.models import Goal, Support

ActAs = Callable[..., AbstractContextManager[Actor]]
AXE = Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js"
pytestmark = pytest.mark.browser


def violations(page: Any) -> list[str]:
    """What axe finds, one line each. Run as an evaluation: the content policy allows no inserted script."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' '))"
    )
    return list(found)


def lively(act_as: ActAs, cast: Cast) -> Support:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        goal = Goal.objects.get(support=support)
        actions.add_step(
            actor, support, "Apporter les factures de l’an dernier", "person", today(), goal=goal
        )
        actions.add_step(actor, support, "Appeler le fournisseur", "professional", days_ago(2))
        actions.hold_review(
            actor, support, on=days_ago(3), person_rating=4, person_words="Je dors mieux.",
            professional_rating=3, professional_words="Deux factures payées.",
        )  # fmt: skip
        actions.plan_handover(
            actor, support, cast.keyworker, days_ago(5), today().replace(year=today().year + 1), "Départ"
        )
    return support


def test_the_project_on_a_phone_reads_whole_and_a_step_is_done(
    page_for: Callable[..., Any], act_as: ActAs, cast: Cast
) -> None:
    support = lively(act_as, cast)
    page = page_for("adviser", width=390, height=844)
    page.goto(reverse("support:project", args=[support.pk]))
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    assert violations(page) == []
    page.get_by_role("button", name="Fait : Apporter les factures").click()
    page.wait_for_selector(".message-success")
    assert page.get_by_role("button", name="Fait : Apporter les factures").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_support_is_accessible_and_never_scrolls_sideways(
    page_for: Callable[..., Any], act_as: ActAs, cast: Cast, width: int
) -> None:
    support = lively(act_as, cast)
    with act_as("adviser") as actor:
        waiting = prepared(actor, cast.older_lady, "home")
    page = page_for("adviser", width=width)
    names = ["project", "history", "tell", "goal_add", "step_add", "review", "close", "hold"]
    addresses = [reverse(f"support:{name}", args=[support.pk]) for name in names]
    addresses += [reverse(f"support:{name}", args=[waiting.pk]) for name in ("project", "adhesion", "engage")]
    addresses += [reverse("support:list"), reverse("support:propose", args=[cast.older_lady])]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert violations(page) == [], address


def test_a_goal_is_set_without_scripts(
    site: str, browser: Any, page_for: Callable[..., Any], act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = prepared(actor, cast.older_lady)
    cookies = page_for("adviser").context.cookies()
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="fr-FR")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(reverse("support:goal_add", args=[support.pk]))
    page.fill("[name=sentence]", "Je sais lire mes factures")
    page.get_by_role("button", name="Enregistrer l’objectif").click()
    assert page.get_by_role("heading", name="Je sais lire mes factures").count() == 1
    context.close()
