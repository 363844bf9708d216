"""The administrator's pages: accounts made, invited, closed, helped; nobody else has them; each act is a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.core.accounts.conftest import PASSWORD, signed_in
from tuilage.core.accounts.models import User
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Entry

ActAs = Callable[..., AbstractContextManager[Actor]]
SignIn = Callable[..., Client]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
NEW = {"username": "zoe-martin", "first_name": "Zoé", "last_name": "Martin", "email": "zoe@tuilage.example"}


def create(client_for: ClientFor, **changes: str) -> User:
    answer = client_for("administrator").post(reverse("accounts:create"), NEW | changes)
    assert answer.status_code == 303, answer.content
    return User.objects.get(username=NEW["username"])


def link() -> str:
    """The last invitation's address, as its reader would follow it."""
    (found,) = re.findall(r"https?://testserver(/comptes/invitation/\S+)", str(mail.outbox[-1].body))
    return str(found)


def choose(path: str, password: str = PASSWORD, again: str = "") -> Any:
    client = Client()
    client.get(path)
    return client.post(reverse("accounts:invitation"), {"password": password, "again": again or password})


def test_an_invited_professional_chooses_a_password_and_signs_in(client_for: ClientFor) -> None:
    account = create(client_for)
    assert mail.outbox[-1].to == [account.email]
    assert not account.has_usable_password()
    client = Client()
    opened = client.get(link())
    assert opened.headers["Location"] == reverse("accounts:invitation"), "the address carries nothing"
    assert "zoe-martin" in client.get(reverse("accounts:invitation")).content.decode()
    assert choose(link(), "weak").status_code == 422
    assert choose(link(), PASSWORD, "Another-horse-8-battery").status_code == 422
    assert choose(link()).headers["Location"] == reverse("account_login")
    client.post(reverse("account_login"), {"login": "zoe-martin", "password": PASSWORD})
    assert signed_in(client)


def test_the_link_works_once(client_for: ClientFor) -> None:
    create(client_for)
    assert choose(link()).status_code == 303
    assert choose(link(), "Another-horse-8-battery").status_code == 410


def test_the_link_works_for_72_hours(client_for: ClientFor) -> None:
    create(client_for)
    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=73), tick=False):
        assert choose(link()).status_code == 410
    with time_machine.travel(now + timedelta(hours=71), tick=False):
        assert choose(link()).status_code == 303


def test_only_the_last_link_works(client_for: ClientFor) -> None:
    account = create(client_for)
    first = link()
    client_for("administrator").post(reverse("accounts:invite", args=[account.pk]))
    assert choose(first).status_code == 410
    assert choose(link()).status_code == 303


@pytest.mark.parametrize("token", ["x", "WyJ4Il0:x:y", "a" * 500])
def test_a_forged_link_leads_nowhere(token: str) -> None:
    assert choose(reverse("accounts:open_invitation", args=[token])).status_code == 410


def test_a_closed_account_is_not_joined(client_for: ClientFor) -> None:
    account = create(client_for)
    client_for("administrator").post(reverse("accounts:close", args=[account.pk]))
    assert choose(link()).status_code == 410


def test_without_an_address_the_link_is_shown_once(client_for: ClientFor) -> None:
    client = client_for("administrator")
    page = client.post(reverse("accounts:create"), NEW | {"email": ""}, follow=True)
    assert "/comptes/invitation/" in page.content.decode()
    assert not mail.outbox
    account = User.objects.get(username="zoe-martin")
    assert (
        "/comptes/invitation/" not in client.get(reverse("accounts:one", args=[account.pk])).content.decode()
    )


@pytest.mark.parametrize(
    "changes", [{"username": "claire"}, {"username": "CLAIRE"}, {"email": "Claire@tuilage.example"}]
)
def test_two_accounts_never_share_a_name_or_an_address(
    client_for: ClientFor, changes: dict[str, str]
) -> None:
    before = User.objects.count()
    answer = client_for("administrator").post(reverse("accounts:create"), NEW | changes)
    assert answer.status_code == 422
    assert User.objects.count() == before


def test_a_closed_account_is_out_at_its_next_click(
    sign_in: SignIn, account: User, client_for: ClientFor
) -> None:
    client = sign_in()
    assert signed_in(client)
    administrator = client_for("administrator")
    administrator.post(reverse("accounts:close", args=[account.pk]))
    assert not signed_in(client)
    assert not signed_in(sign_in())
    administrator.post(reverse("accounts:reopen", args=[account.pk]))
    assert not signed_in(client), "an ended session does not come back"
    assert signed_in(sign_in())


def test_nobody_closes_their_own_account(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("administrator")
    client.post(reverse("accounts:close", args=[cast.administrator.account_id]))
    assert User.objects.get(pk=cast.administrator.account_id).is_active
    assert client.get(reverse("accounts:list")).status_code == 200


def test_a_locked_account_is_unlocked(sign_in: SignIn, account: User, client_for: ClientFor) -> None:
    for _ in range(5):
        sign_in(password="Not-this-one-7")
    assert not signed_in(sign_in())
    client_for("administrator").post(reverse("accounts:unlock", args=[account.pk]))
    assert signed_in(sign_in())


def test_each_act_is_a_line_of_the_journal(client_for: ClientFor, account: User, act_as: ActAs) -> None:
    client = client_for("administrator")
    for act in ("invite", "unlock", "second_factor", "close", "reopen"):
        assert client.post(reverse(f"accounts:{act}", args=[account.pk])).status_code == 303
    with act_as("dpo"):
        lines = list(Entry.objects.filter(act="account").order_by("at").values_list("part", flat=True))
    assert lines == [f"{act} {account.pk}" for act in ("invite", "unlock", "second_factor", "close", "open")]


def test_accounts_are_found_by_name_and_by_state(client_for: ClientFor, account: User) -> None:
    client = client_for("administrator")

    def names(answer: Any) -> list[str]:
        table = answer.context["table"]
        return [row[0].text for row in table.rows] if table else []

    assert names(client.post(reverse("accounts:list"), {"q": "clair tuilage"})) == ["claire"]
    assert names(client.post(reverse("accounts:list"), {"q": "nobody"})) == []
    client.post(reverse("accounts:close", args=[account.pk]))
    assert names(client.get(reverse("accounts:list") + "?etat=closed")) == ["claire"]
    assert "claire" not in names(client.get(reverse("accounts:list") + "?etat=open"))
    create(client_for)
    assert names(client.get(reverse("accounts:list") + "?etat=invited")) == ["zoe-martin"]


def test_the_pages_name_no_person(client_for: ClientFor, account: User) -> None:
    client = client_for("administrator")
    for address in (reverse("accounts:list"), reverse("accounts:one", args=[account.pk])):
        text = client.get(address).content.decode()
        assert not [name for name in ("Odette", "Enzo", "Quillévéré") if name in text]


def test_queries_do_not_grow(client_for: ClientFor, django_assert_max_num_queries: Any) -> None:
    client = client_for("administrator")
    client.get(reverse("accounts:list"))
    User.objects.bulk_create([User(username=f"agent-{n}", email=f"a{n}@x.example") for n in range(60)])
    with django_assert_max_num_queries(15):
        client.get(reverse("accounts:list"))


@pytest.mark.parametrize("name", ["secretary", "keyworker", "head", "youth_partner", "policy_officer", "dpo"])
@pytest.mark.parametrize(
    "route", ["list", "create", "one", "invite", "close", "reopen", "unlock", "second_factor"]
)
def test_for_everyone_else_these_pages_do_not_exist(
    client_for: ClientFor, account: User, name: str, route: str
) -> None:
    address = reverse(f"accounts:{route}", args=[] if route in ("list", "create") else [account.pk])
    client = client_for(name)
    assert client.post(address).status_code == 404
    account.refresh_from_db()
    assert account.is_active
