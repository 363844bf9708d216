"""What reception asks of a day: urgencies before this evening, requests that wait for more than a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.asking import ask
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.once import once_a_page
from tuilage.core.registries import Clock, Due, clocks

from . import holding, passages, passing, protection, rules, wording
from .models import Escalation, ProtectionReport, Request, UrgencyAction

MOST = 50
SOON = timedelta(days=14)
STAYS_TOLD = timedelta(days=3)


@once_a_page
def reads_due(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """The open requests of the actor's teams, unasked."""
    if not may(actor, "reception.read"):
        return ()
    told_me = Exists(
        Escalation.objects.filter(request=OuterRef("pk"), told_id=actor.id, told_at__gte=now - STAYS_TOLD)
    )
    acted = Exists(UrgencyAction.objects.filter(request=OuterRef("pk")))
    rows = (
        Request.objects.filter(Q(team_id__in=actor.teams) | Q(told_me))
        .exclude(status__in=rules.CLOSED)
        .annotate(acted=acted, told_me=told_me)
        .select_related("person")
        .order_by("-urgent", "received_at")[:MOST]
    )
    return (rows,)


def due(actor: Actor, now: datetime) -> list[Due]:
    """The open requests of the actor's teams that a clock stands on. One query."""
    rows = (row for found in reads_due(actor, now) for row in found)
    return [line for row in rows if (line := _line(row, now)) is not None]


def _line(row: Any, now: datetime) -> Due | None:
    url = reverse("reception:request", args=[row.pk])
    if row.urgent and not row.acted and row.due_at is not None:
        said = wording.clock_words(row, now)
        if row.told_me:
            said = _("it is for you now: %(said)s") % {"said": said}
        return Due(
            at=row.due_at, level="urgent", who=wording.who(row), what=said, since=row.signalled_at,
            url=reverse("reception:urgency", args=[row.pk]), act_label=_("See to it"), person_id=row.person_id,
        )  # fmt: skip
    if row.urgent:
        said = _("urgency acted on, still to be answered: %(words)s") % {
            "words": wording.excerpt(row.words, 60)
        }
    elif rules.waits_too_long(row.status, row.received_at, now):
        said = _("has waited for %(days)s: %(words)s") % {
            "days": wording.waited_words(row, now), "words": wording.excerpt(row.words, 60),
        }  # fmt: skip
    else:
        return None
    return Due(
        at=row.received_at, level="due", who=wording.who(row), what=said, since=row.received_at, url=url,
        act_label=_("Answer"), person_id=row.person_id,
    )  # fmt: skip


@once_a_page
def reads_left(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """Messages left for the actor, and what the desk has on hold, unasked."""
    if not may(actor, "reception.messages"):
        return ()
    messages = passages.to_see(actor).filter(to_id=actor.id)[:MOST]
    if not may(actor, "reception.receive"):
        return (messages,)
    return messages, holding.held_by_team(actor)[: holding.SHOWN]


def left(actor: Actor, now: datetime) -> list[Due]:
    """Messages left for the actor, and what the desk put on hold another day. One query."""
    asked = reads_left(actor, now)
    if not asked:
        return []
    ask(*asked)
    lines = [
        Due(
            at=row.left_at, level="due" if row.asks else "new", who=_message_from(row), since=row.left_at,
            what=_("message: %(words)s") % {"words": wording.excerpt(row.words, 60)},
            url=reverse("reception:message", args=[row.pk]), person_id=row.person_id,
            act_label=_("Call back") if row.asks else _("Read"),
        )
        for row in asked[0]
    ]  # fmt: skip
    if len(asked) > 1:
        lines += [
            Due(
                at=row.held_at, level="due", who=row.label, since=row.held_at,
                what=_("left on hold at reception: finish it, or say why not"),
                url=f"{reverse('reception:receive')}?reprise={row.pk}", act_label=_("Take it up again"),
            )
            for row in asked[1]
            if holding.left_over(row.held_at)
        ]  # fmt: skip
    return lines


@once_a_page
def reads_passed(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """Requests that another team passes to one of the actor's, unasked."""
    return (passing.waiting_for(actor)[:MOST],) if may(actor, "reception.answer") else ()


def passed(actor: Actor, now: datetime) -> list[Due]:
    """Requests that another team passes to one of the actor's. One query."""
    return [
        Due(
            at=row.passed_at, level="due", who=wording.who(row.request), since=row.passed_at,
            what=_("passed on by %(team)s: %(why)s") % {"team": row.from_team.name, "why": wording.excerpt(row.why, 60)},
            url=reverse("reception:request", args=[row.request_id]), act_label=_("Accept or return"),
            person_id=row.request.person_id,
        )
        for found in reads_passed(actor, now)
        for row in found
    ]  # fmt: skip


@once_a_page
def reads_protecting(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """Protection reports under way that the actor may read, unasked."""
    if not may(actor, "reception.protect"):
        return ()
    return (protection.visible(actor).exclude(standing=ProtectionReport.Standing.ENDED)[:MOST],)


def protecting(actor: Actor, now: datetime) -> list[Due]:
    """Protection reports that the actor may read, not sent, or with a limit within two weeks. One query."""
    standing = ProtectionReport.Standing
    lines = []
    for row in (row for found in reads_protecting(actor, now) for row in found):
        soon = row.due_on is not None and row.due_on <= (now + SOON).date()
        if row.standing == standing.WRITTEN or soon:
            lines.append(Due(
                at=row.sent_at or row.written_at, level="due", who=_("Protection"), since=row.written_at,
                what=_("a report to be sent") if row.standing == standing.WRITTEN
                else _("a report to be evaluated before %(day)s") % {"day": short_day(row.due_on)},
                url=reverse("reception:report", args=[row.pk]), act_label=_("Read"),
            ))  # fmt: skip
    return lines


def _message_from(row: Any) -> str:
    return row.person.name if row.person else row.from_whom or _("Somebody who gave no name")


clocks.add("reception", Clock("reception", due, order=10, reads=reads_due))
clocks.add("reception.passed", Clock("reception.passed", passed, order=11, reads=reads_passed))
clocks.add(
    "reception.protecting", Clock("reception.protecting", protecting, order=13, reads=reads_protecting)
)
clocks.add("reception.left", Clock("reception.left", left, order=12, reads=reads_left))
