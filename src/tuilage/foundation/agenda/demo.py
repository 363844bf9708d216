"""Rosters of every team; the cast's appointments and the crowd's, past and to come, some missed, moved, called off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from tuilage.core import access
from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import Assignment

from . import rules
from .calendar import is_open_day, local_instant

# The cast's keys are made of their names (foundation.sharing is beside us: it is not imported).
CAST = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
HOURS = (time(9), time(10), time(11), time(14), time(15))
LENGTH = timedelta(minutes=45)
PAST, AHEAD = 270, 45  # days
WEEKS_PAST, WEEKS_AHEAD = 4, 8
FORMS = ("office",) * 12 + ("home",) * 4 + ("telephone",) * 3 + ("video", "elsewhere")
SUBJECTS = ("Budget", "Logement", "Accès aux droits", "Point d'étape", "Dossier à compléter", "Bilan", "")
BAGS: tuple[list[str], ...] = (
    [],
    [],
    ["identity"],
    ["income", "rent"],
    ["bills", "bank"],
    ["letters"],
    ["tax", "caf"],
)
APPOINTMENT = (
    "id", "created_at", "version", "person_id", "professional_id", "co_professional_id", "team_id", "period", "day",
    "form", "site_id", "place_words", "subject", "papers", "papers_more", "status", "status_by_id", "status_at",
    "arrived_at", "called_off_by", "moved_to_id", "to_call", "called_at", "uid", "sequence", "booked_by_id",
)  # fmt: skip


@dataclass(slots=True)
class Planned:
    """One appointment being made up."""

    person: UUID
    worker: UUID
    team: UUID
    site: UUID
    day: date
    hour: time
    status: str = "planned"
    form: str = "office"
    subject: str = ""
    papers: tuple[str, ...] = ()
    by: str = ""
    moved_to: UUID | None = None
    uid: UUID | None = None
    sequence: int = 0
    place_words: str = ""

    def row(self, key: UUID, today: date) -> tuple[Any, ...]:
        """As COPY wants it."""
        zone = timezone.get_default_timezone()
        starts = local_instant(self.day, self.hour, zone)
        done = None if self.status == "planned" else starts + LENGTH if self.day < today else starts
        arrived = starts - timedelta(minutes=4) if self.status in ("came", "arrived") else None
        late = self.status == "missed" and (today - self.day).days <= 4
        made = local_instant(min(self.day - timedelta(days=9), today - timedelta(days=1)), time(11), zone)
        return (
            key, made, 1, self.person, self.worker, None, self.team, DateTimeTZRange(starts, starts + LENGTH, "[)"),
            self.day, self.form, self.site if self.form == "office" else None, self.place_words, self.subject,
            list(self.papers), "", self.status, self.worker if done else None, done, arrived, self.by, self.moved_to,
            late, None, self.uid or key, self.sequence, self.worker,
        )  # fmt: skip


def _workers(world: Any) -> dict[UUID, list[UUID]]:
    """Team → its case workers, in a fixed order. One query."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Assignment.objects.filter(
        post__team__in=[team.pk for team, _zone in world.teams], post__role=access.CASE_WORKER,
        period__contains=world.today,
    ).order_by("post__title", "professional__last_name", "professional__first_name")  # fmt: skip
    for team, who in rows.values_list("post__team_id", "professional_id"):
        if who not in found[team]:
            found[team].append(who)
    return found


def _appointments(world: Any, workers: dict[UUID, list[UUID]]) -> Iterator[tuple[Any, ...]]:
    """The crowd's, worker by worker and day after day, never two at an hour."""
    known: dict[UUID, list[Any]] = defaultdict(list)
    for made in world.persons:
        known[made.team_id].append(made)
    for team, _zone in world.teams:
        for worker in workers.get(team.pk, ()):
            if known[team.pk]:
                yield from _diary(world, team, worker, known[team.pk])


def _diary(world: Any, team: Any, worker: UUID, known: list[Any]) -> Iterator[tuple[Any, ...]]:
    rng, moved = world.rng, list[tuple[UUID, Planned]]()
    for offset in range(-PAST, AHEAD):
        day = world.day(offset)
        if not is_open_day(day):
            continue
        full = 0.45 if offset < 0 else 0.5 if offset < 8 else 0.2
        for hour in [each for each in HOURS if rng.random() < full]:
            made, key = rng.choice(known), new_id()
            died = getattr(made, "died_on", None)
            if made.since > day or (died and died <= day):
                continue
            one = Planned(made.id, worker, team.pk, team.structure_id, day, hour, form=rng.choice(FORMS),
                          subject=rng.choice(SUBJECTS), papers=tuple(rng.choice(BAGS)))  # fmt: skip
            if moved:
                before_key, before = moved.pop()
                one.person, one.uid, one.sequence = before.person, before_key, 1
                before.moved_to = key
                yield before.row(before_key, world.today)
            elif offset < 6 and rng.random() < 0.06:
                one.status, one.by = "moved", rng.choice(("person", "service"))
                moved.append((key, one))
                continue
            if offset < 0:
                one.status = rng.choices(("came", "missed", "cancelled"), (80, 12, 8))[0]
                one.by = rng.choice(("person", "service")) if one.status == "cancelled" else ""
            yield one.row(key, world.today)


def _open(day: date, step: int) -> date:
    while not is_open_day(day):
        day += timedelta(days=step)
    return day


def _stories(world: Any) -> Iterator[tuple[Any, ...]]:
    """The older lady is met at home, missed one, had one moved; the young person comes with their papers."""
    west = world.teams[0][0]
    worker = uuid5(CAST, "keyworker")
    lady, young = uuid5(CAST, "older_lady"), uuid5(CAST, "young_person")

    def one(person: UUID, offset: int, hour: time, **more: Any) -> Planned:
        day = _open(world.day(offset), 1 if offset > 0 else -1)
        return Planned(person, worker, west.pk, west.structure_id, day, hour, **more)

    four, noon, key = time(16), time(13), new_id()
    before = one(
        lady, -6, four, status="moved", by="service", form="home", subject="Aide à domicile", moved_to=key
    )
    before_key = new_id()
    told = (
        (new_id(), one(lady, -58, four, status="came", form="home", subject="Première visite")),
        (new_id(), one(lady, -31, four, status="missed", subject="Dossier APA")),
        (new_id(), one(lady, -17, four, status="came", form="telephone", subject="Dossier APA")),
        (before_key, before),
        (key, one(lady, 2, four, form="home", subject="Aide à domicile", papers=("vitale", "tax"), uid=before_key,
                  sequence=1)),
        (new_id(), one(young, -44, noon, status="came", subject="Majorité : ce qui change")),
        (new_id(), one(young, -2, noon, status="missed", form="video", subject="Projet d'autonomie")),
        (new_id(), one(young, 5, noon, subject="Projet d'autonomie", papers=("identity", "rib"))),
    )  # fmt: skip
    for each_key, planned in told:
        yield planned.row(each_key, world.today)


def _rosters(world: Any, workers: dict[UUID, list[UUID]]) -> None:
    """Duty and backup in each team, in turn by day; one on call for all the teams, in turn by week."""
    teams = [team for team, _zone in world.teams if workers.get(team.pk)]
    if not teams:
        return
    now, rosters, served, turns = timezone.now(), [], [], list[tuple[Any, ...]]()
    monday, zone = rules.monday_of(world.today), timezone.get_default_timezone()
    weeks = [monday + timedelta(weeks=n) for n in range(-WEEKS_PAST, WEEKS_AHEAD)]

    def turn(roster: UUID, who: UUID, start: datetime, end: datetime) -> None:
        turns.append((new_id(), now, roster, who, DateTimeTZRange(start, end, "[)")))

    for team in teams:
        people = workers[team.pk]
        for shift, kind in enumerate(("duty", "backup") if len(people) > 1 else ("duty",)):
            roster = new_id()
            rosters.append((roster, now, kind, team.pk))
            served.append((new_id(), now, roster, team.pk, kind))
            for week in weeks:
                for slot in rules.office_slots(week, rules.closing_of(team.closes_at), zone):
                    turn(roster, people[(slot.day.toordinal() + shift) % len(people)], slot.starts, slot.ends)
    on_call, everyone = new_id(), sorted({who for team in teams for who in workers[team.pk]})
    rosters.append((on_call, now, "on_call", teams[0].pk))
    served += [(new_id(), now, on_call, team.pk, "on_call") for team in teams]
    first = [who for who in workers[teams[0].pk] if who in everyone]
    in_turn = [who for pair in zip(first, reversed(everyone), strict=False) for who in pair]
    for number, week in enumerate(weeks):
        for slot in rules.on_call_slots(week, rules.closing_of(teams[0].closes_at), zone):
            turn(on_call, in_turn[number % len(in_turn)], slot.starts, slot.ends)
    world.copy("agenda_roster", ("id", "created_at", "kind", "keeper_id"), rosters)
    world.copy("agenda_rosterteam", ("id", "created_at", "roster_id", "team_id", "kind"), served)
    world.copy("agenda_dutyturn", ("id", "created_at", "roster_id", "professional_id", "period"), turns)


def build(world: Any) -> None:
    """The rosters, then two seasons of appointments."""
    workers = _workers(world)
    _rosters(world, workers)
    world.copy("agenda_appointment", APPOINTMENT, _appointments(world, workers))
    world.copy("agenda_appointment", APPOINTMENT, _stories(world))


demo_parts.add("agenda", DemoStep("agenda", build, order=48))
