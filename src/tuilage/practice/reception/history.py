"""What changed in a request, an answer or the framework, as sentences: "le 3 mars, la secrétaire a signalé une urgence"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence

from .models import (
    Answer,
    Domain,
    EscalationPlan,
    Message,
    Passage,
    Passing,
    ProtectionReport,
    Request,
    UrgencyFramework,
)


@sentence(Request)
def urgency_told(before: Any, after: Any) -> str | None:
    """Signalled, qualified, taken out of the urgencies."""
    if after is None:
        return None
    if after.urgent and not before.urgent:
        return _("signalled an urgency")
    if after.qualified_at and before.qualified_at != after.qualified_at:
        if not after.urgent:
            return _("saw no danger and took the request out of the urgencies")
        kind = dict(Request.Danger.choices).get(after.danger_kind, "")
        return (
            _("qualified the urgency: %(kind)s") % {"kind": kind}
            if after.danger
            else _("saw no danger for now")
        )
    return None


@sentence(Request)
def status_told(before: Any, after: Any) -> str | None:
    """Taken up, answered, passed on, opened again."""
    if after is None or before.status == after.status:
        return None
    if before.status in ("answered", "out_of_scope"):
        return _("opened the request again")
    return {
        "in_progress": _("took up the request"),
        "answered": _("answered the request"),
        "out_of_scope": _("referred the person elsewhere"),
    }.get(after.status)


@sentence(Request)
def person_told(before: Any, after: Any) -> str | None:
    """Given its person."""
    return _("said who it was") if after is not None and after.person_id != before.person_id else None


@sentence(Answer)
def answer_told(before: Any, after: Any) -> str | None:
    """Undone."""
    return _("undid an answer") if after is not None and after.undone_at and not before.undone_at else None


@sentence(UrgencyFramework)
def framework_told(before: Any, after: Any) -> str | None:
    """Written again."""
    return _("wrote the framework for emergencies again") if after is not None else None


@sentence(Passage)
def passage_told(before: Any, after: Any) -> str | None:
    """Undone, or said more of."""
    if after is None:
        return None
    return _("undid a passage") if after.undone_at and not before.undone_at else _("said more of a passage")


@sentence(Message)
def message_told(before: Any, after: Any) -> str | None:
    """Seen, called back, put back."""
    if after is None:
        return None
    if after.called_back and not before.called_back:
        return _("called back")
    return (
        _("saw the message")
        if after.seen_at and not before.seen_at
        else _("put the message back on the desk")
    )


@sentence(Domain)
def domain_told(before: Any, after: Any) -> str | None:
    """Set aside, taken again, written again."""
    if after is None:
        return None
    if before.active != after.active:
        return _("took the domain again") if after.active else _("set the domain aside")
    return _("wrote the domain again")


@sentence(EscalationPlan)
def steps_told(before: Any, after: Any) -> str | None:
    """Steps changed."""
    return _("changed the steps of escalation") if after is not None else None


@sentence(Passing)
def passing_told(before: Any, after: Any) -> str | None:
    """Accepted or returned."""
    if after is None or before.standing == after.standing:
        return None
    return _("accepted the request") if after.standing == "accepted" else _("returned the request")


@sentence(ProtectionReport)
def report_told(before: Any, after: Any) -> str | None:
    """Sent, received, ended; readings shown."""
    if after is None:
        return None
    if before.standing != after.standing:
        return {
            "sent": _("sent the report"), "received": _("received the report"), "ended": _("said what it came to"),
        }.get(after.standing)  # fmt: skip
    if before.held_back and not after.held_back:
        return _("showed the readings to the person again")
    return _("wrote the report again")
