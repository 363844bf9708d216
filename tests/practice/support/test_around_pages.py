"""The pages of those around a person: read with them, named, attributed, handed over when somebody leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import days_ago, engaged, prepared
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.foundation.sharing import actions as sharing
from tuilage.practice.support import actions, watching
from tuilage.practice.support.actions import attributing, naming
from tuilage.practice.support.models import (
    Attribution,
    BulkHandover,
    Coordinator,
    CoWorker,
    GroundKind,
    Handover,
    StatusChange,
)

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
IN_30 = timedelta(days=30)


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"support:{name}", args=args), headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def two_services(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        engaged(actor, cast.older_lady, cast.adviser)
        sharing.give_consent(actor, cast.older_lady, cast.town.pk, "mon budget", today(), "oral")


@covers("S0-035", "S0-053", "S2-121", "S2-162", "S2-163")
def test_several_services_ask_for_a_coordinator_named_in_one_act(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    two_services(act_as, cast)
    client = client_for("head")
    address = reverse("support:coordinator_name", args=[cast.older_lady])
    assert address in client.get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    with act_as("head") as actor:
        assert address in [line.url for line in watching.due(actor, timezone.now())]
    sent = {
        "reason": "Le CCAS et le département agissent",
        "tasks": ["gather", "reach"],
        "on": today().isoformat(),
    }
    for nobody in (cast.older_lady, cast.daughter, cast.adviser.pk):
        answer = client.post(address, {**sent, "professional": str(nobody)})
        assert answer.status_code == 422
    assert client.post(address, {**sent, "professional": str(cast.keyworker.pk)}).status_code == 303
    page = read(client, "around", cast.older_lady)
    assert "Claire Lespinasse" in page
    assert "Yann Le Gall" in page
    assert "Réunit les services autour de la personne" in page
    assert "Construit le projet avec elle" in page
    assert "keyworker@tuilage.example" in page
    assert "Conseillère ou conseiller en économie sociale et familiale" in page
    assert "Pôle social de la ville" in page
    with act_as("head") as actor:
        assert address not in [line.url for line in watching.due(actor, timezone.now())]
        assert Coordinator.objects.get(person_id=cast.older_lady).tasks == ["gather", "reach"]


def test_a_pair_is_named_on_a_page_and_stops(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
    client = client_for("keyworker")
    address = reverse("support:coworker_add", args=[support.pk])
    day = today().isoformat()
    assert client.post(address, {"professional": str(cast.keyworker.pk), "on": day}).status_code == 422
    sent = {"professional": str(cast.keyworker.pk), "role": "budget", "on": day}
    assert client.post(address, sent).status_code == 303
    with act_as("keyworker"):
        row = CoWorker.objects.get(support=support)
    assert reverse("support:coworker_end", args=[row.pk]) in read(client, "around", cast.older_lady)
    later = (today() + IN_30).isoformat()
    assert client.post(reverse("support:coworker_end", args=[row.pk]), {"on": later}).status_code == 303
    assert reverse("support:coworker_keep", args=[row.pk]) in read(client, "around", cast.older_lady)
    assert client.post(reverse("support:coworker_keep", args=[row.pk])).status_code == 303


@covers("S2-173", "S0-069")
def test_the_path_is_read_step_by_step_with_services_and_dates(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.plan_handover(actor, support, cast.neighbour, today(), today() + IN_30, "Déménagement")
    page = read(client_for("secretary"), "path", cast.older_lady)
    steps = [
        page.index(part)
        for part in (
            "Yann Le Gall is the keyworker",
            "Hugo Castaing works beside",
            "Hugo Castaing is the keyworker",
        )
    ]
    assert steps == sorted(steps)
    assert "secteur ouest" in page
    assert "secteur est" in page


@covers("S0-070")
def test_the_eighteenth_birthday_is_prepared_on_a_page(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        engaged(actor, cast.young_person, cast.adviser)
    with act_as("adviser") as actor:
        lines = [line for line in watching.due(actor, timezone.now()) if line.person_id == cast.young_person]
        assert reverse("support:status", args=[cast.young_person]) in [line.url for line in lines]
    client = client_for("adviser")
    assert "Yann Le Gall" in read(client, "status", cast.young_person)
    address = reverse("support:status_plan", args=[cast.young_person])
    assert (
        client.post(
            address, {"to_status": "young-adult-ase", "happens_on": (today() + IN_30).isoformat()}
        ).status_code
        == 303
    )
    page = reverse("support:status", args=[cast.young_person])
    assert (
        client.post(
            page, {"done": ["paper:identity"], "person_words": "Je garde Yann.", "version": 1}
        ).status_code
        == 303
    )
    assert "Je garde Yann." in read(client, "status", cast.young_person)
    with act_as("adviser") as actor:
        change = StatusChange.objects.get(person_id=cast.young_person)
        assert change.done == ["paper:identity"]
        assert page not in [line.url for line in watching.due(actor, timezone.now())]
    assert client.post(reverse("support:status_cancel", args=[change.pk]), {}).status_code == 303


def test_who_waits_is_attributed_objected_to_and_decided(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("head") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_by_post(actor, support, cast.key("post adviser"), days_ago(10), "Départ sans remplaçant")
        assert reverse("support:waiting") in [line.url for line in watching.due(actor, timezone.now())]
    head, worker = client_for("head"), client_for("keyworker")
    assert reverse("support:attribute", args=[support.pk]) in read(head, "waiting")
    sent = {"professional": str(cast.keyworker.pk), "answer_by": (today() + timedelta(days=4)).isoformat()}
    assert head.post(reverse("support:attribute", args=[support.pk]), sent).status_code == 303
    with act_as("keyworker") as actor:
        row = Attribution.objects.get(support=support)
        assert reverse("support:attribution", args=[row.pk]) in [
            line.url for line in watching.due(actor, timezone.now())
        ]
    address = reverse("support:attribution", args=[row.pk])
    assert worker.post(address, {"objection": ""}).status_code == 422
    assert worker.post(address, {"objection": "Sa fille est une amie."}).status_code == 303
    assert "Sa fille est une amie." in read(head, "waiting")
    with act_as("head") as actor:
        assert address in [line.url for line in watching.due(actor, timezone.now())]
    decide = reverse("support:attribution_decide", args=[row.pk])
    assert head.post(decide, {"decision": "Elle vous a demandée."}).status_code == 303
    assert worker.post(reverse("support:attribution_tell", args=[row.pk])).status_code == 303
    with act_as("head"):
        assert Attribution.objects.get(pk=row.pk).told_on == today()


def test_a_leaver_is_followed_line_by_line_then_undone(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        supports = [engaged(actor, person, cast.adviser) for person in (cast.older_lady, cast.young_person)]
    client = client_for("head")
    sent = {
        "leaver": str(cast.adviser.pk), "starts_on": today().isoformat(), "passes_on": (today() + IN_30).isoformat(),
        "reason": "Départ en retraite", "receivers": [str(cast.keyworker.pk), str(cast.head.pk)],
    }  # fmt: skip
    address = reverse("support:leaving")
    assert client.post(address, {**sent, "reason": ""}).status_code == 422
    preview = client.post(address, sent)
    assert preview.status_code == 200
    with act_as("head"):
        assert not Handover.objects.filter(support__in=supports).exists()
    chosen = {f"to_{support.pk}": str(cast.keyworker.pk) for support in supports}
    assert client.post(address, {**sent, **chosen, "plan": "yes"}).status_code == 303
    with act_as("head"):
        bulk = BulkHandover.objects.get(amount=2)
        assert Handover.objects.filter(bulk=bulk, to_professional=cast.keyworker).count() == 2
    assert client.post(reverse("support:leaving_one", args=[bulk.pk])).status_code == 303
    with act_as("head"):
        assert not Handover.objects.filter(bulk=bulk).exclude(status="cancelled").exists()


def test_the_history_page_says_who_was_beside_and_on_what_ground(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        row = naming.add_coworker(actor, support, cast.keyworker, "budget")
        naming.end_coworker(actor, row, today() + IN_30)
        ground = naming.lay_ground(actor, support, GroundKind.objects.get(code="autonomy"))
    page = read(client_for("keyworker"), "history", support.pk)
    assert "as the day somebody stops working beside" in page
    assert "Claire Lespinasse" in page
    assert str(ground.kind) in page


def test_whom_the_head_asked_is_offered_first_when_the_support_starts(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
    with act_as("head") as actor:
        attributing.attribute(actor, support, cast.adviser)
    page = read(client_for("keyworker"), "engage", support.pk)
    assert f'value="{cast.adviser.pk}" selected' in page


def test_a_pair_that_stops_on_the_day_of_a_change_stops_the_day_after(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        row = naming.add_coworker(actor, support, cast.keyworker, "budget")
        naming.lay_ground(actor, support, GroundKind.objects.get(code="social"), days_ago(20))
        naming.lay_ground(actor, support, GroundKind.objects.get(code="autonomy"), today() + IN_30)
    client = client_for("keyworker")
    sent = {"on": (today() + IN_30).isoformat()}
    answer = client.post(
        reverse("support:coworker_end", args=[row.pk]), sent, follow=True, headers={"accept-language": "en"}
    )
    assert "they stop the day after" in answer.content.decode()
    with act_as("keyworker"):
        assert CoWorker.objects.get(pk=row.pk).period.upper == today() + timedelta(days=31)
