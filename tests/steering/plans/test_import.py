"""A plan is brought in whole or not at all, again without change, and never over what was lived."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.cast import Cast
from tests.coverage import covers
from tests.steering.plans.conftest import OWN
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.core.registries import demo_parts, indicators
from tuilage.steering.plans.actions import follow_up, import_plan
from tuilage.steering.plans.demo import DATA, load_plans
from tuilage.steering.plans.models import ActionIndicator, ActionLine, ActionYear, Plan, PlanAction, PlanNode

pytestmark = pytest.mark.django_db
ActAs = Callable[..., AbstractContextManager[Actor]]


@covers("S1-009")
def test_an_offer_of_service_is_a_plan_of_its_own(plans: dict[str, PlanAction]) -> None:
    """With its period and its numbered actions, 17 to 23."""
    plan = Plan.objects.get(kind="offre de service")
    assert (plan.period.lower.year, plan.period.upper.year - 1) == (2008, 2010)
    assert [action.code for action in plan.actions.order_by("position")] == [
        str(code) for code in range(17, 24)
    ]


def test_the_same_file_twice_changes_nothing(plans: dict[str, PlanAction]) -> None:
    before = set(ActionLine.objects.values_list("pk", flat=True))
    with acting(system("demo")):
        again = load_plans()
    assert all(
        not report.created and not report.changed and report.plan_state == "unchanged" for report in again
    )
    assert set(ActionLine.objects.values_list("pk", flat=True)) == before


def test_a_preview_writes_nothing(act_as: ActAs) -> None:
    with act_as("policy_officer") as actor:
        report = import_plan(actor, OWN, preview=True)
        assert (report.created, report.plan_state) == (["A1a1", "A1a2"], "created")
        assert not Plan.objects.exists()
        assert not PlanNode.objects.exists()


def test_a_faulty_file_writes_nothing(act_as: ActAs) -> None:
    with act_as("policy_officer") as actor:
        report = import_plan(actor, OWN.replace("[2027]", "[27]"))
        assert [problem.line for problem in report.problems] == [20]
        assert not Plan.objects.exists()
        assert import_plan(actor, OWN.encode("utf-16")).problems


def test_a_new_edition_changes_the_document_and_keeps_what_was_lived(act_as: ActAs) -> None:
    with act_as("policy_officer") as actor:
        import_plan(actor, OWN)
        action = PlanAction.objects.get(code="A1a1")
        follow_up(actor, action, action.version, "running", "Deux tournées par mois.", [2024])
        new = OWN.replace("Une tournée", "Deux tournées").replace("[2024, 2025]", "[2025, 2026]")
        new = new.replace("              - {code: A1a2", "              - {code: A1a3")
        report = import_plan(actor, new)
    assert (report.created, report.changed, report.kept) == (["A1a3"], ["A1a1"], ["A1a2"])
    action.refresh_from_db()
    assert (action.title, action.status, action.progress) == (
        "Deux tournées",
        "running",
        "Deux tournées par mois.",
    )
    years = {year.year: (year.planned, year.done) for year in ActionYear.objects.filter(action=action)}
    assert years == {2024: (False, True), 2025: (True, False), 2026: (True, False)}


def test_only_policy_officers_bring_plans_in_and_follow_them_up(
    act_as: ActAs, cast: Cast, plans: dict[str, PlanAction]
) -> None:
    for name in ("secretary", "keyworker", "head", "town_partner", "dpo", "administrator"):
        with act_as(name) as actor:
            with pytest.raises(Refused):
                import_plan(actor, OWN)
            with pytest.raises(Refused):
                follow_up(actor, plans["18"], plans["18"].version, "done", "", [])


def test_two_people_saving_at_once_are_told(act_as: ActAs, plans: dict[str, PlanAction]) -> None:
    action = plans["18"]
    opened = action.version
    with act_as("policy_officer") as actor:
        follow_up(actor, PlanAction.objects.get(pk=action.pk), opened, "running", "", [2008])
        with pytest.raises(StaleVersion):
            follow_up(actor, action, opened, "done", "", [])
    assert PlanAction.objects.get(pk=action.pk).status == "running"
    assert ActionYear.objects.get(action=action, year=2008).done


def test_what_can_be_counted_and_what_cannot_are_told_apart(plans: dict[str, PlanAction]) -> None:
    """Issue 2, section 4: the rest is said to be not countable yet."""
    codes = set(ActionIndicator.objects.filter(action=plans["18"]).values_list("code", flat=True))
    assert codes == {
        "support.per_fte",
        "support.running",
        "support.closed",
        "support.goals_reached",
        "support.unwritten",
        "",
    }
    for action in (plans["5-1-2"], plans["19"]):
        rows = list(ActionIndicator.objects.filter(action=action))
        assert rows
        assert all(row.code == "" and row.waiting_for for row in rows)


def test_the_demonstration_says_where_actions_stand_and_leaves_what_was_written_since(act_as: ActAs) -> None:
    step = demo_parts["plans"]
    with acting(system("demo")):
        step.build(None)
    action = PlanAction.objects.get(code="5-1-2")
    assert action.status == "running"
    with act_as("policy_officer") as actor:
        follow_up(actor, action, action.version, "done", "Fini.", [])
    with acting(system("demo")):
        step.build(None)
    assert PlanAction.objects.get(code="5-1-2").status == "done"


def test_every_count_that_a_shipped_plan_names_is_made_by_a_room(plans: dict[str, PlanAction]) -> None:
    named = set(ActionIndicator.objects.exclude(code="").values_list("code", flat=True))
    assert named
    assert not [code for code in named if code not in indicators]


def test_every_file_of_the_data_folder_is_imported(plans: dict[str, PlanAction]) -> None:
    assert Plan.objects.count() == len(list(DATA.glob("*.yaml")))
