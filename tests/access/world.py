"""The objects that routes are tried on: the daughter's, which the team may see, and the stranger's, which nobody may."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID, uuid4

from tests.access import appointments, imports
from tests.access.objects import objects_about
from tests.access.routes import Route
from tuilage.core.database.context import acting, system
from tuilage.foundation.papers.models import LetterTemplate
from tuilage.foundation.sharing import cast
from tuilage.foundation.territory.models import Commune, Zone, Zoning
from tuilage.steering.plans.demo import load_plans
from tuilage.steering.plans.models import PlanAction


@cache
def _ours() -> dict[str, Any]:
    found: dict[str, Any] = dict(objects_about("daughter", "keyworker"))
    return found | {
        "team": cast.key("team west"),
        "commune": Commune.objects.order_by("code").values_list("pk", flat=True)[0],
        "absence": uuid4(),
        "other": cast.key("older_lady"),
        "code": "support.running",
        "template": LetterTemplate.objects.get(code="rendez-vous").pk,
        "number": 1,
        "account": cast.key("account neighbour"),
        "zoning": Zoning.objects.order_by("name").values_list("pk", flat=True)[0],
        "zone": Zone.objects.order_by("code").values_list("pk", flat=True)[0],
    }


@cache
def _theirs() -> dict[str, UUID]:
    return {"handover": uuid4()} | objects_about("stranger", "far_keyworker")


def _plan() -> dict[str, Any]:
    """A plan for this test: most tests start without one."""
    with acting(system("demo")):
        load_plans()
    action = PlanAction.objects.get(code="18")
    return {"plan": action.plan_id, "action": action.pk}


def own(route: Route) -> dict[str, Any]:
    """The route's arguments, on what the west team may see."""
    ours = _ours()
    if {"plan", "action"} & set(route.arguments.values()):
        ours = ours | _plan()
    if imports.NAMES & set(route.arguments.values()):
        ours = ours | imports.build("secretary")
    ours = ours | appointments.about(route, "daughter", "keyworker", "west")
    return {name: ours.get(value, value) for name, value in route.arguments.items()}


def foreign(route: Route) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same arguments with the guarded objects replaced by the stranger's, then by ones that do not exist."""
    hidden = own(route)
    absent = dict(hidden)
    theirs = _theirs() | (
        imports.build("far_keyworker") if imports.NAMES & set(route.arguments.values()) else {}
    )
    theirs = theirs | appointments.about(route, "stranger", "far_keyworker", "far")
    for name in route.guards:
        hidden[name] = theirs[route.arguments[name]]
        absent[name] = uuid4()
    return hidden, absent
