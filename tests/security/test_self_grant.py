"""Nobody lets themselves in: by a consent, an exceptional access, a household, a post, another's row, in SQL or by a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.foundation.people.identity import search_identity
from tuilage.foundation.people.models import Household, HouseholdMembership, Person
from tuilage.foundation.people.rules import Birth
from tuilage.foundation.sharing import actions
from tuilage.foundation.sharing.cast import PROFESSIONALS
from tuilage.foundation.sharing.models import BreakGlass, Consent, Participation
from tuilage.practice.reception import actions as reception
from tuilage.practice.reception.models import Request
from tuilage.practice.support.models import Support

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
ALL_BUT_FAR = [role.key for role in PROFESSIONALS if role.key != "far_keyworker"]
NO_POST = [name for name in ALL_BUT_FAR if name != "administrator"]
OPEN_END = "daterange(current_date, null)"


@contextmanager
def refused() -> Iterator[None]:
    """The database, or an action before it, says no."""
    with pytest.raises((DatabaseError, Refused)), transaction.atomic():
        yield


def run(statement: str, *values: Any) -> int:
    """Rows that a statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def stand(person: UUID, team: UUID, role: str, by: UUID | None, professional: UUID | None = None) -> None:
    run(
        "insert into sharing_participation (id, created_at, person_id, team_id, professional_id, role, period, ground,"
        f" added_by_id) values (%s, now(), %s, %s, %s, %s, {OPEN_END}, '', %s)",
        uuid4(), person, team, professional, role, by,
    )  # fmt: skip


@pytest.fixture
def partner(cast: Cast) -> UUID:
    """The older lady shares her file with the town's partner. The consent's key."""
    with acting(cast.actor("keyworker")) as actor:
        return actions.give_consent(actor, cast.older_lady, cast.town.pk, "mon logement", today(), "oral").pk


@pytest.fixture
def four_hours(cast: Cast) -> UUID:
    """The neighbour opened the older lady's file exceptionally."""
    with acting(cast.actor("neighbour")) as actor:
        opened = actions.break_glass(
            actor, cast.older_lady, "Elle est à l'accueil, sa référente est absente."
        )
    assert opened is not None
    return opened.pk


@pytest.mark.parametrize("name", ALL_BUT_FAR)
def test_nobody_writes_a_row_about_the_stranger(act_as: ActAs, cast: Cast, name: str) -> None:
    me, team = getattr(cast, name).pk, cast.actor(name).teams[0]
    with act_as(name) as actor:
        for role in Participation.Role.values:
            with refused():
                stand(cast.stranger, team, role, me, me)
        for write in (
            lambda: Consent(person_id=cast.stranger, team_id=team, what="x", given_on=today(), how="oral", recorded_by_id=me),
            lambda: BreakGlass(person_id=cast.stranger, professional_id=me, reason="parce que je veux", until=timezone.now()),
            lambda: HouseholdMembership(person_id=cast.stranger, household_id=uuid4(), period=DateRange(today(), None)),
            lambda: Request(
                person_id=cast.stranger, team_id=team, received_by_id=me, received_at=timezone.now(), channel="desk", words="elle a froid",
            ),
            lambda: Support(
                person_id=cast.stranger, team_id=team, kind_id=uuid4(), origin="proposed", proposed_on=today(), proposed_by_id=me
            ),
        ):  # fmt: skip
            with refused():
                write().save(force_insert=True)
        assert actor.id == me


@pytest.mark.parametrize("name", ALL_BUT_FAR)
def test_no_row_of_ones_own_can_be_moved_onto_the_stranger(act_as: ActAs, cast: Cast, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name from information_schema.columns c join pg_class t on t.relname = c.table_name"
            " where c.table_schema = 'public' and c.column_name = 'person_id' and t.relrowsecurity and t.relkind = 'r'"
        )
        tables = [row[0] for row in cursor.fetchall()]
    assert len(tables) > 20
    with act_as(name):
        for table in tables:
            try:
                with transaction.atomic():
                    assert run(f"update {table} set person_id = %s", cast.stranger) == 0, table
            except DatabaseError:
                continue


@pytest.mark.parametrize("role", [role for role in Participation.Role.values if role != "partner"])
def test_a_partner_does_not_outlive_the_consent(act_as: ActAs, cast: Cast, partner: UUID, role: str) -> None:
    me, team = cast.town_partner.pk, cast.town.pk
    with act_as("town_partner"):
        with refused():
            stand(cast.older_lady, team, role, me)
        with refused():
            stand(cast.older_lady, cast.youth.pk, role, me)
        changed = run(
            "update sharing_participation set role = %s where person_id = %s", role, cast.older_lady
        )
        assert changed == 0
        with refused():
            Consent(
                person_id=cast.older_lady, team_id=cast.youth.pk, what="x", given_on=today(), how="oral", recorded_by_id=me
            ).save(force_insert=True)  # fmt: skip
        assert run("update sharing_consent set what = 'tout'") == 0
        assert run("delete from sharing_participation") == 0
    with act_as("keyworker") as actor:
        actions.withdraw_consent(actor, Consent.objects.get(pk=partner))
    with act_as("town_partner"):
        assert not Person.objects.exists()


def test_a_partner_writes_nothing_of_who_the_person_is(act_as: ActAs, cast: Cast, partner: UUID) -> None:
    with act_as("town_partner"):
        assert Person.objects.filter(pk=cast.older_lady).exists()
        for table in (
            "people_person",
            "people_relation",
            "people_householdmembership",
            "people_legalprotection",
        ):
            assert run(f"update {table} set created_at = now()") == 0, table
            assert run(f"delete from {table}") == 0, table


def test_four_hours_are_not_made_longer(act_as: ActAs, cast: Cast, four_hours: UUID) -> None:
    me, team = cast.neighbour.pk, cast.east.pk
    with act_as("neighbour") as actor:
        assert Person.objects.filter(pk=cast.older_lady).exists()
        for role in Participation.Role.values:
            with refused():
                stand(cast.older_lady, team, role, me)
            with refused():
                stand(cast.older_lady, team, role, me, me)
        assert run("update sharing_breakglass set until = 'infinity'") == 0
        assert run("update sharing_participation set team_id = %s", team) == 0
        assert run("delete from sharing_participation") == 0
        with refused():
            actions.give_consent(actor, cast.older_lady, cast.town.pk, "tout", today(), "oral")
        with refused():
            reception.receive(actor, cast.older_lady, "desk", "Elle a froid")
        with refused():
            BreakGlass(
                person_id=cast.older_lady, professional_id=me, reason="encore un peu de temps",
                until=timezone.now() + timedelta(days=1),
            ).save(force_insert=True)  # fmt: skip


def test_four_hours_let_nobody_in_by_the_pages(
    client_for: Callable[[str], Client], cast: Cast, four_hours: UUID
) -> None:
    client = client_for("neighbour")
    circle = reverse("sharing:circle", args=[cast.older_lady])
    sent = {"team": cast.east.pk, "role": "reception", "ground": "je la reçois", "start": today().isoformat()}
    answer = client.post(circle, sent)
    assert answer.status_code == 200
    assert "Seuls les professionnels chargés de cette personne" in answer.content.decode()
    consent = {"team": cast.town.pk, "what": "tout", "given_on": today().isoformat(), "how": "oral"}
    assert client.post(reverse("sharing:consent", args=[cast.older_lady]), consent).status_code == 200
    with acting(cast.actor("keyworker")):
        theirs = Participation.objects.filter(person_id=cast.older_lady).get()
        assert theirs.team_id == cast.west.pk
    gone = client.post(reverse("sharing:leave", args=[cast.older_lady, theirs.pk]), {"confirm": "yes"})
    assert gone.status_code == 303
    with acting(cast.actor("keyworker")):
        assert Participation.objects.filter(pk=theirs.pk, period__endswith=None).exists()
    received = client.post(
        reverse("reception:receive"),
        {
            "person": str(cast.older_lady),
            "words": "Elle a froid",
            "channel": "desk",
            "urgent": "no",
            "tier": "team",
        },
    )
    assert received.status_code == 422


def test_nobody_writes_in_the_circle_in_anothers_name(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"), refused():
        stand(cast.older_lady, cast.east.pk, "coworker", cast.head.pk)
    with act_as("keyworker"), refused():
        Consent(
            person_id=cast.older_lady, team_id=cast.town.pk, what="x", given_on=today(), how="oral",
            recorded_by_id=cast.head.pk,
        ).save(force_insert=True)  # fmt: skip


def test_nobody_moves_into_the_household_of_a_stranger(act_as: ActAs, cast: Cast) -> None:
    with act_as("far_keyworker"):
        theirs = HouseholdMembership.objects.filter(person_id=cast.stranger).values_list(
            "household_id", flat=True
        )[0]
    with act_as("keyworker"):
        with refused():
            HouseholdMembership(
                household_id=theirs, person_id=cast.older_lady, period=DateRange(today(), None, "[)")
            ).save(force_insert=True)
        with refused():
            run("update people_householdmembership set household_id = %s", theirs)
        assert not Household.objects.filter(pk=theirs).exists()


def test_whoever_made_a_household_forgets_it_with_the_circle(act_as: ActAs, cast: Cast) -> None:
    with acting(system("demo")):
        Participation.objects.filter(person_id=cast.daughter).update(
            period=DateRange(today() - timedelta(9), today(), "[)")
        )
        run("update people_household set created_at = now() - interval '2 hours'")
    with act_as("keyworker"):
        assert not Household.objects.filter(created_by_id=cast.keyworker.pk).exists()


@pytest.mark.parametrize("name", NO_POST)
def test_nobody_gives_themselves_a_post(act_as: ActAs, cast: Cast, name: str) -> None:
    """Posts open files: whoever is in one neither takes another nor changes what it is."""
    me, post = getattr(cast, name).pk, cast.key("post far_keyworker")
    with act_as(name):
        with refused():
            run(
                "insert into organisations_assignment (id, created_at, post_id, professional_id, period, share)"
                " values (%s, now(), %s, %s, daterange('2020-01-01', null), 1)", uuid4(), post, me,
            )  # fmt: skip
        for change in (
            "update organisations_assignment set professional_id = %s",
            "update organisations_post set role = 'case_worker', created_at = created_at where %s is not null",
            "update organisations_post set team_id = (select team_id from organisations_post where id = %s)",
            "update organisations_professional set account_id = null where id = %s",
            "delete from organisations_assignment where professional_id <> %s",
        ):
            with refused():
                run(change, me)


def test_the_administrator_gives_no_post_to_themselves(act_as: ActAs, cast: Cast) -> None:
    with act_as("administrator"), refused():
        run(
            "insert into organisations_assignment (id, created_at, post_id, professional_id, period, share)"
            " values (%s, now(), %s, %s, daterange('2020-01-01', null), 1)",
            uuid4(), cast.key("post far_keyworker"), cast.administrator.pk,
        )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Quillévéré Quilévéré", "Quillevere Kilevere", "Quillevere Quillever", "Quillever Uillevere",
        "quillevere quillevera quillevero", "Armand Arman", "Armand Armende",
    ],
)  # fmt: skip
def test_one_name_in_several_spellings_is_still_one_name(act_as: ActAs, words: str) -> None:
    with act_as("keyworker") as actor:
        assert search_identity(actor, words) == []
        assert search_identity(actor, words, Birth(1979)) == []


def test_particles_do_not_make_two_names_of_one(act_as: ActAs, cast: Cast) -> None:
    with act_as("far_keyworker"):
        person = Person(first_names="Yseult", birth_name="Le Gonidec", created_by_id=cast.far_keyworker.pk)
        person.save(force_insert=True)
        stand(person.pk, cast.far.pk, "reception", cast.far_keyworker.pk)
    with act_as("keyworker") as actor:
        assert search_identity(actor, "Gonidec Legonidec") == []
        assert len(search_identity(actor, "Yseut Gonidec")) == 1, "two names, one with a slip"


def test_a_partner_team_stands_by_consent_only(act_as: ActAs, cast: Cast) -> None:
    client: Any = Client()
    client.force_login(cast.keyworker.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {
        "team": cast.town.pk,
        "role": "coworker",
        "ground": "travaille avec elle",
        "start": today().isoformat(),
    }
    answer = client.post(reverse("sharing:circle", args=[cast.older_lady]), sent)
    assert answer.status_code == 200
    with act_as("town_partner"):
        assert not Person.objects.exists()
