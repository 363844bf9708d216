"""What professionals write: tiers, corrections, drafts that expire."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.foundation.sharing.actions import correct_note, drop_draft_note, drop_expired_drafts, write_note
from tuilage.foundation.sharing.circle import standing, who_reads
from tuilage.foundation.sharing.models import Note
from tuilage.foundation.sharing.panels import notes

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def test_each_tier_has_its_readers(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        for tier in ("shared", "team", "draft"):
            write_note(actor, cast.older_lady, "note", tier, timezone.now(), tier)
    for name, seen in {"keyworker": 3, "adviser": 2, "neighbour": 0, "far_keyworker": 0}.items():
        with act_as(name):
            assert Note.objects.filter(person_id=cast.older_lady).count() == seen, name
            assert len(notes(cast.older_lady, None, 50)) == seen


def test_who_reads_is_said_before_writing(act_as: ActAs, cast: Cast) -> None:
    from tuilage.core.database.clock import today
    from tuilage.foundation.sharing.actions import give_consent

    with act_as("keyworker") as actor:
        alone = standing(cast.young_person, today())
        assert who_reads(alone, "shared", actor) == "La personne et votre équipe peuvent le lire."
        give_consent(actor, cast.young_person, cast.youth.pk, "le logement", today(), "oral")
        around = standing(cast.young_person, today())
        assert "Accueil des jeunes" in who_reads(around, "shared", actor)
        assert "Accueil des jeunes" not in who_reads(around, "team", actor)
        assert "saisie" in who_reads(around, "draft", actor)


def test_only_its_author_corrects_a_note(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = write_note(actor, cast.older_lady, "note", "shared", timezone.now(), "d’abord")
        changed = changes(correct_note(actor, note, 1, {"text": "ensuite"}))
        assert [each.text for each in changed] == ["a corrigé la note"]
    with act_as("adviser") as actor:
        seen = Note.objects.get(pk=note.pk)
        with pytest.raises(Refused):
            correct_note(actor, seen, 2, {"text": "à sa place"})
        assert Note.objects.filter(pk=note.pk).update(text="à sa place") == 0


def test_a_stale_correction_is_shown_not_written(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = write_note(actor, cast.older_lady, "note", "shared", timezone.now(), "un")
        other_tab = Note.objects.get(pk=note.pk)
        correct_note(actor, note, 1, {"text": "deux"})
        with pytest.raises(StaleVersion) as stale:
            correct_note(actor, other_tab, 1, {"text": "trois"})
        (difference,) = stale.value.differences
        assert (difference.mine, difference.theirs) == ("trois", "deux")
        assert Note.objects.get(pk=note.pk).text == "deux"


def test_what_was_shared_is_not_hidden_again(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "brouillon")
        assert note.expires_at is not None
        correct_note(actor, note, 1, {"tier": "team"})
        assert Note.objects.get(pk=note.pk).expires_at is None
        with pytest.raises(Refused):
            correct_note(actor, Note.objects.get(pk=note.pk), 2, {"tier": "draft"})


@pytest.mark.parametrize("text", ["", "  \n ", "\u202e\x07"])
def test_an_empty_note_is_refused(act_as: ActAs, cast: Cast, text: str) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused):
        write_note(actor, cast.older_lady, "note", "shared", timezone.now(), text)


def test_what_is_to_come_is_no_note(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused):
        write_note(actor, cast.older_lady, "note", "shared", timezone.now() + timedelta(days=1), "demain")


def test_a_draft_thrown_away_leaves_nothing(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "secret")
        correct_note(actor, note, 1, {"text": "secret bis"})
        drop_draft_note(actor, note)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from sharing_noteevent")
            assert cursor.fetchone() == (0,)
        shared = write_note(actor, cast.older_lady, "note", "shared", timezone.now(), "partagé")
        with pytest.raises(Refused):
            drop_draft_note(actor, shared)


def test_the_clock_deletes_expired_drafts_only(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        old, new = (
            write_note(actor, cast.older_lady, "note", "draft", timezone.now(), text) for text in "ab"
        )
        kept = write_note(actor, cast.older_lady, "note", "team", timezone.now(), "c")
        Note.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    with acting(system("clock")):
        assert drop_expired_drafts() == 1
        assert drop_expired_drafts() == 0
    with act_as("keyworker"):
        assert set(Note.objects.filter(person_id=cast.older_lady).values_list("pk", flat=True)) == {
            new.pk,
            kept.pk,
        }


def test_one_query_for_the_timeline(
    act_as: ActAs, cast: Cast, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    with act_as("keyworker") as actor:
        for number in range(20):
            write_note(actor, cast.older_lady, "note", "shared", timezone.now(), f"{number}")
        with django_assert_num_queries(1):
            first = notes(cast.older_lady, None, 10)
        assert [entry.title for entry in first[:2]] == ["19", "18"]
        assert next(entry.title for entry in notes(cast.older_lady, first[-1].at, 10)) == "9"
