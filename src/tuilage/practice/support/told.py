"""What changed around a person, as one would say it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence
from tuilage.core.interface.dates import short_day
from tuilage.practice.support.models import Attribution, Coordinator, CoWorker, StatusChange, SupportGround


def _stopped(before: Any, after: Any, gone: str, until: str, stays: str) -> str | None:
    """One who was named: taken back, stopped on a day, or kept after all."""
    if after is None:
        return gone
    if before.period == after.period:
        return None
    if after.period.upper is None:
        return stays
    return until % {"day": short_day(after.period.upper)}


@sentence(CoWorker)
def tell_coworker(before: Any, after: Any) -> str | None:
    """Somebody stops working beside, or stays."""
    return _stopped(
        before, after, _("took back who works beside the keyworker"),
        _("set %(day)s as the day somebody stops working beside"), _("kept who works beside the keyworker"),
    )  # fmt: skip


@sentence(Coordinator)
def tell_coordinator(before: Any, after: Any) -> str | None:
    """The coordination stops, or passes to somebody else."""
    return _stopped(
        before, after, _("took back the coordinator"), _("set %(day)s as the day the coordinator changes"),
        _("kept the present coordinator"),
    )  # fmt: skip


@sentence(SupportGround)
def tell_ground(before: Any, after: Any) -> str | None:
    """The support stands on another ground from a day on."""
    return _stopped(
        before, after, _("took back a change of ground"), _("set %(day)s as the day the ground changes"),
        _("kept the present ground"),
    )  # fmt: skip


@sentence(StatusChange)
def tell_change(before: Any, after: Any) -> str | None:
    """A change of status cancelled, something ready, the person's word."""
    if after is None:
        return None
    if before.state != after.state:
        return _("cancelled the change of status")
    if before.person_words != after.person_words:
        return _("wrote down what the person says of the change of status")
    return _("wrote down what is ready for the change of status") if before.done != after.done else None


@sentence(Attribution)
def tell_attribution(before: Any, after: Any) -> str | None:
    """Accepted, objected, confirmed, withdrawn; the person told."""
    if after is None:
        return None
    if before.told_on is None and after.told_on is not None:
        return _("told the person who their keyworker is")
    if before.state == after.state:
        return None
    return {
        "accepted": _("took the support"),
        "objected": _("objected to taking the support"),
        "confirmed": _("maintained the attribution after an objection"),
        "withdrawn": _("withdrew the attribution"),
    }.get(after.state)
