"""Two years of reception, made up: ordinary requests, some urgent, most answered, a few still waiting; the cast's stories.

`Maker` invents plain rows from the seed; `build` writes them by COPY, some thousands of persons at a time.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tuilage.core import access
from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts, load_checks
from tuilage.foundation.organisations.models import Assignment

from . import counter_demo, protection_demo, rules
from .counter_demo import REQUEST
from .models import AnswerKind, Domain, Theme
from .sayings import CHANNELS, DANGERS, KINDS, PLACES, REASONS, REPLIES, SAYINGS
from .stories import CLOSES, OPENS, Rows, stories

ACTION = ("id", "created_at", "request_id", "author_id", "acted_at", "what", "relay")
DIAGNOSIS = (
    "id", "created_at", "person_id", "request_id", "team_id", "author_id", "held_on", "own_words", "understanding",
    "tier", "based_on_id",
)  # fmt: skip
DOMAIN = ("id", "created_at", "diagnosis_id", "domain_id", "own_words", "wants", "can", "hinders", "helps")
ANSWER = (
    "id", "created_at", "request_id", "team_id", "author_id", "kind_id", "answered_at", "text", "referred_to",
    "made_up_by", "made_up_reason", "tier", "support_key", "undone_at", "undone_why",
)  # fmt: skip

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in a team, by what reception asks of them."""

    desk: list[UUID]
    duty: list[UUID]


class Maker:
    """Invents the receptions of persons, one after the other."""

    def __init__(
        self,
        rng: random.Random,
        today: date,
        staff: dict[UUID, Staff],
        kinds: dict[str, UUID],
        domains: dict[str, UUID],
    ) -> None:
        self.rng, self.today, self.staff, self.kinds, self.domains = rng, today, staff, kinds, domains
        self.zone = timezone.get_default_timezone()

    def receptions(self, person: UUID | None, team: UUID, since: date, until: date, old: bool) -> Rows:
        """The requests of somebody between two days, each with what came of it."""
        rows, rng = Rows(), self.rng
        if team not in self.staff or until < since:
            return rows
        days = sorted(
            since + timedelta(days=int((until - since).days * rng.random())) for _ in range(self._times())
        )
        before: UUID | None = None
        for turn, day in enumerate(days):
            request = self._request(
                rows, person, team, self._moment(since if turn == 0 else day), turn == 0, old
            )
            if person is not None and rng.random() < 0.22:
                before = self._diagnosis(rows, person, team, request, before)
        return rows

    def _times(self) -> int:
        return self.rng.choices((1, 2, 3, 4, 6), (52, 26, 12, 7, 3))[0]

    def _moment(self, day: date) -> datetime:
        """Some minute of an opening day; now and then in the evening, by telephone."""
        while not rules.is_open_day(day):
            day += timedelta(days=1)
        minutes = self.rng.randint(0, 505) if self.rng.random() > 0.02 else self.rng.randint(520, 700)
        return rules.at(day, OPENS, self.zone) + timedelta(minutes=minutes)

    def _request(
        self, rows: Rows, person: UUID | None, team: UUID, at: datetime, first: bool, old: bool
    ) -> tuple[UUID, datetime, str]:
        rng, staff = self.rng, self.staff[team]
        desk = rng.choice(staff.desk)
        urgent = rng.random() < 0.07
        danger = rng.choice(DANGERS) if urgent else None
        theme = danger[2] if danger else rng.choice(list(SAYINGS))
        words = danger[1] if danger else rng.choice(SAYINGS[theme][0])
        now = rules.at(self.today, CLOSES, self.zone) - timedelta(days=1)
        if at > now:
            at = self._moment(self.today - timedelta(days=rng.randint(4, 30)))
        age = (now - at).days
        status = self._status(age, urgent)
        closed = (
            min(at + timedelta(minutes=rng.choice((5, 20, 90, 1440, 4320, 11520))), now)
            if status in rules.CLOSED
            else None
        )
        request, key_ = new_id(), theme if theme in SAYINGS else "family"
        path = "unknown" if person is None else "first" if first else "continued"
        due = rules.due_at(at, OPENS, CLOSES, self.zone) if urgent else None
        worker = rng.choice(staff.duty)
        seen = at + timedelta(minutes=rng.randint(10, 80))
        outside = (
            ("Un autre service vient d’abord pour cela.", rng.choice(PLACES))
            if status == "out_of_scope"
            else ("", "")
        )
        themes = [theme] if rng.random() < 0.85 else []
        rows.requests.append((
            request, at, 1, person, team, desk, at, rng.choices(*CHANNELS)[0], path, words, themes, "team",
            old or rng.random() < 0.06, status, closed, urgent, desk if urgent else None, at if urgent else None, due,
            worker if danger else None, seen if danger else None, True if danger else None, danger[0] if danger else "", "",
            *outside,
        ))  # fmt: skip
        if danger and due is not None:
            acted = (
                due - timedelta(minutes=rng.randint(5, 30))
                if rng.random() < 0.94
                else due + timedelta(hours=20)
            )
            acted = min(max(acted, at), max(closed or acted, at))
            rows.actions.append((new_id(), acted, request, worker, acted, danger[3], danger[4]))
        if status == "answered" and closed is not None:
            self._answers(rows, request, team, worker if rng.random() < 0.4 else desk, at, closed)
        return request, at, key_

    def _status(self, age: int, urgent: bool) -> str:
        chance = self.rng.random()
        if age > 30 or urgent:
            return "out_of_scope" if chance < 0.04 and not urgent else "answered"
        if chance < 0.12:
            return "waiting" if chance < 0.07 else "in_progress"
        return "out_of_scope" if chance < 0.15 else "answered"

    def _answers(
        self, rows: Rows, request: UUID, team: UUID, author: UUID, at: datetime, closed: datetime
    ) -> None:
        rng = self.rng
        for _turn in range(1 if rng.random() < 0.85 else 2):
            kind = rng.choices(*KINDS)[0]
            texts, place = REPLIES[kind]
            made_up = reason = ""
            if kind in ("right", "aid"):
                made_up = "person" if rng.random() < 0.88 else "professional"
                reason = rng.choice(REASONS) if made_up == "professional" else ""
            undone = (
                closed + timedelta(minutes=2)
                if rng.random() < 0.004 and closed - at < timedelta(hours=3)
                else None
            )
            rows.answers.append((
                new_id(), closed, request, team, author, self.kinds[kind], closed, rng.choice(texts),
                rng.choice(PLACES) if place else "", made_up, reason, "shared", None, undone,
                "Erreur de personne" if undone else "",
            ))  # fmt: skip
            if undone:
                rows.answers.append((
                    new_id(), closed, request, team, author, self.kinds["information"], closed + timedelta(minutes=4),
                    "Réponse reprise pour la bonne personne.", "", "", "", "shared", None, None, "",
                ))  # fmt: skip

    def _diagnosis(
        self, rows: Rows, person: UUID, team: UUID, request: tuple[UUID, datetime, str], before: UUID | None
    ) -> UUID:
        rng = self.rng
        asked, at, theme = request
        said, domain, wants, can, hinders, helps = SAYINGS[theme]
        held = min(
            at + timedelta(days=rng.randint(0, 12)),
            rules.at(self.today, CLOSES, self.zone) - timedelta(days=1),
        )
        version = new_id()
        author = rng.choice(self.staff[team].duty)
        rows.diagnoses.append((
            version, held, person, asked, team, author, held.date(), rng.choice(said),
            "Nous regardons d’abord ce qui presse, puis le reste." if rng.random() < 0.5 else "", "shared", before,
        ))  # fmt: skip
        for name in dict.fromkeys((domain, rng.choice(list(self.domains)))):
            mine = name == domain
            rows.domains.append((
                new_id(), held, version, self.domains[name], rng.choice(said) if mine else "Rien de particulier à dire",
                wants if mine else "", can if mine else "", hinders if mine else "", helps if mine else "",
            ))  # fmt: skip
        return version


def staff_by_team() -> dict[UUID, Staff]:
    """Who receives and who is on duty, in each team that has both."""
    found: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    held = Assignment.objects.filter(post__role__in=access.TEAM_ROLES).order_by("pk")
    for team, who, role in held.values_list("post__team_id", "professional_id", "post__role"):
        found[team][role].append(who)
    staff = {}
    for team, roles in found.items():
        duty = roles[access.CASE_WORKER] or roles[access.HEAD_OF_SERVICE]
        if duty:
            staff[team] = Staff(roles[access.SECRETARY] or duty, duty)
    return staff


def batches(persons: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Persons, some thousands at a time."""
    rest = iter(persons)
    while batch := list(islice(rest, size)):
        yield batch


def made_up(maker: Maker, persons: Sequence[Any]) -> Rows:
    """The receptions of a batch of persons, and some of people who gave no name."""
    total = Rows()
    for made in persons:
        died = getattr(made, "died_on", None)
        until = min(maker.today, died) if died else maker.today
        born = getattr(made, "born", None)
        old = born is not None and not 18 <= (maker.today - born).days / 365.25 < 80
        shares = [maker.receptions(made.id, made.team_id, made.since, until, old)]
        if maker.rng.random() < 0.05:
            shares.append(
                maker.receptions(
                    None, made.team_id, max(made.since, maker.today - timedelta(days=400)), maker.today, False
                )
            )
        for share in shares:
            for name in Rows.__slots__:
                getattr(total, name).extend(getattr(share, name))
    return total


def write(world: Any, rows: Rows) -> None:
    """Write a batch, parents first: a closed urgency comes before what was done, checked when both are there."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints reception_request_urgent_act deferred")
    world.copy("reception_request", REQUEST, rows.requests)
    world.copy("reception_urgencyaction", ACTION, rows.actions)
    with connection.cursor() as cursor:
        cursor.execute("set constraints reception_request_urgent_act immediate")
    world.copy("reception_diagnosis", DIAGNOSIS, rows.diagnoses)
    world.copy("reception_diagnosisdomain", DOMAIN, rows.domains)
    world.copy("reception_answer", ANSWER, rows.answers)


def build(world: Any) -> None:
    """Two years of reception for `world.persons`, then the cast's stories."""
    kinds = {kind.code: kind.pk for kind in AnswerKind.objects.all()}
    domains = {domain.code: domain.pk for domain in Domain.objects.all()}
    staff = staff_by_team()
    maker = Maker(world.rng, world.today, staff, kinds, domains)
    for batch in batches(world.persons):
        rows = made_up(maker, batch)
        write(world, rows)
        world.copy(
            "reception_escalation", counter_demo.ESCALATION, counter_demo.climbed(rows.requests, staff)
        )
    now = timezone.now()
    told = stories(world.today, now, kinds, domains)
    write(world, told)
    themes = list(Theme.objects.values_list("code", flat=True))
    write_counter(world, counter_demo.counter(world.rng, world.today, now, staff, themes))
    running = next(
        (dict(zip(REQUEST, row, strict=True)) for row in told.requests if row[13] == "waiting"), {}
    )
    write_counter(world, counter_demo.cast_counter(now, running.get("id"), running.get("signalled_at")))
    protection_demo.build(world)


def write_counter(world: Any, rows: counter_demo.CounterRows) -> None:
    """Write the rows of the counter, passages before the messages that hang on them."""
    world.copy("reception_passage", counter_demo.PASSAGE, rows.passages)
    world.copy("reception_message", counter_demo.MESSAGE, rows.messages)
    world.copy("reception_heldreception", counter_demo.HELD, rows.held)
    world.copy("reception_escalation", counter_demo.ESCALATION, rows.escalations)
    world.copy("reception_feedbackslip", counter_demo.SLIP, rows.slips)


load_checks.add(
    "reception_request.reception_request_urgent_act",
    "select count(*) from reception_request r where r.urgent and r.status in ('answered', 'out_of_scope')"
    " and not exists (select from reception_urgencyaction a where a.request_id = r.id)",
)
demo_parts.add("reception", DemoStep("reception", build, order=50))
