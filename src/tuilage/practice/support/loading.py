"""How many supports at once are written: which columns, sent by COPY, and what is checked once they are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection

from tuilage.core.database.context import check_constraints_now
from tuilage.core.registries import load_checks

BATCH = 10_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "sharing_participation": (
        "id", "created_at", "person_id", "professional_id", "team_id", "role", "period", "ground", "added_by_id",
    ),
    "support_support": (
        "id", "created_at", "version", "person_id", "team_id", "kind_id", "terms_id", "voluntary", "needs_duration", "form_id",
        "form_texts", "wishes", "about_others", "programme", "months_because", "lasting_because", "team_opinion_present",
        "preparing_since", "resumed_on", "completed_on", "follow_up_on", "programme_period", "together", "status", "origin", "proposed_on",
        "proposed_by_id", "domains", "own_words", "strengths", "life_project", "work_project", "networks",
        "network_effect", "adhesion_on", "adhesion_how", "adhesion_recorded_by_id", "months", "started_on",
        "planned_end", "lasting", "running", "pace", "team_opinion_on", "team_opinion", "team_opinion_text",
        "team_opinion_by_id", "power_before", "power_after", "closed_on", "closure_reason", "person_evaluation",
        "person_rating", "evaluation_missing", "exit_plan", "results", "abandoned_on", "abandoned_because",
    ),
    "support_goal": (
        "id", "created_at", "version", "support_id", "person_id", "position", "sentence", "person_words", "baseline",
        "target", "domain", "difficulty", "set_with_person_on", "status", "reached_on",
    ),
    "support_criterion": (
        "id", "created_at", "support_id", "person_id", "sentence", "fixed_on", "answer", "answer_comment", "answered_on",
    ),
    "support_planversion": (
        "id", "created_at", "support_id", "person_id", "number", "agreed_on", "how", "why", "recorded_by_id", "content",
    ),
    "support_followup": (
        "id", "created_at", "support_id", "person_id", "on", "reached", "words", "rating", "by_id",
    ),
    "support_step": (
        "id", "created_at", "support_id", "person_id", "goal_id", "what", "by", "professional_id", "due_on", "done_on", "leans_on",
    ),
    "support_review": (
        "id", "created_at", "support_id", "person_id", "held_on", "person_rating", "person_words",
        "professional_rating", "professional_words", "living_conditions", "held_by_id", "next_on", "progress",
    ),
    "support_handover": (
        "id", "created_at", "version", "support_id", "person_id", "from_professional_id", "from_post_id",
        "to_professional_id", "to_team_id", "starts_on", "passes_on", "reason", "checklist", "met_on", "person_words",
        "status", "planned_by_id",
    ),
    "support_keyworker": (
        "id", "created_at", "support_id", "person_id", "professional_id", "post_id", "period", "lane", "handover_id",
        "participation_id", "ground",
    ),
}  # fmt: skip


# Columns that are never null, where a row says nothing.
BLANK: dict[str, Any] = {
    "own_words": "", "strengths": "", "life_project": "", "work_project": "", "networks": "", "network_effect": "",
    "team_opinion": "", "team_opinion_text": "", "closure_reason": "", "person_evaluation": "", "evaluation_missing": "",
    "exit_plan": "", "results": [], "abandoned_because": "", "person_words": "", "baseline": "", "target": "",
    "answer": "", "answer_comment": "", "professional_words": "", "progress": "{}", "checklist": "{}", "ground": "",
    "adhesion_how": "", "needs_duration": True, "form_texts": "{}", "wishes": "{}", "about_others": "", "programme": "",
    "months_because": "", "lasting_because": "", "team_opinion_present": [], "domain": "", "difficulty": "",
    "leans_on": "", "living_conditions": "",
}  # fmt: skip


def moment(day: date) -> datetime:
    """The middle of that day."""
    return datetime.combine(day, time(10), UTC)


def span(start: date, end: date | None) -> str:
    """A period as PostgreSQL reads it."""
    return f"[{start},{end or ''})"


def write(world: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Send the rows by COPY, table by table, and forget them; what the tables promise each other is checked at the end."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    for table, columns in COLUMNS.items():
        plain = (tuple(row.get(name, BLANK.get(name)) for name in columns) for row in rows[table])
        world.copy(table, columns, plain)
        rows[table].clear()
    check_constraints_now()


def batches(persons: Iterable[Any]) -> Iterator[list[Any]]:
    """The persons, some thousands at a time."""
    following = iter(persons)
    while some := list(islice(following, BATCH)):
        yield some


# What support_check_whole refuses row by row (migration 0002).
WHOLE = """
select count(*) from support_support s join support_supportkind k on k.id = s.kind_id
 where s.status in ('engaged', 'closed') and (
  not exists (select from support_goal g where g.support_id = s.id and g.set_with_person_on <= s.started_on)
  or not exists (select from support_criterion c where c.support_id = s.id and c.fixed_on <= s.started_on)
  or s.status = 'closed' and exists (select from support_criterion c where c.support_id = s.id and c.answer = '')
  or (s.team_opinion_on is null or s.team_opinion_on > s.started_on or s.team_opinion not in ('favourable', 'advice'))
     and exists (select from support_keyworker w
       join organisations_assignment a on a.professional_id = w.professional_id and a.period @> s.started_on
       join organisations_post p on p.id = a.post_id
       join organisations_profession f on f.id = p.profession_id
      where w.support_id = s.id and w.lane = 'responsible' and w.period @> s.started_on
        and f.code = any (k.opinion_professions)))
"""
load_checks.add("support_support.support_whole", WHOLE)
