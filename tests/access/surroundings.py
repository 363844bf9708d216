"""One of each thing that stands around the daughter (ours) and the stranger (nobody's here), for the table of routes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from tuilage.core.database.clock import today
from tuilage.core.database.context import acting
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.sharing import cast

WHO = {"daughter": ("keyworker", "adviser", "west"), "stranger": ("far_keyworker", "far_keyworker", "far")}


def surround() -> None:
    """Somebody beside, a coordinator, a change of status to come, somebody asked; and one who leaves."""
    from tuilage.practice.support.models import (
        Attribution,
        Coordinator,
        CoWorker,
        StatusChange,
        Support,
        Term,
    )

    day = today()
    for about, (worker, other, team) in WHO.items():
        actor = actor_for(Professional.objects.get(pk=cast.key(worker)))
        with acting(actor):
            support = Support.objects.filter(person_id=cast.key(about)).earliest("created_at")
            common: dict[str, Any] = {
                "person_id": cast.key(about), "professional_id": cast.key(other), "team_id": cast.key(f"team {team}"),
            }  # fmt: skip
            period = DateRange(day, None, "[)")
            role = Term.objects.get(family="co_role", code="budget")
            CoWorker(**common, support=support, role=role, period=period, added_by_id=actor.id).save(
                force_insert=True
            )
            Coordinator(**common, period=period, reason="Deux services", named_by_id=actor.id).save(
                force_insert=True
            )
            StatusChange(
                person_id=cast.key(about), to_status=Term.objects.get(family="status", code="disabled-adult"),
                happens_on=day + timedelta(days=20), planned_by_id=cast.key(worker),
            ).save(force_insert=True)  # fmt: skip
            Attribution(
                **common,
                support=support,
                asked_by_id=cast.key(worker),
                asked_on=day,
                answer_by=day + timedelta(days=5),
            ).save(force_insert=True)
    _leaving(day)


def _leaving(day: Any) -> None:
    from tuilage.practice.support.models import BulkHandover

    head = actor_for(Professional.objects.get(pk=cast.key("head")))
    with acting(head):
        BulkHandover(
            id=cast.key("leaving"), leaver_id=cast.key("adviser"), starts_on=day, passes_on=day + timedelta(days=30),
            reason="Départ", planned_by_id=cast.key("head"), planned_on=day,
        ).save(force_insert=True)  # fmt: skip


def objects(about: str) -> dict[str, UUID]:
    """Their keys, as route arguments name them. Asked within the context of whoever sees them."""
    from tuilage.practice.support.models import Attribution, Coordinator, CoWorker, StatusChange

    names: dict[str, Any] = {
        "coworker": CoWorker,
        "coordinator": Coordinator,
        "status_change": StatusChange,
        "attribution": Attribution,
    }
    person = cast.key(about)
    found = {name: model._base_manager.get(person_id=person).pk for name, model in names.items()}
    return found | {"leaving": cast.key("leaving")}
