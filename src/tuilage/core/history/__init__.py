"""History of rows, written by the database itself, told as sentences.

`@tracked()` keeps the old row at each update and delete, with who acted and why (from the transaction's context),
in an event table under the same row policy. `@sentence(Model)` says in words what changed between two states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tuilage.core.database.rowsecurity import policy_of

M = TypeVar("M", bound=type[models.Model])
Sentence = Callable[[Any, Any], str | None]

_sentences: dict[type[models.Model], list[Sentence]] = {}


def tracked(exclude: tuple[str, ...] = ("version",)) -> Callable[[M], M]:
    """Keep the history of a model. Its event table takes the model's row policy: history is as secret as the row."""

    def decorate(model: M) -> M:
        policy = policy_of(model)
        name = f"{model._meta.app_label}_{model._meta.model_name}_history"
        meta = {"constraints": [policy.renamed(name)]} if policy else {}
        track = pghistory.track(
            pghistory.UpdateEvent("update", row=pghistory.Old),
            pghistory.DeleteEvent("delete", row=pghistory.Old),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            exclude=list(exclude),
            meta=meta,
        )
        return track(model)  # type: ignore[no-any-return]

    return decorate


def sentence(model: type[models.Model]) -> Callable[[Sentence], Sentence]:
    """Register `tell(before, after) -> str | None`; `after` is None when the row was deleted."""

    def register(tell: Sentence) -> Sentence:
        _sentences.setdefault(model, []).append(tell)
        return tell

    return register


@dataclass(frozen=True)
class Change:
    """One change, as it is told: when, who (by function), what."""

    at: datetime
    who: str
    post: str
    purpose: str
    text: str

    def __str__(self) -> str:
        day = date_format(timezone.localtime(self.at), "j F")
        return _("on %(day)s, %(who)s %(text)s") % {
            "day": day,
            "who": self.post or self.who or _("Tuilage"),
            "text": self.text,
        }


def changes(row: models.Model) -> list[Change]:
    """The changes of a row, newest first, each as a sentence; a change that nobody wrote a sentence for is left out.

    One query. The state after an event is the event that follows it, or the row itself.
    """
    return _told(row, row.history.order_by("-pgh_id"))  # type: ignore[attr-defined]


def changes_of(rows: Iterable[models.Model]) -> dict[UUID, list[Change]]:
    """The changes of several rows, by key. One query for each model among them."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    told: dict[UUID, list[Change]] = {}
    for model, alike in by_model.items():
        events: dict[UUID, list[Any]] = {row.pk: [] for row in alike}
        history = model.history.rel.related_model._default_manager  # type: ignore[attr-defined]
        for event in history.filter(pgh_obj_id__in=list(events)).order_by("-pgh_id"):
            events[event.pgh_obj_id].append(event)
        told |= {row.pk: _told(row, events[row.pk]) for row in alike}
    return told


def _told(row: models.Model, events: Iterable[Any]) -> list[Change]:
    told: list[Change] = []
    after: Any = row
    for event in events:
        context = getattr(event.pgh_context, "metadata", event.pgh_context) or {}
        # A system actor has no key: what it does, Tuilage does.
        name = context.get("name", "") if context.get("actor") else ""
        for tell in _sentences.get(type(row), []):
            if text := tell(event, after):
                told.append(
                    Change(
                        event.pgh_created_at, name, context.get("post", ""), context.get("purpose", ""), text
                    )
                )
        after = event
    return told
