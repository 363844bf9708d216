"""Questions asked of the organisation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from tuilage.foundation.organisations.models import Absence, Assignment, Post, Structure, Team
from tuilage.foundation.territory.models import Zone


def structures_with_teams() -> list[Structure]:
    """Structures that have a team, with their teams. Two queries."""
    return list(
        Structure.objects.filter(teams__isnull=False)
        .distinct()
        .prefetch_related(Prefetch("teams", Team.objects.order_by("name")))
        .order_by("kind", "name")
    )


def posts_of(team: Team, day: date) -> list[Post]:
    """The posts of a team on a day, each with `held_by` (assignments of that day). Two queries."""
    held = Assignment.objects.filter(period__contains=day).select_related("professional")
    return list(
        team.posts.filter(period__contains=day)
        .select_related("profession")
        .prefetch_related(Prefetch("assignments", held, to_attr="held_by"))
        .order_by("profession__label", "title", "pk")
    )


def fte_by_profession(posts: list[Post]) -> list[tuple[str, Decimal, Decimal]]:
    """(profession, budgeted, present) in full-time equivalents, from `posts_of`."""
    budgeted: dict[str, Decimal] = defaultdict(Decimal)
    present: dict[str, Decimal] = defaultdict(Decimal)
    for post in posts:
        budgeted[post.profession.label] += post.fte
        present[post.profession.label] += sum((held.share for held in post.held_by), Decimal())  # type: ignore[attr-defined]
    return [(label, budgeted[label], present[label]) for label in sorted(budgeted)]


def zones_of(team: Team, day: date) -> list[Zone]:
    """The zones a team covers on a day."""
    return list(
        Zone.objects.filter(teamzone__team=team, teamzone__period__contains=day).select_related("zoning")
    )


def absences_of(team: Team, day: date) -> list[Absence]:
    """Who of a team is away on or after a day, soonest first. One query; row security keeps other teams' out."""
    return list(
        Absence.objects.filter(professional__assignments__post__team=team, period__endswith__gt=day)
        .select_related("professional")
        .distinct()
        .order_by("period")
    )
