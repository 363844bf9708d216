"""A person's path, step by step: what happened, with which service, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

STEPS = """
select lower(p.period), upper(p.period), 'circle', p.role, coalesce(o.first_name || ' ' || o.last_name, ''),
       coalesce(t.name, ''), coalesce(st.name, ''), 3
  from sharing_participation p left join organisations_team t on t.id = p.team_id
  left join organisations_structure st on st.id = t.structure_id
  left join organisations_professional o on o.id = p.professional_id
 where p.person_id = %(person)s and p.role in ('reception', 'partner')
union all
select s.started_on, s.closed_on, 'support', '', k.label, t.name, st.name, 1 from support_support s
  join support_supportkind k on k.id = s.kind_id join organisations_team t on t.id = s.team_id
  join organisations_structure st on st.id = t.structure_id where s.person_id = %(person)s and s.started_on is not null
union all
select lower(w.period), upper(w.period), case when w.post_id is null then w.lane else 'post' end, k.label,
       coalesce(o.first_name || ' ' || o.last_name, po.title), coalesce(t.name, ''), coalesce(st.name, ''), 2
  from support_keyworker w join support_support s on s.id = w.support_id join support_supportkind k on k.id = s.kind_id
  left join organisations_professional o on o.id = w.professional_id left join organisations_post po on po.id = w.post_id
  left join sharing_participation p on p.id = w.participation_id
  left join organisations_team t on t.id = coalesce(p.team_id, po.team_id)
  left join organisations_structure st on st.id = t.structure_id where w.person_id = %(person)s
union all
select lower(w.period), upper(w.period), 'coworker', r.label, o.first_name || ' ' || o.last_name, t.name, st.name, 4
  from support_coworker w join support_term r on r.id = w.role_id join organisations_professional o
    on o.id = w.professional_id join organisations_team t on t.id = w.team_id
  join organisations_structure st on st.id = t.structure_id where w.person_id = %(person)s
union all
select lower(c.period), upper(c.period), 'coordinator', c.reason, o.first_name || ' ' || o.last_name, t.name, st.name, 5
  from support_coordinator c join organisations_professional o on o.id = c.professional_id
  join organisations_team t on t.id = c.team_id join organisations_structure st on st.id = t.structure_id
 where c.person_id = %(person)s
union all
select lower(p.period), upper(p.period), 'status', '', r.label, '', '', 0 from support_personstatus p
  join support_term r on r.id = p.kind_id where p.person_id = %(person)s
union all
select lower(g.period), upper(g.period), 'ground', g2.law, g2.label, '', '', 0 from support_supportground g
  join support_groundkind g2 on g2.id = g.kind_id where g.person_id = %(person)s
order by 1, 8, 5
"""


@dataclass(frozen=True)
class PathStep:
    """One step: [since, until), what it was, who, in which service."""

    since: date
    until: date | None
    kind: str
    more: str
    name: str
    team: str
    structure: str
    to_come: bool

    @property
    def title(self) -> str:
        """What it was, in words."""
        said = {
            "circle": _("%(name)s received them")
            if self.more == "reception"
            else _("%(name)s, with their consent"),
            "support": _("Support: %(name)s"),
            "responsible": _("%(name)s is the keyworker"),
            "incoming": _("%(name)s works beside, before answering for it"),
            "post": _("The post answers, par intérim: %(name)s"),
            "coworker": _("%(name)s works beside"),
            "coordinator": _("%(name)s coordinates"),
            "status": _("Status: %(name)s"),
            "ground": _("Ground: %(name)s"),
        }
        return said[self.kind] % {"name": self.name or self.team}

    @property
    def service(self) -> str:
        """Team and structure, where one is known."""
        return ", ".join(part for part in (self.team, self.structure) if part)


def of_person(person_id: UUID, day: date) -> list[PathStep]:
    """Every step of a person's path, the oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STEPS, {"person": person_id})
        rows = cursor.fetchall()
    return [PathStep(*(*row[:7], row[0] > day)) for row in rows]
