"""What this room shows on a person's file and on a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.access import may
from tuilage.core.asking import Statement
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface import ribbon as ribbons
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, TimelineEntry, TimelineSource, panels, timeline_sources
from tuilage.foundation.sharing.circle import reads_of_circle
from tuilage.practice.support import around, gaps, queries
from tuilage.practice.support.models import Goal, Keyworker, Step, Support

TARGET = 20
"""Supports per full-time post, social worker or family economics adviser (S1-055, S1-056)."""


@dataclass(frozen=True)
class Glance:
    """A support as a file shows it: where it stands, its next step, who answers."""

    support: Support
    url: str
    goals: list[Goal]
    next_step: Step | None
    keyworker: Keyworker | None
    beside: Keyworker | None


def glance(support: Support, day: date) -> Glance:
    """One support, from rows already brought."""
    rows = list(support.keyworkers.all())
    waiting = [step for step in support.steps.all() if step.done_on is None]
    waiting.sort(key=lambda step: step.due_on or date.max)
    return Glance(
        support,
        reverse("support:project", args=[support.pk]),
        [goal for goal in support.goals.all() if goal.status != Goal.Status.DROPPED],
        waiting[0] if waiting else None,
        next((row for row in rows if row.lane == "responsible" and day in row.period), None),
        next((row for row in rows if row.lane == "incoming" and day in row.period), None),
    )


def reads(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """What the panels of a file read."""
    return queries.reads_of_path(person_id, today()) if person_id else ()


def reads_around(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """The same, with the circle."""
    return (*reads(actor, person_id), *reads_of_circle(person_id, today())) if person_id else ()


def now(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """What they want, in their words, and the supports that are open. One query, shared."""
    if person_id is None:
        return None
    day = today()
    found = [glance(support, day) for support in queries.path_of(person_id, day).supports]
    return {
        "open": [one for one in found if one.support.open],
        "ended": [one for one in found if one.support.status == Support.Status.CLOSED],
        "words": next(
            (one.support.own_words for one in found if one.support.open and one.support.own_words), ""
        ),
        "person_id": person_id,
        "may_propose": may(actor, "support.propose"),
        "speaking": len(
            {one.keyworker.professional_id for one in found if one.support.open and one.keyworker}
        ),
    }


def ribbon(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """The path in time: keyworkers, supports, overlaps hatched, gaps and gaps to come as holes. One query, shared."""
    if person_id is None:
        return None
    day = today()
    path = queries.path_of(person_id, day)
    supports = [one for one in path.supports if one.started_on is not None]
    if not supports:
        return {"ribbon": None}
    rows = {support.pk: list(support.keyworkers.all()) for support in supports}
    absences = gaps.by_professional(path.absences)
    start = min(support.started_on for support in supports if support.started_on) - timedelta(days=14)
    end = max(
        [day + timedelta(days=180), *(support.planned_end for support in supports if support.planned_end)]
    )
    lanes = []
    for support in supports:
        bars = _workers(rows[support.pk])
        bars += [
            ribbons.Bar(
                hole.start, hole.end or end, _("Keyworker away") if hole.why == "absent" else _("No keyworker"),
                "gap_to_come" if hole.to_come else "gap",
            )
            for hole in gaps.gaps_of(support, rows[support.pk], absences, day)
        ]  # fmt: skip
        name = _("Keyworkers") if len(supports) == 1 else _("Keyworkers: %(kind)s") % {"kind": support.kind}
        lanes.append(ribbons.Lane(name, bars))
    lanes.append(ribbons.Lane(_("Supports"), [_bar(support) for support in supports]))
    lanes += around.lanes(path, supports)
    return {"ribbon": ribbons.Ribbon(start, end + timedelta(days=14), day, lanes)}


def _workers(rows: list[Keyworker]) -> list[ribbons.Bar]:
    """Bars of those who answer, and of those beside; the days both are there are hatched."""
    bars = []
    for row in rows:
        if row.lane == Keyworker.Lane.RESPONSIBLE:
            bars.append(ribbons.Bar(_started(row, rows), row.period.upper, row.name, "keyworker"))
    overlaps = [
        ribbons.Bar(row.period.lower, row.period.upper, _("Handover"), "overlap")
        for row in rows
        if row.lane == Keyworker.Lane.INCOMING
    ]
    return bars + overlaps


def _started(row: Keyworker, rows: list[Keyworker]) -> date:
    """Since when somebody is there: beside first, when they came by a handover."""
    beside = [
        one.period.lower for one in rows if one.lane == "incoming" and one.handover_id == row.handover_id
    ]
    first: date = min([row.period.lower, *beside]) if row.handover_id else row.period.lower
    return first


def _bar(support: Support) -> ribbons.Bar:
    assert support.started_on is not None  # noqa: S101 (asked by the caller)
    return ribbons.Bar(
        support.started_on,
        support.closed_on,
        str(support.kind),
        "support",
        reverse("support:project", args=[support.pk]),
    )


def coming(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """What happens next: steps, reviews, handovers, agreed ends. One query, shared."""
    if person_id is None:
        return None
    day = today()
    lines: list[tuple[date, str]] = []
    for support in queries.path_of(person_id, day).supports:
        if support.status != Support.Status.ENGAGED:
            continue
        if support.planned_end and not support.lasting:
            lines.append((support.planned_end, _("agreed end of “%(kind)s”") % {"kind": support.kind}))
        lines += [
            (step.due_on, step.what) for step in support.steps.all() if step.due_on and step.done_on is None
        ]
        lines += [
            (row.period.lower, _("%(name)s becomes the keyworker") % {"name": row.name})
            for row in support.keyworkers.all()
            if row.lane == Keyworker.Lane.RESPONSIBLE and row.period.lower > day
        ]
    return {"lines": sorted(lines)[:6], "day": day} if lines else None


# The desk --------------------------------------------------------------------------------------------------


@once_a_page
def reads_of_mine(actor: Actor, _subject: UUID | None) -> tuple[Any, ...]:
    """How many supports I lead, and how many I prepare, unasked."""
    if actor.id is None:
        return ()
    return (
        Statement(
            # From what is mine to the supports: asked of every support, it would walk those of the département.
            "select (select count(distinct s.id) from support_keyworker k join support_support s on s.id = k.support_id"
            "   where k.professional_id = %(me)s and k.period @> %(day)s::date and s.status = 'engaged'),"
            " (select count(*) from support_support s"
            "   where s.proposed_by_id = %(me)s and s.status in ('proposed', 'preparing'))",
            {"me": actor.id, "day": today()},
            2,
        ),
    )


def mine(actor: Actor, subject: UUID | None) -> dict[str, Any] | None:
    """How many supports I lead, and how many I prepare. One query."""
    found = reads_of_mine(actor, subject)
    if not found:
        return None
    ((leading, preparing),) = found[0]
    return {"leading": leading, "preparing": preparing} if leading or preparing else None


@dataclass(frozen=True)
class Load:
    """A profession's load in a team, against its range; never a worker's (S1-055 to S1-057)."""

    team: str
    profession: str
    supports: int
    fte: Decimal

    @property
    def average(self) -> Decimal | None:
        """Supports per full-time post; None when nobody is there."""
        return (Decimal(self.supports) / self.fte).quantize(Decimal("0.1")) if self.fte else None

    @property
    def share(self) -> int:
        """Of the range's end, in per cent, 100 at most."""
        return min(100, round(100 * (self.average or 0) / (TARGET * Decimal("1.5"))))

    @property
    def over(self) -> bool:
        return self.average is not None and self.average > TARGET


LOADS = """
select t.name, f.label, coalesce(sum(c.n), 0)::int, sum(a.share)
  from organisations_assignment a
  join organisations_post p on p.id = a.post_id and p.period @> %(day)s::date
  join organisations_profession f on f.id = p.profession_id
  join organisations_team t on t.id = p.team_id
  left join lateral (
    select count(*) n from support_keyworker k join support_support s on s.id = k.support_id
     where k.professional_id = a.professional_id and k.lane = 'responsible' and k.period @> %(day)s::date
       and s.status = 'engaged' and s.team_id = p.team_id) c on true
 where a.period @> %(day)s::date and p.team_id = any(%(teams)s) and p.role = 'case_worker'
 group by t.name, f.label order by t.name, f.label
"""


@once_a_page
def reads_of_loads(actor: Actor, _subject: UUID | None) -> tuple[Any, ...]:
    """The team's loads by profession, unasked."""
    return (Statement(LOADS, {"day": today(), "teams": list(actor.teams)}, 4),) if actor.teams else ()


def loads(actor: Actor, subject: UUID | None) -> dict[str, Any] | None:
    """The team's loads by profession against the range. One query, over what the head of service may see."""
    found = [Load(*row) for rows in reads_of_loads(actor, subject) for row in rows]
    return {"loads": found, "target": TARGET} if found else None


# The timeline ----------------------------------------------------------------------------------------------

MOMENTS = """
select s.id, m.at, m.kind, k.label, m.text, p.first_name || ' ' || p.last_name
  from support_support s
  join support_supportkind k on k.id = s.kind_id
  cross join lateral (
    select s.proposed_on, 'proposed', s.own_words, s.proposed_by_id
    union all select s.started_on, 'engaged', '', null where s.started_on is not null
    union all select s.closed_on, 'closed', s.person_evaluation, null where s.closed_on is not null
    union all select r.held_on, 'review', r.person_words, r.held_by_id
      from support_review r where r.support_id = s.id
    union all select h.passes_on, 'handover', h.person_words, h.to_professional_id
      from support_handover h where h.support_id = s.id and h.status <> 'cancelled' and h.passes_on <= %(day)s
    union all select g.reached_on, 'goal', g.sentence, null
      from support_goal g where g.support_id = s.id and g.reached_on is not null
  ) m (at, kind, text, who)
  left join organisations_professional p on p.id = m.who
 where s.person_id = %(person)s and m.at < %(before)s
 order by m.at desc, m.kind limit %(limit)s
"""
ICONS = {"proposed": "signpost-2", "engaged": "play-circle", "closed": "flag", "review": "chat-square-quote",
         "handover": "arrow-left-right", "goal": "check2-circle"}  # fmt: skip


@once_a_page
def reads_of_moments(person_id: UUID, before: datetime | None, limit: int) -> tuple[Any, ...]:
    """The moments of a person's supports, newest first, unasked."""
    last = timezone.localtime(before).date() if before else today() + timedelta(days=1)
    asked = {"person": person_id, "before": last, "day": today(), "limit": limit}
    return (Statement(MOMENTS, asked, 6),)


def moments(person_id: UUID, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The same on the timeline. One query."""
    return [_moment(*row) for row in reads_of_moments(person_id, before, limit)[0]]


def _moment(
    support_id: UUID, at: date, kind: str, label: str, text: str, author: str | None
) -> TimelineEntry:
    titles = {
        "proposed": _("Proposed: %(kind)s"),
        "engaged": _("Started: %(kind)s"),
        "closed": _("Ended: %(kind)s"),
        "review": _("Review: %(kind)s"),
        "handover": _("New keyworker: %(kind)s"),
        "goal": _("Goal reached: %(kind)s"),
    }
    return TimelineEntry(
        at=timezone.make_aware(datetime.combine(at, time(12))),
        kind="support",
        kind_label=_("Support"),
        title=titles[kind] % {"kind": label},
        text=text or "",
        author=author or "",
        tier="shared",
        url=reverse("support:project", args=[support_id]),
        icon=ICONS[kind],
    )


for _code, _place, _gather, _title, _act, _order, _reads in (
    ("support.now", "person.now", now, gettext_lazy("Supports"), "support.read", 20, reads),
    ("support.ribbon", "person.ribbon", ribbon, "", "support.read", 20, reads),
    (
        "support.around",
        "person.side",
        around.panel,
        gettext_lazy("Who coordinates"),
        "support.read",
        15,
        reads_around,
    ),
    ("support.next", "person.side", coming, gettext_lazy("What comes next"), "support.read", 30, reads),
    ("support.mine", "desk.due", mine, gettext_lazy("My supports"), "support.lead", 60, reads_of_mine),
    (
        "support.team",
        "desk.team",
        loads,
        gettext_lazy("The team's loads"),
        "support.loads",
        40,
        reads_of_loads,
    ),
):
    _template = f"support/panel_{_code.split('.')[1]}.html"
    panels.add(_code, Panel(_code, _place, _template, _gather, _title, _order, _act, _reads))
timeline_sources.add(
    "support", TimelineSource("support", gettext_lazy("Support"), moments, 30, reads_of_moments)
)
