"""Who stands around a person, in which role, with which tasks; whether several services act and nobody coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface import ribbon as ribbons
from tuilage.foundation.organisations.models import Assignment
from tuilage.foundation.sharing.circle import circle_on
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries
from tuilage.practice.support.models import Coordinator, CoWorker, Keyworker, Support, SupportGround, Term
from tuilage.practice.support.settings import labels


@dataclass
class Standing:
    """One who stands around the person, as the person may read it: who, in which role, how to reach them."""

    name: str
    role: str
    since: date
    until: date | None = None
    profession: str = ""
    where: str = ""
    phone: str = ""
    email: str = ""
    tasks: list[str] = field(default_factory=list)
    about: str = ""
    professional_id: UUID | None = None
    coworker: CoWorker | None = None
    coordinator: Coordinator | None = None


@dataclass
class Around:
    """All who stand around a person on a day, and what is missing."""

    keyworkers: list[Standing]
    coworkers: list[Standing]
    coordinator: Standing | None
    others: list[Standing]
    services: list[str]
    uncoordinated: bool
    statuses: list[str]
    professions: list[str] = field(default_factory=list)


def services_of(participations: Iterable[Participation]) -> list[str]:
    """The teams that act around a person, each once: several of them ask for a coordinator. No query."""
    return list(dict.fromkeys(each.team.name for each in participations if each.team is not None))


def _on(rows: Iterable[Any], day: date) -> list[Any]:
    return [row for row in rows if day in row.period]


def gather(person_id: UUID, day: date) -> Around:
    """Who stands around a person on `day`. Four queries, two of them shared with the file."""
    path = queries.path_of(person_id, day)
    participations = circle_on(person_id, day).participations
    tasks = _tasks()
    running = [one for one in path.supports if one.engaged]
    keyworkers = [
        _keyworker(row, support, _on(path.grounds, day), tasks)
        for support in running
        for row in _on(support.keyworkers.all(), day)
    ]
    coworkers = _beside(_on(path.coworkers, day), running)
    coordinator = next((_coordinator(row, tasks) for row in _on(path.coordinators, day)), None)
    named = {
        one.professional_id for one in [*keyworkers, *coworkers, *([coordinator] if coordinator else [])]
    }
    others = [
        _other(each)
        for each in participations
        if each.role in ("reception", "partner") and (each.professional_id or each) not in named
    ]
    services = services_of(participations)
    found = Around(
        keyworkers, coworkers, coordinator, others, services,
        bool(running) and coordinator is None and len(services) >= path.services_wanted,
        [str(row.kind) for row in _on(path.statuses, day)],
    )  # fmt: skip
    _reach(found, day)
    return found


def _beside(rows: Iterable[CoWorker], running: Iterable[Support]) -> list[Standing]:
    kinds = {support.pk: str(support.kind) for support in running}
    return [
        Standing(
            str(row.professional), str(row.role), row.period.lower, row.period.upper, where=row.team.name,
            about=kinds.get(row.support_id, ""), professional_id=row.professional_id, coworker=row,
        )
        for row in rows
    ]  # fmt: skip


def _other(each: Participation) -> Standing:
    """Whoever is in the circle without leading: a team that received the person, a partner."""
    return Standing(
        str(each.professional or each.team), str(each.get_role_display()), each.period.lower, each.period.upper,
        where=each.team.structure.name if each.team else "", phone=each.team.phone if each.team else "",
        professional_id=each.professional_id,
    )  # fmt: skip


def _tasks() -> dict[str, dict[str, str]]:
    """The words of both roles' tasks. One query."""
    families = [Term.Family.KEYWORKER_TASK, Term.Family.COORDINATOR_TASK]
    found: dict[str, dict[str, str]] = {family: {} for family in families}
    for term in Term.objects.filter(family__in=families):
        found[term.family][term.code] = term.label
    return found


def _keyworker(
    row: Keyworker, support: Support, grounds: Sequence[SupportGround], tasks: dict[str, dict[str, str]]
) -> Standing:
    ground = next((one.kind for one in grounds if one.support_id == support.pk), None)
    title = ground.keyworker_title if ground else _("Keyworker")
    if row.lane == Keyworker.Lane.INCOMING:
        title = _("Next keyworker, beside")
    elif row.post_id:
        title = _("%(role)s, par intérim") % {"role": title}
    return Standing(
        row.name, title, row.period.lower, row.period.upper, about=str(support.kind), where=support.team.name,
        tasks=list(tasks[Term.Family.KEYWORKER_TASK].values()), professional_id=row.professional_id,
        phone=row.post.phone if row.post_id and row.post else "",
    )  # fmt: skip


def _coordinator(row: Coordinator, tasks: dict[str, dict[str, str]]) -> Standing:
    words = tasks[Term.Family.COORDINATOR_TASK]
    return Standing(
        str(row.professional), _("Coordinator"), row.period.lower, row.period.upper, where=row.team.name,
        tasks=[words[code] for code in row.tasks if code in words] or list(words.values()), about=row.reason,
        professional_id=row.professional_id, coordinator=row,
    )  # fmt: skip


def _reach(found: Around, day: date) -> None:
    """Each one's profession, telephone and address, which belong to the post they hold that day. One query."""
    everybody = [*found.keyworkers, *found.coworkers, *found.others]
    everybody += [found.coordinator] if found.coordinator else []
    rows = Assignment.objects.filter(
        professional_id__in={one.professional_id for one in everybody if one.professional_id}, period__contains=day
    ).select_related("post__profession", "post__team").order_by("share")  # fmt: skip
    posts = {row.professional_id: row.post for row in rows}
    for one in everybody:
        post = posts.get(one.professional_id) if one.professional_id else None
        if post is not None:
            one.profession, one.where = post.profession.label, post.team.name
            one.phone, one.email = post.phone or post.team.phone, post.email
    found.professions = list(dict.fromkeys(one.profession for one in everybody if one.profession))


def panel(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """On a file: who coordinates, or that nobody does though several services act. No query of its own."""
    if person_id is None:
        return None
    day = today()
    path = queries.path_of(person_id, day)
    services = services_of(circle_on(person_id, day).participations)
    running = any(support.engaged for support in path.supports)
    coordinator = next(iter(_on(path.coordinators, day)), None)
    return {
        "person_id": person_id,
        "coordinator": coordinator,
        "coworkers": _on(path.coworkers, day),
        "statuses": _on(path.statuses, day),
        "services": services,
        "missing": running and coordinator is None and len(services) >= path.services_wanted,
        "may_coordinate": may(actor, "support.coordinate"),
    }


def lanes(path: queries.Path, supports: Sequence[Support]) -> list[ribbons.Lane]:
    """For the ribbon: those beside, the coordinators, the statuses; no lane for what there is none of."""
    made: list[tuple[str, list[tuple[Any, str]], str]] = [
        (_("Beside"), [(row, f"{row.professional}, {row.role}") for row in path.coworkers], "keyworker"),
        (_("Coordinator"), [(row, str(row.professional)) for row in path.coordinators], "keyworker"),
        (_("Ground"), [(row, str(row.kind)) for row in path.grounds], "support"),
        (_("Status"), [(row, str(row.kind)) for row in path.statuses], "support"),
    ]
    start = min((one.started_on for one in supports if one.started_on), default=None)
    return [
        ribbons.Lane(
            label,
            [
                ribbons.Bar(max(row.period.lower, start or row.period.lower), row.period.upper, name, kind)  # type: ignore[arg-type]
                for row, name in rows
                if start is None or row.period.upper is None or row.period.upper > start
            ],
        )
        for label, rows, kind in made
        if rows
    ]


def wanted_tasks() -> list[tuple[str, str]]:
    """The tasks a coordinator may be given."""
    return list(labels(Term.Family.COORDINATOR_TASK).items())
