"""Who an account acts as: the professional and the posts they hold today."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from tuilage.core.database.clock import today
from tuilage.core.database.context import NOBODY, Actor
from tuilage.foundation.organisations.models import Professional

POSTS = """
select pr.id, pr.first_name || ' ' || pr.last_name, p.role, p.team_id, p.title, t.name
  from organisations_professional pr
  join organisations_assignment a on a.professional_id = pr.id and a.period @> %(day)s::date
  join organisations_post p on p.id = a.post_id and p.period @> %(day)s::date
  join organisations_team t on t.id = p.team_id
 where {column} = %(key)s order by a.share desc, p.title
"""


def _actor(column: str, key: Any, account_id: Any = None) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(POSTS.format(column=column), {"day": today(), "key": key})
        rows = cursor.fetchall()
    if not rows:
        return NOBODY
    return Actor(
        id=rows[0][0],
        name=rows[0][1],
        kind="agent",
        roles=frozenset(row[2] for row in rows),
        teams=tuple(dict.fromkeys(row[3] for row in rows)),
        post_label=f"{rows[0][4]}, {rows[0][5]}",
        account_id=account_id,
    )


def actor_of(user: Any) -> Actor:
    """The actor of a signed-in account: nobody when it holds no post today. One query."""
    return _actor("pr.account_id", user.pk, user.pk)


def actor_for(professional: Any) -> Actor:
    """The actor of a professional, for commands, the demonstration and tests. One query."""
    return _actor("pr.id", professional.pk)


def names_of(keys: set[UUID]) -> dict[UUID, str]:
    """The names of professionals, by key. One query."""
    return {row.pk: str(row) for row in Professional.objects.filter(pk__in=keys)}
