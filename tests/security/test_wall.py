"""Every table, each of the cast: no row that mentions the stranger; without context no row; a grant withdrawn is felt."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tests.cast import Cast
from tuilage.core import journal
from tuilage.core.database.clock import start_of_day, today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.exempt import EXEMPT
from tuilage.core.forms import idempotency
from tuilage.core.forms.drafts import keep_draft
from tuilage.foundation.agenda.actions.booking import Wanted, book
from tuilage.foundation.organisations.models import Assignment
from tuilage.foundation.people.models import (
    HouseholdMembership,
    Person,
    Relation,
    Resemblance,
    SourceRecord,
)
from tuilage.foundation.sharing import actions as sharing
from tuilage.foundation.sharing.cast import PROFESSIONALS
from tuilage.foundation.sharing.models import Consent, Note, Participation
from tuilage.practice.reception import actions as reception
from tuilage.practice.reception import urgency
from tuilage.practice.support import actions as support
from tuilage.practice.support.actions.changing import note_status
from tuilage.practice.support.models import (
    FollowUp,
    GroundKind,
    PlanVersion,
    Support,
    SupportGround,
    Term,
)

ActAs = Callable[..., AbstractContextManager[Actor]]
Rows = dict[str, list[tuple[Any, ...]]]
ALL_BUT_FAR = [role.key for role in PROFESSIONALS if role.key != "far_keyworker"]
# Written by oneself and read by oneself: lines of the journal, drafts, forms sent.
OWN_TRACES = {"journal_entry", "forms_draft", "forms_sentform"}
# Keys of persons are there for nobody but the guard.
UNREADABLE = {"people_identitykey", "journal_pending", "journal_entry_default"}


def tables() -> dict[str, bool]:
    """Every table that the application may read, and whether rows are guarded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p') and not relispartition and has_table_privilege(oid, 'select')"
        )
        return dict(cursor.fetchall())


def everything(only_guarded: bool = False) -> Rows:
    """All rows that PostgreSQL lets through, with no filter of ours."""
    found = {}
    with connection.cursor() as cursor:
        for name, guarded in tables().items():
            if guarded or not only_guarded:
                cursor.execute(f"select * from {name}")
                found[name] = cursor.fetchall()
    return found


def mentions(row: tuple[Any, ...], keys: set[str]) -> bool:
    """Whether any column holds one of the keys, in whatever form."""
    return any(key in str(value) for value in row if value is not None for key in keys)


def closure(rows: Rows, person: UUID) -> tuple[set[str], set[str]]:
    """The keys of everything about a person (what names them, what names that…), and the tables it was found in."""
    homes = HouseholdMembership.objects.filter(person_id=person).values_list("household_id", flat=True)
    about, found_in = {str(person), *map(str, homes)}, {"people_person"}
    guarded = {name for name, is_guarded in tables().items() if is_guarded} - OWN_TRACES
    while True:
        before = len(about)
        for name in guarded:
            for row in rows[name]:
                if row and mentions(row, about):
                    found_in.add(name)
                    if isinstance(row[0], UUID):
                        about.add(str(row[0]))
        if len(about) == before:
            return about, found_in


@pytest.fixture
def a_full_file(db: None, act_as: ActAs, cast: Cast) -> None:
    """The stranger's file has a row in every table, its history too."""
    with act_as("far_keyworker") as actor:
        for tier in ("team", "draft"):
            sharing.write_note(actor, cast.stranger, "note", tier, timezone.now(), f"note {tier}")
        demand = reception.receive(actor, cast.stranger, "desk", "Il a froid", urgent=True)
        urgency.act_on_urgency(actor, demand, "Chauffage rétabli")
        demand.refresh_from_db()
        before = reception.latest_diagnosis(cast.stranger)
        domains = [reception.DomainView("housing", wants="Un toit")]
        reception.diagnose(
            actor, cast.stranger, "Il a froid", domains, demand, based_on=before.pk if before else None
        )
        given = reception.answer(actor, demand, reception.Given("information", "Voilà ce qui est possible"))
        reception.undo_answer(actor, given)
        found = Support.objects.get(person_id=cast.stranger)
        Person.objects.filter(pk=cast.stranger).update(phone="06 11 11 11 11")
        Relation.objects.filter(person_id=cast.stranger).update(phone="06 11 11 11 12")
        Note.objects.filter(person_id=cast.stranger).update(text="corrigé")
        Consent.objects.filter(person_id=cast.stranger).update(what="corrigé")
        Participation.objects.filter(person_id=cast.stranger).update(ground="corrigé")
        support.tell_project(actor, found, own_words="Un toit à moi", domains=["home"])
        keep_draft(actor, "sharing.note", {"text": "un début"}, cast.stranger)
        _agenda_and_plans(actor, cast, found)
        idempotency.claim(UUID(int=7), "x", actor, f"/personnes/{cast.stranger}/")
        journal.record("read", cast.stranger, "file")
    with acting(system("import")):
        said: dict[str, Any] = {"source": "nightly", "value": "47-1", "person_id": cast.stranger}
        SourceRecord(**said, said={"phone": "06 11 11 11 13"}).save(force_insert=True)
        Resemblance(
            **said, reason="birth", by_id=cast.far_keyworker.pk, team_id=cast.far.pk, row={}, known={}
        ).save(force_insert=True)


def _agenda_and_plans(actor: Actor, cast: Cast, found: Support) -> None:
    """An appointment; what was agreed, on what ground, the person's status, how it is since."""
    soon = Wanted(
        start_of_day(today() + timedelta(days=8)) + timedelta(hours=9),
        timedelta(minutes=45),
        cast.far_keyworker.pk,
    )
    book(actor, cast.far, cast.stranger, soon)
    note_status(actor, cast.stranger, Term.objects.filter(family="status")[0].code)
    about: dict[str, Any] = {"support": found, "person_id": cast.stranger}
    me = cast.far_keyworker.pk
    PlanVersion(
        **about, number=1, agreed_on=today(), how="oral", why=PlanVersion.Why.START, recorded_by_id=me
    ).save(force_insert=True)
    SupportGround(
        **about,
        kind=GroundKind.objects.filter(sole=False)[0],
        period=DateRange(today(), None, "[)"),
        laid_by_id=me,
    ).save(force_insert=True)
    FollowUp(**about, on=today(), reached="told", words="Cela va mieux", by_id=me).save(force_insert=True)


@pytest.mark.django_db
def test_the_file_is_full(a_full_file: None, act_as: ActAs, cast: Cast) -> None:
    """What follows proves something only if there is a row to hide."""
    with act_as("far_keyworker"):
        rows = everything()
        _keys, found_in = closure(rows, cast.stranger)
    guarded = {name for name, is_guarded in tables().items() if is_guarded} - OWN_TRACES
    without = {
        "organisations_absence",  # names no person
        "sharing_breakglass",  # nobody opened theirs
        "reception_feedbackslip", "reception_heldreception",  # name no person
        "reception_escalation", "reception_passing",  # nobody else was told of theirs
        "support_handover", "support_keyworker", "support_review",  # theirs is being prepared
        "agenda_calendarlink", "agenda_workinghours",  # a professional's own
        "agenda_dutyturn", "agenda_roster", "agenda_rosterchange", "agenda_rosterteam",  # name no person
        "agenda_rearrangement",  # keys of appointments, a day given to others: theirs was not
        "people_doubleverdict", "people_merge", "people_mergemove",  # need two files of theirs
        "people_incomingidentity",  # empty between two files, the import's alone
        "tabular_importrun", "tabular_rowreport", "tabular_stagedrow",  # rows of files, by number: no key of a person
    }  # fmt: skip
    history = {name for name in guarded if name.endswith("event")}
    assert guarded - found_in - without - history == set()
    assert len(history & found_in) >= 8
    assert all(rows[name] for name in OWN_TRACES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL_BUT_FAR)
def test_no_row_of_any_table_mentions_the_stranger(
    a_full_file: None, act_as: ActAs, cast: Cast, name: str
) -> None:
    with act_as("far_keyworker"):
        about, _tables = closure(everything(), cast.stranger)
    with act_as(name):
        for table, rows in everything().items():
            if name == "dpo" and table == "journal_entry":
                continue  # the data protection officer reads keys, which open nothing
            assert not [row for row in rows if mentions(row, about)], table


@pytest.mark.django_db
def test_without_context_no_guarded_table_has_a_row(a_full_file: None) -> None:
    assert {name: len(rows) for name, rows in everything(only_guarded=True).items() if rows} == {}


@pytest.mark.django_db
def test_what_is_open_to_all_names_nobody(a_full_file: None, cast: Cast) -> None:
    persons = {str(cast.key(name)) for name in ("older_lady", "young_person", "daughter", "stranger")}
    for table, rows in everything().items():
        assert not [row for row in rows if mentions(row, persons)], table
    assert {name for name, guarded in tables().items() if not guarded} <= set(EXEMPT)


@pytest.mark.django_db
def test_keys_and_what_waits_for_its_seal_are_for_the_guard_alone() -> None:
    assert not UNREADABLE & set(tables())
    for table in UNREADABLE:
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege(%s, 'insert, update, delete, truncate')", [table])
            assert cursor.fetchone() == (False,), table


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clock", "escalation", "sealing"])
def test_system_actors_see_what_their_work_needs(a_full_file: None, cast: Cast, who: str) -> None:
    with acting(system(who)):
        seen = {name for name, rows in everything(only_guarded=True).items() if rows}
    supports = {"support_support", "support_handover", "support_keyworker"}
    allowed = {
        "clock": {"organisations_absence"} | supports | {f"{name}event" for name in supports},
        # Urgencies that may still climb, and whether somebody acted; neither what was answered nor an ordinary request.
        "escalation": {"reception_request", "reception_requestevent", "reception_urgencyaction"},
        "sealing": {"journal_entry"},
    }
    assert seen <= allowed[who]


def about_her(cast: Cast) -> set[str]:
    """Guarded tables where a row mentions the older lady, to whoever acts now; one's own traces aside."""
    key = {str(cast.older_lady)}
    rows = everything(only_guarded=True)
    return {
        name
        for name, found in rows.items()
        if name not in OWN_TRACES and any(mentions(row, key) for row in found)
    }


@pytest.mark.django_db
def test_a_draft_is_its_authors_alone_its_history_too(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = sharing.write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "pas encore sûre")
        Note.objects.filter(pk=note.pk).update(text="presque sûre")
        keep_draft(actor, "sharing.note", {"text": "pas encore sûre non plus"}, cast.older_lady)
        assert sum(mentions(row, {"sûre"}) for rows in everything().values() for row in rows) == 3
    for name in ("secretary", "adviser", "head", "dpo", "neighbour"):
        with act_as(name):
            assert not [row for rows in everything().values() for row in rows if mentions(row, {"sûre"})], (
                name
            )


@pytest.mark.django_db
def test_a_post_that_ended_is_felt_by_the_next_statement(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        sharing.write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "brouillon")
        assert about_her(cast)
        with acting(system("import")):
            Assignment.objects.filter(professional=cast.keyworker).update(
                period=DateRange(today() - timedelta(30), today(), "[)")
            )
        assert about_her(cast) == set()
        assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_participation_that_ended_is_felt_by_the_next_statement(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        sharing.write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "brouillon")
        with acting(system("demo")):
            Participation.objects.filter(person_id=cast.older_lady).update(
                period=DateRange(today() - timedelta(30), today(), "[)")
            )
        assert about_her(cast) == set()


@pytest.mark.django_db
def test_a_consent_taken_back_is_felt_by_the_next_statement(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        consent = sharing.give_consent(actor, cast.older_lady, cast.town.pk, "mon logement", today(), "oral")
    with act_as("town_partner") as partner:
        sharing.write_note(partner, cast.older_lady, "note", "team", timezone.now(), "vue au CCAS")
        assert "people_person" in about_her(cast)
        with act_as("keyworker") as actor:
            sharing.withdraw_consent(actor, consent)
        assert about_her(cast) == set()


@pytest.mark.django_db
def test_four_hours_over_are_felt_by_the_next_statement(act_as: ActAs, cast: Cast) -> None:
    with act_as("neighbour") as actor:
        assert sharing.break_glass(actor, cast.older_lady, "Elle est à l'accueil, sa référente est absente.")
        assert "people_person" in about_her(cast)
    with act_as("neighbour"), connection.cursor() as cursor:
        cursor.execute("select 1 from sharing_breakglass where until > now() + interval '4 hours 10 minutes'")
        assert cursor.fetchone() is None


def test_another_connection_feels_it_within_its_open_transaction(committed_db: None, cast: Cast) -> None:
    """No cache to empty: an agent's transaction that is already open loses the file at its next statement."""
    person, me = cast.older_lady, cast.keyworker.pk
    settings = connections["default"].settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"],
    ) as theirs:  # fmt: skip
        theirs.execute("select set_config('tuilage.actor', %s, true)", [str(me)])
        seen = "select count(*) from people_person where id = %s"
        assert theirs.execute(seen, [person]).fetchone() == (1,)
        with acting(system("import")):
            Participation.objects.filter(person_id=person).update(
                period=DateRange(today() - timedelta(30), today(), "[)")
            )
        assert theirs.execute(seen, [person]).fetchone() == (0,)
