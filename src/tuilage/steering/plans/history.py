"""What changed in a plan, as sentences: the plan is a living tool, and each change can be read beside what it replaced."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence

from .models import ActionYear, PlanAction


@sentence(PlanAction)
def moved(before: Any, after: Any) -> str | None:
    """A change of status."""
    if after is None or before.status == after.status:
        return None
    names = dict(PlanAction.Status.choices)
    return _("changed where it stands: “%(after)s”, was “%(before)s”") % {
        "after": names.get(after.status, after.status),
        "before": names.get(before.status, before.status),
    }


@sentence(PlanAction)
def told(before: Any, after: Any) -> str | None:
    """A change of what is told of its progress."""
    if after is None or before.progress == after.progress:
        return None
    if not before.progress:
        return _("wrote what was done: “%(after)s”") % {"after": after.progress}
    return _("rewrote what was done: “%(after)s”, was “%(before)s”") % {
        "after": after.progress,
        "before": before.progress,
    }


@sentence(PlanAction)
def renamed(before: Any, after: Any) -> str | None:
    """A change of title."""
    if after is None or before.title == after.title:
        return None
    return _("renamed it “%(after)s”, was “%(before)s”") % {"after": after.title, "before": before.title}


@sentence(ActionYear)
def ticked(before: Any, after: Any) -> str | None:
    """A year done, or no longer."""
    if after is None or before.done == after.done:
        return None
    return (_("ticked %(year)d as done") if after.done else _("unticked %(year)d")) % {"year": before.year}
