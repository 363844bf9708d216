"""Supports of the demonstration: two years of them, in their ordinary disorder, and the stories of the cast.

`Maker` invents plain rows from the seed; `loading.write` sends them by COPY, some thousands of persons at a time.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tuilage.core import access
from tuilage.core.database.keys import new_id
from tuilage.core.registries import DemoStep, demo_parts
from tuilage.foundation.organisations.models import Assignment
from tuilage.practice.support import sayings
from tuilage.practice.support.actions.standing import KEPT_AFTER
from tuilage.practice.support.kinds import form_of
from tuilage.practice.support.loading import batches, moment, span, write
from tuilage.practice.support.models import SupportKind
from tuilage.practice.support.rules import OVERLAP_DAYS, add_months
from tuilage.practice.support.stories import tell_cast
from tuilage.practice.support.stories_of_others import tell_others

SHARE = 0.4
DOMAINS = {"global": ["home", "rights", "work"], "aeb": ["money", "home"], "autonomy": ["work", "home", "digital"],
           "home": ["daily_life", "health", "ties"]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leader:
    """Who may lead supports in a team."""

    id: UUID
    post_id: UUID
    profession: str


def leaders_by_team() -> dict[UUID, list[Leader]]:
    """The case workers of each team. One query."""
    found: dict[UUID, list[Leader]] = defaultdict(list)
    rows = Assignment.objects.filter(post__role=access.CASE_WORKER).order_by(
        "post__profession__code", "post__title", "pk"
    )
    fields = ("post__team_id", "professional_id", "post_id", "post__profession__code")
    for team, professional, post, profession in rows.values_list(*fields):
        found[team].append(Leader(professional, post, profession))
    return found


@dataclass
class Maker:
    """Invents supports, person after person; `rows` gathers them by table."""

    rng: random.Random
    today: date
    kinds: dict[str, tuple[UUID, str, int]]
    leaders: dict[UUID, list[Leader]]
    forms: dict[str, UUID] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def person(self, made: Any, share: float = SHARE) -> None:
        """None, one or two supports of a made-up person, one after the other."""
        staff = self.leaders.get(made.team_id)
        alive = min(self.today, made.died_on or self.today)
        day = made.since + timedelta(days=self.rng.randint(2, 60))
        if not staff or self.rng.random() > share or day >= alive:
            return
        end = self._support(made, self._kind(made.age(day)), day, alive, staff)
        if end is not None and end + timedelta(days=60) < alive and self.rng.random() < 0.2:
            self._support(made, "global", end + timedelta(days=30), alive, staff)

    def _kind(self, age: int) -> str:
        if age < 25:
            return "autonomy"
        weights = (1, 2, 6) if age >= 65 else (6, 4, 0)
        return self.rng.choices(("global", "aeb", "home"), weights)[0]

    def _support(self, made: Any, code: str, proposed: date, alive: date, staff: list[Leader]) -> date | None:
        """One support; the day it ended, if it did."""
        rng = self.rng
        kind_id, label, months = self.kinds[code]
        leader = (
            rng.choice([one for one in staff if "adviser" in one.profession] or staff)
            if code == "aeb"
            else rng.choice(staff)
        )
        support = {
            "id": new_id(), "created_at": moment(proposed), "version": 1, "person_id": made.id, "team_id": made.team_id,
            "kind_id": kind_id, "terms_id": kind_id, "form_id": self.forms.get(code), "voluntary": True, "status": "proposed",
            "origin": rng.choice(("spontaneous", "proposed", "proposed")), "proposed_on": proposed,
            "proposed_by_id": leader.id, "domains": DOMAINS[code], "own_words": rng.choice(sayings.WISHES[code]),
            "adhesion_how": "", "months": None, "lasting": code == "home" and rng.random() < 0.2, "pace": "ordinary",
        }  # fmt: skip
        self.rows["support_support"].append(support)
        adhesion = proposed + timedelta(days=rng.randint(0, 12))
        start = adhesion + timedelta(days=rng.randint(5, 30))
        if rng.random() < 0.12 and adhesion < alive:
            support |= {
                "status": "abandoned",
                "abandoned_on": adhesion,
                "abandoned_because": rng.choice(sayings.WHY_ASIDE),
            }
            return None
        if start >= alive:
            self._prepare(support, code, adhesion)
            return None
        return self._run(support, made, (code, label, months), (adhesion, start, alive), leader, staff)

    def _prepare(self, support: dict[str, Any], code: str, adhesion: date) -> None:
        """Recent ones: some agreed already, some not."""
        if adhesion <= self.today:
            support |= {"status": "preparing", "preparing_since": adhesion}
            self._adhere(support, adhesion)
            if self.rng.random() < 0.6:
                self._goals(support, code, adhesion, None)

    def _adhere(self, support: dict[str, Any], day: date) -> None:
        how = "signed" if self.rng.random() < 0.85 else "oral"
        support |= {
            "adhesion_on": day,
            "adhesion_how": how,
            "adhesion_recorded_by_id": support["proposed_by_id"],
        }

    def _run(
        self, support: dict[str, Any], made: Any, kind: tuple[str, str, int], days: tuple[date, date, date],
        leader: Leader, staff: list[Leader],
    ) -> date | None:  # fmt: skip
        """A support that started: led, reviewed, perhaps handed over, perhaps ended."""
        rng, (code, label, usual), (adhesion, start, alive) = self.rng, kind, days
        self._adhere(support, adhesion)
        months = max(2, usual + rng.randint(-2, 6))
        planned = add_months(start, months)
        end: date | None = planned + timedelta(days=rng.randint(-60, 90))
        if made.died_on is not None:
            end = max(min(end or alive, alive), start + timedelta(days=1))
        elif end is None or end > self.today or support["lasting"] or rng.random() < 0.05:
            end = None
        support |= {
            "status": "engaged", "months": months, "started_on": start, "planned_end": planned,
            "running": span(start, end), "power_before": rng.choice((None, 1, 2, 2, 3)),
        }  # fmt: skip
        if leader.profession == "social-worker":
            text = "" if rng.random() < 0.5 else "Avis de l’équipe : commencer par le plus urgent."
            support |= {
                "team_opinion_on": adhesion, "team_opinion": rng.choice(("favourable", "advice")),
                "team_opinion_text": text, "team_opinion_by_id": leader.id,
            }  # fmt: skip
        goals = self._goals(support, code, adhesion, end)
        self._agreed(support, goals, label, start, leader)
        self._steps(support, goals, start, end, leader)
        self._reviews(support, start, end, leader)
        self._led(support, start, end, leader, staff, label)
        if end is not None:
            self._end(support, end, made.died_on is not None)
            if support["closure_reason"] not in ("death", "lost", "moved"):
                self._since(support, end, leader.id)
        elif rng.random() < 0.06:
            support["pace"] = rng.choice(("light", "paused"))
        return end

    def _goals(self, support: dict[str, Any], code: str, day: date, end: date | None) -> list[dict[str, Any]]:
        rng = self.rng
        chosen = rng.sample(sayings.GOALS[code], k=rng.choice((1, 2, 2, 3)))
        goals = []
        for position, (sentence, baseline, target) in enumerate(chosen, 1):
            status = (
                rng.choices(("reached", "partly", "not", "dropped"), (50, 25, 18, 7))[0] if end else "open"
            )
            goals.append({
                **self._part(support, day), "version": 1, "position": position, "sentence": sentence,
                "baseline": baseline, "target": target, "set_with_person_on": day, "status": status,
                "reached_on": end if status == "reached" else None,
            })  # fmt: skip
        self.rows["support_goal"] += goals
        for sentence in rng.sample(sayings.CRITERIA, k=rng.choice((1, 2, 2))):
            answer = rng.choices(("met", "partly", "not_met"), (50, 30, 20))[0] if end else ""
            self.rows["support_criterion"].append({
                **self._part(support, day), "sentence": sentence, "fixed_on": day, "answer": answer, "answered_on": end,
            })  # fmt: skip
        return goals

    def _agreed(
        self, support: dict[str, Any], goals: list[dict[str, Any]], label: str, start: date, leader: Leader
    ) -> None:
        """The first version of the project; why one that is meant to last is."""
        if support["lasting"]:
            support["lasting_because"] = self.rng.choice(sayings.WHY_LASTING)
        content = {
            "kind": label, "own_words": support["own_words"], "domains": support["domains"], "months": support["months"],
            "planned_end": support["planned_end"].isoformat(), "lasting": support["lasting"], "headings": [],
            "goals": [
                {"sentence": goal["sentence"], "words": "", "baseline": goal["baseline"], "target": goal["target"]}
                for goal in goals
            ],
            "criteria": [row["sentence"] for row in self.rows["support_criterion"][-3:] if row["support_id"] == support["id"]],
        }  # fmt: skip
        self.rows["support_planversion"].append({
            **self._part(support, start), "number": 1, "agreed_on": start, "how": support["adhesion_how"], "why": "start",
            "recorded_by_id": leader.id, "content": json.dumps(content),
        })  # fmt: skip

    def _steps(
        self,
        support: dict[str, Any],
        goals: list[dict[str, Any]],
        start: date,
        end: date | None,
        leader: Leader,
    ) -> None:
        rng, last = self.rng, end or self.today
        for what, by in rng.sample(sayings.STEPS, k=rng.randint(0, 4)):
            due = start + timedelta(days=rng.randint(5, 200))
            done = due + timedelta(days=rng.randint(-4, 20)) if due < last and rng.random() < 0.8 else None
            self.rows["support_step"].append({
                **self._part(support, start), "goal_id": rng.choice(goals)["id"], "what": what, "by": by,
                "professional_id": leader.id if by == "professional" else None, "due_on": due,
                "done_on": min(done, last) if done else None,
            })  # fmt: skip

    def _reviews(self, support: dict[str, Any], start: date, end: date | None, leader: Leader) -> None:
        rng, last = self.rng, end or self.today
        day = start + timedelta(days=rng.randint(60, 120))
        while day < last:
            following = day + timedelta(days=rng.randint(70, 120))
            self.rows["support_review"].append({
                **self._part(support, day), "held_on": day, "person_rating": rng.randint(2, 5),
                "person_words": rng.choice(sayings.REVIEWS), "professional_rating": rng.randint(2, 5),
                "professional_words": rng.choice(sayings.SEEN), "held_by_id": leader.id, "next_on": following,
            })  # fmt: skip
            # Some are forgotten: that is what the clock is for.
            day = following if rng.random() < 0.85 else last

    def _led(
        self,
        support: dict[str, Any],
        start: date,
        end: date | None,
        leader: Leader,
        staff: list[Leader],
        label: str,
    ) -> None:
        """Who answers: one all along for most; handed over for some; held by the post for a few."""
        rng, chance = self.rng, self.rng.random()
        others = [one for one in staff if one.id != leader.id]
        length = ((end or self.today + timedelta(days=40)) - start).days
        if chance < 0.15 and others and length > OVERLAP_DAYS + 30:
            passes = start + timedelta(days=rng.randint(OVERLAP_DAYS + 10, length - 5))
            self._hand_over(support, start, passes, end, leader, rng.choice(others), label)
        elif chance < 0.18 and others and length > 120:
            away = start + timedelta(days=rng.randint(30, 60))
            back = away + timedelta(days=rng.randint(15, 40))
            self._keyworker(support, leader, start, away, end, label)
            self._keyworker(support, leader, away, back, end, "Poste vacant", post=True)
            self._keyworker(support, rng.choice(others), back, end, end, label)
        else:
            self._keyworker(support, leader, start, end, end, label)

    def _hand_over(
        self,
        support: dict[str, Any],
        start: date,
        passes: date,
        end: date | None,
        old: Leader,
        new: Leader,
        label: str,
    ) -> None:
        begins = passes - timedelta(days=self.rng.choice((14, OVERLAP_DAYS)))
        begins = max(begins, start + timedelta(days=1))
        done = passes <= self.today
        met = begins + timedelta(days=3)
        met_on = met if met < passes and met <= self.today and self.rng.random() < 0.7 else None
        handover = {
            **self._part(support, begins), "version": 1, "from_professional_id": old.id, "to_professional_id": new.id,
            "to_team_id": support["team_id"], "starts_on": begins, "passes_on": passes,
            "reason": self.rng.choice(sayings.WHY_HANDOVER), "met_on": met_on, "planned_by_id": old.id,
            "checklist": json.dumps({"told": True, "met": met_on is not None}),
            "status": "passed" if done else "running" if begins <= self.today else "planned",
        }  # fmt: skip
        self.rows["support_handover"].append(handover)
        self._keyworker(support, old, start, passes, end, label)
        self._keyworker(support, new, begins, passes, end, label, lane="incoming", handover=handover["id"])
        self._keyworker(support, new, passes, end, end, label, handover=handover["id"])

    def _keyworker(
        self, support: dict[str, Any], who: Leader, since: date, until: date | None, end: date | None, label: str,
        lane: str = "responsible", handover: UUID | None = None, post: bool = False,
    ) -> None:  # fmt: skip
        """A keyworker's period and their place in the circle."""
        place = {
            **self._row(since), "person_id": support["person_id"], "professional_id": None if post else who.id,
            "team_id": support["team_id"], "role": "incoming" if lane == "incoming" else "keyworker", "ground": label,
            "period": span(since, until + KEPT_AFTER if until and until == end and lane == "responsible" else until),
        }  # fmt: skip
        self.rows["sharing_participation"].append(place)
        self.rows["support_keyworker"].append({
            **self._part(support, since), "professional_id": None if post else who.id,
            "post_id": who.post_id if post else None, "period": span(since, until), "lane": lane,
            "handover_id": handover, "participation_id": place["id"], "ground": label,
        })  # fmt: skip

    def _end(self, support: dict[str, Any], end: date, died: bool) -> None:
        rng = self.rng
        reason = "death" if died else rng.choices(
            ("reached", "term", "wish", "relay", "moved", "lost"), (35, 25, 10, 12, 8, 10))[0]  # fmt: skip
        mute = reason in ("death", "lost")
        support |= {
            "status": "closed", "closed_on": end, "closure_reason": reason,
            "person_evaluation": "" if mute else rng.choice(sayings.ENDS), "person_rating": None if mute else rng.randint(2, 5),
            "evaluation_missing": "La personne ne pouvait plus être jointe" if mute else "",
            "exit_plan": rng.choice(sayings.NEXT), "power_after": None if mute else rng.choice((None, 2, 3, 4, 4)),
            "results": [] if mute else rng.sample(("home", "rights", "work", "part_time", "iae", "recognition", "ties"), k=rng.randint(0, 2)),
        }  # fmt: skip

    def _since(self, support: dict[str, Any], end: date, leader: UUID) -> None:
        """Three months after: asked, or still to be asked."""
        asked = end + timedelta(days=90 + self.rng.randint(-5, 20))
        if self.rng.random() < 0.4 or asked > self.today:
            support["follow_up_on"] = asked if asked > self.today - timedelta(days=30) else None
            return
        self.rows["support_followup"].append({
            **self._part(support, asked), "on": asked, "reached": "told", "words": self.rng.choice(sayings.SINCE),
            "rating": self.rng.randint(2, 5), "by_id": leader,
        })  # fmt: skip

    def _row(self, day: date) -> dict[str, Any]:
        return {"id": new_id(), "created_at": moment(day)}

    def _part(self, support: dict[str, Any], day: date) -> dict[str, Any]:
        return {**self._row(day), "support_id": support["id"], "person_id": support["person_id"]}


def build(world: Any) -> None:
    """Two years of supports for `world.persons`."""
    kinds = {kind.code: (kind.pk, kind.label, kind.default_months) for kind in SupportKind.objects.all()}
    forms = {kind.code: form.pk for kind in SupportKind.objects.all() if (form := form_of(kind)) is not None}
    maker = Maker(world.rng, world.today, kinds, leaders_by_team(), forms)
    for some in batches(world.persons):
        for made in some:
            maker.person(made)
        write(world, maker.rows)


def tell(world: Any) -> None:
    """The stories of the cast, then those of some people of the crowd."""
    tell_cast(world.today)
    tell_others(world.today)


demo_parts.add("support", DemoStep("support", build, order=70))
demo_parts.add("support stories", DemoStep("support stories", tell, order=570))
