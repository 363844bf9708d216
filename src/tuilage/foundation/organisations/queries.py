"""Questions asked of the organisation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tuilage.core.refusals import Refused
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


def team_called(name: str) -> UUID:
    """The key of the team of that name ("structure: team" when several have it). Raises Refused, with what there is."""
    structure, _sign, team = name.rpartition(":")
    rows = Team.objects.filter(name__iexact=team.strip())
    if structure:
        rows = rows.filter(structure__name__iexact=structure.strip())
    found = list(rows.values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            _("Several teams are called “%(name)s”: write “structure: team”.") % {"name": team.strip()}
        )
    raise Refused(_("No team is called “%(name)s”.") % {"name": name})
