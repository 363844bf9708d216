"""The path at random: any act of any of the cast, in any order, on any day; each is done whole, or refused whole.

After every step the database is asked, as the clock, whether a support was left without a responsible keyworker,
without a circle, or with two at once. A step may crash before its end: then nothing of it is there. A step may be
sent twice: then it counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cast import Cast
from tuilage.core.database.clock import as_if, today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.keys import new_id
from tuilage.core.forms import idempotency
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.actions import note_absence
from tuilage.foundation.organisations.models import Post
from tuilage.foundation.people.actions import create_person
from tuilage.practice.reception import actions as reception
from tuilage.practice.reception import urgency
from tuilage.practice.reception.models import Request
from tuilage.practice.support import actions
from tuilage.practice.support.actions import attributing, handing_over, leaving, naming
from tuilage.practice.support.models import (
    Attribution,
    ClosureBatch,
    CoWorker,
    Goal,
    Handover,
    Support,
)

Act = Callable[[Actor], object]
LEADERS = ("adviser", "keyworker", "neighbour")
ANYBODY = st.sampled_from(["adviser", "keyworker", "neighbour", "head", "secretary"])
LEADER = st.sampled_from(LEADERS)
WHICH = st.integers(0, 40)
DAYS = st.integers(-20, 45)
CRASH = st.sampled_from([False] * 9 + [True])
MOST_PERSONS = 6

# One row per fault; the clock reads every support.
FAULTS = """
select 'nobody answers', s.id from support_support s where s.running is not null and not coalesce(
    (select range_agg(k.period) from support_keyworker k where k.support_id = s.id and k.lane = 'responsible'),
    '{}'::datemultirange) @> s.running
union all
select 'two answer', k.support_id from support_keyworker k join support_keyworker o
    on o.support_id = k.support_id and o.lane = k.lane and o.id <> k.id and o.period && k.period
union all
select 'beside without a handover', k.support_id from support_keyworker k
 where k.lane = 'incoming' and k.handover_id is null
union all
select 'engaged without an agreement', s.id from support_support s
 where s.status = 'engaged' and s.voluntary and s.adhesion_on is null and s.resumed_on is null
union all
select 'engaged without a goal', s.id from support_support s
 where s.status = 'engaged' and s.voluntary and s.resumed_on is null
   and not exists (select from support_goal g where g.support_id = s.id)
"""
# A running support whose person nobody is around any more would be an orphan.
ORPHANS = """
select s.id from support_support s where s.status = 'engaged' and not exists (
    select from sharing_participation p where p.person_id = s.person_id and p.period @> %s::date)
"""


class Crash(Exception):
    """The process dies here, before its transaction is over."""


class ThePath(RuleBasedStateMachine):
    """Acts of the cast. `cast` and `steps` are set by the test that runs the machine."""

    cast: Cast
    steps: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.day = today()
        self.persons: list[UUID] = [self.cast.older_lady, self.cast.young_person]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # How a step is taken -------------------------------------------------------------------------------------

    def do(self, who: str, act: Act, crash: bool = False) -> None:
        """Act as somebody: done whole, refused whole with a sentence, or crashed without a trace."""
        before = self.rows() if crash else None
        try:
            with as_if(self.day), acting(self.cast.actor(who)) as actor:
                act(actor)
                if crash:
                    raise Crash
            self.steps.append("done")
        except Refused as refusal:
            assert str(refusal).strip()  # noqa: PT017 (a refusal says why)
            self.steps.append("refused")
        except Crash:
            self.steps.append("crashed")
            assert self.rows() == before

    def clock(self) -> None:
        """What the worker does each hour."""
        with as_if(self.day), acting(system("clock")):
            handing_over.pass_due_handovers(self.day)
            handing_over.keep_answered(self.day)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with as_if(self.day), acting(system("demo")), connection.cursor() as cursor:
            yield cursor

    def rows(self) -> list[Any]:
        """How much of everything there is, and its versions."""
        with self.reading() as cursor:
            cursor.execute(
                "select (select count(*) || ' ' || coalesce(sum(version), 0) from support_support),"
                " (select count(*) || ' ' || coalesce(string_agg(period::text, ',' order by id), '')"
                "    from support_keyworker),"
                " (select count(*) from support_handover), (select count(*) from sharing_participation),"
                " (select count(*) from reception_request), (select count(*) from support_goal)"
            )
            return list(cursor.fetchone())

    def pick(self, who: str, model: Any, which: int, **kept: Any) -> Any:
        """One of the rows that somebody sees, whichever; None without any. What is hidden has no page to act from."""
        with as_if(self.day), acting(self.cast.actor(who)):
            found = list(model.objects.filter(**kept).order_by("created_at", "pk")[:40])
        return found[which % len(found)] if found else None

    def on(self, offset: int) -> date:
        return self.day + timedelta(days=offset)

    def person(self, which: int) -> UUID:
        return self.persons[which % len(self.persons)]

    # Reception -------------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.clock()

    @precondition(lambda self: len(self.persons) < MOST_PERSONS)
    @rule(who=ANYBODY, number=st.integers(0, 10**6), crash=CRASH)
    def somebody_new(self, who: str, number: int, crash: bool) -> None:
        made: list[UUID] = []
        fields = {"birth_name": f"Nom{number}", "first_names": "Ana", "birth_year": 1990}
        self.do(who, lambda actor: made.append(create_person(actor, fields, confirmed=True).pk), crash)
        if made and not crash:
            self.persons.append(made[0])

    @rule(who=ANYBODY, which=WHICH, urgent=st.booleans(), crash=CRASH)
    def receive(self, who: str, which: int, urgent: bool, crash: bool) -> None:
        self.do(who, lambda actor: reception.receive(
            actor, self.person(which), "desk", "Je n'ai plus de chauffage", urgent=urgent), crash)  # fmt: skip

    @rule(who=ANYBODY, which=WHICH)
    def receive_sent_twice(self, who: str, which: int) -> None:
        """The same form arrives twice: the key keeps the first answer, and one request is there."""
        key, path = new_id(), "/accueil/"

        def twice(actor: Actor) -> None:
            before = Request.objects.count()
            for attempt in (1, 2):
                kept = idempotency.claim(key, "same content", actor, path)
                assert (kept is None) == (attempt == 1)
                if kept is None:
                    made = reception.receive(
                        actor, self.person(which), "desk", "Une facture que je ne comprends pas"
                    )
                    from django.http import HttpResponse

                    answer = HttpResponse(status=303, headers={"Location": f"/accueil/demandes/{made.pk}/"})
                    idempotency.settle(key, "same content", answer)
            assert Request.objects.count() == before + 1

        self.do(who, twice)

    @rule(who=ANYBODY, which=WHICH, danger=st.booleans(), crash=CRASH)
    def qualify(self, who: str, which: int, danger: bool, crash: bool) -> None:
        asked = self.pick(who, Request, which, urgent=True)
        if asked:
            kind = "cold" if danger else ""
            self.do(who, lambda actor: urgency.qualify_urgency(
                actor, asked, asked.version, danger, kind, "Il gèle la nuit", urgent=danger), crash)  # fmt: skip

    @rule(who=ANYBODY, which=WHICH, crash=CRASH)
    def answer(self, who: str, which: int, crash: bool) -> None:
        asked = self.pick(who, Request, which)
        if asked:
            given = reception.Given("information", "Voici à qui vous adresser")
            self.do(who, lambda actor: reception.answer(actor, asked, given, asked.version), crash)

    # From a proposal to a start --------------------------------------------------------------------------------

    @rule(who=ANYBODY, which=WHICH, kind=st.sampled_from(["aeb", "global", "autonomy"]), crash=CRASH)
    def propose(self, who: str, which: int, kind: str, crash: bool) -> None:
        self.do(who, lambda actor: actions.propose(
            actor, self.person(which), kind, "proposed", "Tenir mon budget", ["money"]), crash)  # fmt: skip

    @rule(
        who=ANYBODY, which=WHICH, how=st.sampled_from(["oral", "signed", "guessed"]), offset=DAYS, crash=CRASH
    )
    def adhere(self, who: str, which: int, how: str, offset: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.record_adhesion(actor, support, how, self.on(offset)), crash)

    @rule(who=ANYBODY, which=WHICH, crash=CRASH)
    def take_back(self, who: str, which: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.take_back_adhesion(actor, support), crash)

    @rule(who=LEADER, which=WHICH, said=st.sampled_from(["Payer à temps", ".", " "]), crash=CRASH)
    def goal(self, who: str, which: int, said: str, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.add_goal(actor, support, said), crash)

    @rule(who=LEADER, which=WHICH, crash=CRASH)
    def criterion(self, who: str, which: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.add_criterion(actor, support, "Trois factures payées"), crash)

    @rule(who=LEADER, which=WHICH, months=st.integers(0, 30), crash=CRASH)
    def duration(self, who: str, which: int, months: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.set_duration(actor, support, months), crash)

    @rule(which=WHICH, opinion=st.sampled_from(["favourable", "advice", "against"]), crash=CRASH)
    def regulation(self, which: int, opinion: str, crash: bool) -> None:
        support = self.pick("head", Support, which)
        if support:
            self.do(
                "head",
                lambda actor: actions.record_team_opinion(actor, support, opinion, "Vu ensemble"),
                crash,
            )

    @rule(who=LEADER, which=WHICH, to=LEADER)
    def prepare_whole(self, who: str, which: int, to: str) -> None:
        """What a good week does: all that is asked for, then the start."""
        support = self.pick(who, Support, which, status__in=["proposed", "preparing"])
        if support is None:
            return
        self.do(who, lambda actor: actions.record_adhesion(actor, support, "signed"))
        self.do(who, lambda actor: actions.add_goal(actor, support, "Payer l'énergie sans retard"))
        self.do(who, lambda actor: actions.add_criterion(actor, support, "Trois factures payées à temps"))
        self.do(who, lambda actor: actions.set_duration(actor, support, 6))
        self.do(
            "head", lambda actor: actions.record_team_opinion(actor, support, "favourable", "Vu ensemble")
        )
        self.do(who, lambda actor: actions.engage(actor, support, self.day, getattr(self.cast, to)))

    @rule(who=ANYBODY, which=WHICH, offset=DAYS, to=LEADER, crash=CRASH)
    def engage(self, who: str, which: int, offset: int, to: str, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(
                who,
                lambda actor: actions.engage(actor, support, self.on(offset), getattr(self.cast, to)),
                crash,
            )

    @rule(who=LEADER, which=WHICH, crash=CRASH)
    def abandon(self, who: str, which: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.abandon(actor, support, "Elle préfère attendre"), crash)

    @rule(who=LEADER, which=WHICH, since=st.integers(-400, 5), to=LEADER, crash=CRASH)
    def resume(self, who: str, which: int, since: int, to: str, crash: bool) -> None:
        self.do(who, lambda actor: actions.resume(
            actor, self.person(which), "global", self.on(since), getattr(self.cast, to)), crash)  # fmt: skip

    # While it runs ---------------------------------------------------------------------------------------------

    @rule(who=LEADER, which=WHICH, rating=st.integers(-1, 7), crash=CRASH)
    def review(self, who: str, which: int, rating: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.hold_review(
                actor, support, person_rating=rating, person_words="Ça avance", professional_rating=3), crash)  # fmt: skip

    @rule(who=LEADER, which=WHICH, crash=CRASH)
    def reach(self, who: str, which: int, crash: bool) -> None:
        goal = self.pick(who, Goal, which)
        if goal:
            self.do(who, lambda actor: actions.reach_goal(actor, goal, "reached"), crash)

    @rule(who=LEADER, which=WHICH, until=DAYS, crash=CRASH)
    def prolong(self, who: str, which: int, until: int, crash: bool) -> None:
        support = self.pick(who, Support, which)
        if support:
            self.do(who, lambda actor: actions.prolong(actor, support, self.on(until)), crash)

    @rule(who=ANYBODY, which=WHICH, to=LEADER, starts=DAYS, length=st.integers(-2, 40), crash=CRASH)
    def plan_handover(self, who: str, which: int, to: str, starts: int, length: int, crash: bool) -> None:
        support = self.pick(who, Support, which, status="engaged")
        if support:
            first = self.on(starts)
            self.do(who, lambda actor: actions.plan_handover(
                actor, support, getattr(self.cast, to), first, first + timedelta(days=length), "Départ"), crash)  # fmt: skip

    @rule(who=LEADER, which=WHICH, crash=CRASH)
    def cancel_handover(self, who: str, which: int, crash: bool) -> None:
        handover = self.pick(who, Handover, which)
        if handover:
            self.do(who, lambda actor: actions.cancel_handover(actor, handover), crash)

    @rule(who=LEADER, which=WHICH, to=DAYS, crash=CRASH)
    def move_handover(self, who: str, which: int, to: int, crash: bool) -> None:
        handover = self.pick(who, Handover, which)
        if handover:
            self.do(who, lambda actor: handing_over.move_handover(actor, handover, self.on(to)), crash)

    @rule(which=WHICH, post=WHICH, offset=DAYS, crash=CRASH)
    def hold_by_post(self, which: int, post: int, offset: int, crash: bool) -> None:
        support, held = self.pick("head", Support, which, status="engaged"), self.pick("head", Post, post)
        if support and held:
            self.do(
                "head",
                lambda actor: actions.hold_by_post(actor, support, held, self.on(offset), "Arrêt"),
                crash,
            )

    @rule(who=ANYBODY, which=WHICH, to=LEADER, offset=DAYS, crash=CRASH)
    def take_up(self, who: str, which: int, to: str, offset: int, crash: bool) -> None:
        support = self.pick(who, Support, which, status="engaged")
        if support:
            self.do(
                who,
                lambda actor: actions.take_up(actor, support, getattr(self.cast, to), self.on(offset)),
                crash,
            )

    @rule(which=WHICH, to=LEADER, crash=CRASH)
    def attribute(self, which: int, to: str, crash: bool) -> None:
        support = self.pick("head", Support, which, status="engaged")
        if support:
            self.do(
                "head", lambda actor: attributing.attribute(actor, support, getattr(self.cast, to)), crash
            )

    @rule(which=WHICH, what=st.sampled_from(["accept", "object", "confirm", "withdraw"]), crash=CRASH)
    def answer_attribution(self, which: int, what: str, crash: bool) -> None:
        row = self.pick("head", Attribution, which)
        if row is None:
            return
        who = next(
            (name for name in LEADERS if getattr(self.cast, name).pk == row.professional_id), "keyworker"
        )
        acts: dict[str, tuple[str, Act]] = {
            "accept": (who, lambda actor: attributing.accept(actor, row)),
            "object": (who, lambda actor: attributing.object_to(actor, row, "Je la connais en privé")),
            "confirm": ("head", lambda actor: attributing.confirm(actor, row, "Vu ensemble")),
            "withdraw": ("head", lambda actor: attributing.withdraw(actor, row)),
        }
        self.do(*acts[what], crash)

    @rule(who=LEADER, which=WHICH, beside=LEADER, crash=CRASH)
    def add_coworker(self, who: str, which: int, beside: str, crash: bool) -> None:
        support = self.pick(who, Support, which, status="engaged")
        if support:
            self.do(
                who,
                lambda actor: naming.add_coworker(actor, support, getattr(self.cast, beside), "budget"),
                crash,
            )

    @rule(who=LEADER, which=WHICH, crash=CRASH)
    def end_coworker(self, who: str, which: int, crash: bool) -> None:
        row = self.pick(who, CoWorker, which)
        if row:
            self.do(who, lambda actor: naming.end_coworker(actor, row), crash)

    @rule(who=LEADER, to=LEADER, starts=DAYS, length=st.integers(-1, 40), crash=CRASH)
    def hand_over_all(self, who: str, to: str, starts: int, length: int, crash: bool) -> None:
        leaver, receiver, first = getattr(self.cast, who), getattr(self.cast, to), self.on(starts)

        def act(actor: Actor) -> None:
            choice = {row.support_id: receiver.pk for row in leaving.held_by(leaver.pk, first)}
            leaving.hand_over_all(actor, leaver, first, first + timedelta(days=length), "Départ", choice)

        self.do("head", act, crash)

    @rule(who=LEADER, first=st.integers(0, 10), days=st.integers(0, 60), long=st.booleans(), crash=CRASH)
    def fall_ill(self, who: str, first: int, days: int, long: bool, crash: bool) -> None:
        away = getattr(self.cast, who)
        self.do("head", lambda actor: note_absence(
            actor, self.cast.west, away, self.on(first), self.on(first + days), long), crash)  # fmt: skip

    # Ends ------------------------------------------------------------------------------------------------------

    @rule(
        who=LEADER,
        which=WHICH,
        offset=DAYS,
        reason=st.sampled_from(["reached", "lost", "relay", ""]),
        crash=CRASH,
    )
    def close(self, who: str, which: int, offset: int, reason: str, crash: bool) -> None:
        support = self.pick(who, Support, which, status="engaged")
        if support is None:
            return

        def act(actor: Actor) -> None:
            answers = dict.fromkeys(support.criteria.values_list("pk", flat=True), ("met", ""))
            actions.close_support(
                actor, support, on=self.on(offset), reason=reason, answers=answers,
                person_evaluation="Je m'en sors mieux", exit_plan="Appeler si besoin",
            )  # fmt: skip

        self.do(who, act, crash)

    @rule(crash=CRASH)
    def close_without_news(self, crash: bool) -> None:
        def act(actor: Actor) -> None:
            chosen = list(Support.objects.filter(status="engaged").values_list("pk", flat=True)[:3])
            actions.close_without_news(
                actor, self.cast.west.pk, chosen, "Courrier envoyé, la porte reste ouverte"
            )

        self.do("head", act, crash)

    @rule(which=WHICH, crash=CRASH)
    def undo_batch(self, which: int, crash: bool) -> None:
        batch = self.pick("head", ClosureBatch, which)
        if batch:
            self.do("head", lambda actor: actions.undo_batch(actor, batch), crash)

    # Time ------------------------------------------------------------------------------------------------------

    @rule(days=st.integers(1, 40), asleep=st.booleans())
    def days_pass(self, days: int, asleep: bool) -> None:
        """The clock runs each day, or the worker was down all that time."""
        self.day += timedelta(days=days)
        self.steps.append("waited")
        if not asleep:
            self.clock()

    @rule()
    def the_clock_twice(self) -> None:
        self.clock()
        before = self.rows()
        self.clock()
        self.steps.append("clock")
        assert self.rows() == before

    @invariant()
    def nobody_falls_between(self) -> None:
        with self.reading() as cursor:
            cursor.execute(FAULTS)
            assert cursor.fetchall() == []
            cursor.execute(ORPHANS, [self.day])
            assert cursor.fetchall() == []
