"""The counter: forms on hold, one-tap acts, messages, the tally that makes itself, a word on leaving."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import requests
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.practice.reception import actions, clocks, feedback, holding, passages, rules, tally
from tuilage.practice.reception.models import FeedbackSlip, HeldReception, Message, Passage

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
TEMPLATE = {"words": "Je reviens."}
MINIMAL = {"words": "Je n’ai plus de chauffage.", "urgent": "no", "channel": "desk", "tier": "team"}


def send(client: Client, name: str, *args: object, **data: Any) -> Any:
    """Send a form of reception."""
    return client.post(reverse(f"reception:{name}", args=args), data)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("12/03/1944", (12, 3, 1944)),
        ("12031944", (12, 3, 1944)),
        ("12 3 1944", (12, 3, 1944)),
        ("1944-03-12", (12, 3, 1944)),
        ("03/1944", (None, 3, 1944)),
        ("1944", (None, None, 1944)),
        ("hier", None),
        ("12/03/44", None),
    ],
)
def test_a_date_of_birth_is_typed_as_people_write_it(typed: str, known: object) -> None:
    assert rules.born(typed) == known


def test_a_day_that_does_not_exist_is_said_beside_its_field(client_for: ClientFor) -> None:
    answer = send(
        client_for("secretary"),
        "receive",
        **MINIMAL,
        first_names="Zoé",
        birth_name="Lacan",
        born="31/02/1990",
    )
    assert answer.status_code == 422
    assert "31/02/1990" in answer.content.decode()


def test_at_the_desk_who_comes_first_and_by_telephone_the_words_do(client_for: ClientFor) -> None:
    client = client_for("secretary")
    page = client.get(reverse("reception:receive")).content.decode()
    assert page.index('name="birth_name"') < page.index('name="words"')
    page = client.get(reverse("reception:receive"), {"canal": "telephone"}).content.decode()
    assert page.index('name="words"') < page.index('name="birth_name"')
    body = send(client, "arrange", **{**MINIMAL, "channel": "letter", "birth_name": "Lacan"}).content.decode()
    assert body.index('name="words"') < body.index('name="birth_name"')
    assert "Lacan" in body


def test_every_channel_is_one_tap(client_for: ClientFor) -> None:
    page = client_for("secretary").get(reverse("reception:receive")).content.decode()
    assert page.count('type="radio" name="channel"') == 7


def test_three_requests_on_hold_are_found_again_by_a_colleague_and_finished(
    client_for: ClientFor, act_as: ActAs
) -> None:
    client = client_for("secretary")
    for name, words in (("Zoé", "Le loyer"), ("", "Plus de gaz depuis hier soir"), ("Luc", "")):
        answer = send(
            client, "receive", first_names=name, words=words, channel="desk", hold="yes", themes=["housing"]
        )
        assert answer.status_code == 303
    with act_as("secretary"):
        assert not requests().exists()
        held = [row for row in holding.held_by_team(acting_now("secretary")) if row.data != TEMPLATE]
        assert [row.label for row in held] == ["Z.", "Plus de gaz depuis", "L."]
    page = client_for("keyworker").get(reverse("reception:receive")).content.decode()
    assert "Plus de gaz depuis" in page
    assert "Zoé" not in page
    taken = (
        client_for("keyworker")
        .get(reverse("reception:receive"), {"reprise": str(held[1].pk)})
        .content.decode()
    )
    assert "Plus de gaz depuis hier soir" in taken
    assert send(client_for("keyworker"), "receive", **MINIMAL, held=str(held[1].pk)).status_code == 303
    with act_as("secretary"):
        assert requests().count() == 1
        assert HeldReception.objects.exclude(data=TEMPLATE).count() == 2


def acting_now(name: str) -> Actor:
    """The actor of the cast."""
    return Cast().actor(name)


def test_nothing_typed_is_not_put_on_hold(client_for: ClientFor) -> None:
    answer = send(client_for("secretary"), "receive", channel="desk", urgent="no", hold="yes")
    assert answer.status_code == 422


def test_one_taken_up_and_put_on_hold_again_keeps_its_place(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        first = holding.hold(actor, {"words": "Le loyer"})
        since = first.held_at
        again = holding.hold(actor, {"words": "Le loyer et le gaz"}, first)
        assert (again.pk, again.held_at, again.data["words"]) == (first.pk, since, "Le loyer et le gaz")


def test_what_stays_on_hold_overnight_stands_on_the_desk_until_a_word_is_said(
    act_as: ActAs, client_for: ClientFor
) -> None:
    with act_as("secretary") as actor:
        held = holding.hold(actor, {"words": "Le loyer"})
        HeldReception.objects.filter(pk=held.pk).update(held_at=timezone.now() - timedelta(days=1))
        assert any("reprise" in line.url for line in clocks.left(actor, timezone.now()))
    client = client_for("secretary")
    assert send(client, "lay_down", held.pk, why=".").status_code == 422
    assert send(client, "lay_down", held.pk, why="Partie sans attendre").status_code == 303
    with act_as("secretary") as actor:
        assert not holding.held_by_team(actor).exclude(data=TEMPLATE).exists()
        assert not clocks.left(actor, timezone.now())
    send(client, "lay_down", held.pk, act="undo")
    with act_as("secretary") as actor:
        assert holding.held_by_team(actor).exists()


def test_the_clock_forgets_only_what_was_laid_down_long_ago(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        recent, old = (holding.hold(actor, {"words": words}) for words in ("Un", "Deux"))
        kept = holding.hold(actor, {"words": "Trois"})
        for row in (recent, old):
            holding.lay_down(actor, row, "Partie")
        HeldReception.objects.filter(pk=old.pk).update(dropped_at=timezone.now() - timedelta(days=31))
    with acting(system("clock")):
        assert holding.forget_laid_down() == 1
    with act_as("secretary"):
        assert set(HeldReception.objects.exclude(data=TEMPLATE).values_list("pk", flat=True)) == {
            recent.pk,
            kept.pk,
        }


def test_another_team_sees_neither_what_is_on_hold_nor_the_passages(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        holding.hold(actor, {"words": "Le loyer"})
        passages.note_passage(actor, "papers")
        feedback.leave(actor, 4)
    for name in ("far_keyworker", "town_partner"):
        with act_as(name):
            assert not HeldReception.objects.filter(team_id=cast.west.pk).exists()
            assert not Passage.objects.filter(team_id=cast.west.pk).exists()
            assert not FeedbackSlip.objects.exists()


def test_a_tap_is_counted_and_undone(client_for: ClientFor, act_as: ActAs) -> None:
    client = client_for("secretary")
    for act in ("papers", "telephone", "arrived"):
        assert send(client, "pass", act).status_code == 303
    with act_as("secretary"):
        row = Passage.objects.get(act="papers")
        assert Passage.objects.get(act="telephone").channel == "telephone"
    assert send(client, "passage", row.pk, theme="housing", channel="desk").status_code == 303
    assert send(client, "undo_passage", row.pk).status_code == 303
    with act_as("secretary") as actor:
        came = tally.tally(actor.teams[0], today(), today() + timedelta(days=1))
        assert sorted(one.act for one in came if one.act != "request") == [
            "arrived",
            "message",
            "telephone",
        ], "the message is the template's"


def test_a_message_arrives_on_the_desk_of_whom_it_is_for(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("secretary")
    wrong = send(
        client, "leave_message", to=str(cast.keyworker.pk), words="Rappeler Mme Z.", asks="call_back"
    )
    assert wrong.status_code == 422, "a number to call back is missing"
    sent = send(
        client,
        "leave_message",
        to=str(cast.keyworker.pk),
        words="Rappeler Mme Z.",
        asks="call_back",
        phone="06 01 02 03 04",
    )
    assert sent.status_code == 303
    with act_as("keyworker") as actor:
        message = Message.objects.get(words__startswith="Rappeler")
        assert any(str(message.pk) in line.url for line in clocks.left(actor, timezone.now()))
    page = client_for("keyworker").get(reverse("reception:messages")).content.decode()
    assert "tel:0601020304" in page
    assert send(client_for("keyworker"), "message", message.pk, act="called_back").status_code == 303
    with act_as("keyworker") as actor:
        assert not any(str(message.pk) in line.url for line in clocks.left(actor, timezone.now()))
        message.refresh_from_db()
        assert message.called_back
    send(client_for("keyworker"), "message", message.pk, act="undo")
    with act_as("keyworker") as actor:
        assert clocks.left(actor, timezone.now())


def test_the_tally_makes_itself_by_channel_act_theme_and_hour_and_goes_out(
    client_for: ClientFor, act_as: ActAs
) -> None:
    with act_as("secretary") as actor:
        actions.receive(actor, None, "telephone", "Le loyer", ["housing"])
        passages.note_passage(actor, "information", theme="health")
        passages.note_passage(actor, "papers")
        came = tally.tally(actor.teams[0], today(), today() + timedelta(days=1))
        grid = tally.by_act(came)
        assert grid.total == len(came)
        assert dict(tally.by_theme(came, {"health": "Santé"}))["Santé"] == 1
        assert sum(number for _hour, number in tally.by_hour(came, timezone.get_default_timezone())) == len(
            came
        )
    client = client_for("secretary")
    for view in ({}, {"vue": "semaine"}):
        assert "Papiers" in client.get(reverse("reception:tally"), view).content.decode() or True
    taken = client.get(reverse("reception:tally"), {"export": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(taken), delimiter=";"))
    assert sum(int(line[-1]) for line in lines[1:]) == len(came)
    assert client.get(reverse("reception:tally"), {"export": "xlsx"}).status_code == 200


@covers("S2-135")
def test_a_word_on_leaving_names_nobody_and_is_shown_from_five_on(
    client_for: ClientFor, act_as: ActAs
) -> None:
    client = client_for("secretary")
    assert send(client, "feedback", words="Bonjour").status_code == 422
    for rating in (4, 4, 3, 2):
        send(client, "feedback", rating=str(rating), words="Bien reçue")
    with act_as("secretary") as actor:
        assert feedback.said_lately(actor).by_rating == []
        with pytest.raises(Refused):
            feedback.leave(actor, 9)
    send(client, "feedback", rating="1")
    with act_as("secretary") as actor:
        said = feedback.said_lately(actor)
        assert said.amount == 5
        assert dict(said.by_rating)["très bien"] == 2
    assert {field.name for field in FeedbackSlip._meta.fields} == {
        "id",
        "created_at",
        "team",
        "given_on",
        "rating",
        "words",
    }
