"""Supports brought to a given point by the actions themselves, for the tests of this room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.practice.support import actions
from tuilage.practice.support.models import Support

WISH = "Je voudrais pouvoir chauffer ma maison sans avoir peur de la facture."


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def proposed(actor: Actor, person: UUID, kind: str = "aeb", days: int = 40) -> Support:
    return actions.propose(actor, person, kind, "proposed", WISH, ["money", "home"], days_ago(days))


def prepared(actor: Actor, person: UUID, kind: str = "aeb", days: int = 40) -> Support:
    """All that depends on the person is there; not the team's opinion."""
    support = proposed(actor, person, kind, days)
    actions.record_adhesion(actor, support, "signed", days_ago(days - 1))
    actions.add_goal(actor, support, "Payer l'énergie sans retard", on=days_ago(days - 1))
    actions.add_criterion(actor, support, "Trois factures de suite payées à temps", on=days_ago(days - 1))
    return actions.set_duration(actor, support, 6)


def engaged(actor: Actor, person: UUID, keyworker: Any, kind: str = "aeb", days: int = 30) -> Support:
    """Running since `days` ago, led by a CESF (no opinion asked) or by whoever is given."""
    support = prepared(actor, person, kind, days + 10)
    return actions.engage(actor, support, days_ago(days), keyworker)


def answers(support: Support, answer: str = "met") -> dict[UUID, tuple[str, str]]:
    return dict.fromkeys(support.criteria.values_list("pk", flat=True), (answer, ""))


ENDING: dict[str, Any] = {
    "reason": "reached",
    "person_evaluation": "Je sais maintenant lire mes factures.",
    "person_rating": 4,
    "exit_plan": "Appeler le point conseil budget si une facture dépasse 200 euros.",
}
