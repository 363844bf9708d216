"""What the support room's other pages open: an awaited decision, a place, a version, a kind."""

from __future__ import annotations

from uuid import UUID, uuid4

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.practice.support import actions
from tuilage.practice.support.models import AwaitedDecision, Place, PlanVersion, SupportKind


def build(actor: Actor, person_id: UUID) -> None:
    """A decision and a place, about somebody."""
    actions.await_decision(
        actor,
        person_id,
        change="Elle vit seule",
        changed_on=today(),
        institution="CAF",
        what="Le calcul de l’aide",
    )
    actions.add_place(actor, person_id, "service", "Un SAVS", today())


def objects(person_id: UUID) -> dict[str, UUID]:
    """Their keys. A support that has not started has no version."""
    version = PlanVersion.objects.filter(person_id=person_id).first()
    return {
        "decision": AwaitedDecision.objects.get(person_id=person_id).pk,
        "place": Place.objects.get(person_id=person_id).pk,
        "planversion": version.pk if version else uuid4(),
        "kind": SupportKind.objects.get(code="aeb").pk,
        "batch": uuid4(),
    }
