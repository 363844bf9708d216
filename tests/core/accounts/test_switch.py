"""A post at the desk shared by several: one leaves it in one press, the next signs in, nothing is lost or seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import Cast


@pytest.mark.django_db
def test_leaving_the_post_ends_the_session_and_names_nobody(
    client_for: Callable[[str], Client], cast: Cast
) -> None:
    client = client_for("secretary")
    answer = client.post(reverse("accounts:switch"), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1] == ("/compte/login/?relais=1", 303)
    for name in (cast.secretary.last_name, cast.keyworker.last_name):
        assert name not in page
    assert client.get(reverse("reception:receive")).status_code == 302


@pytest.mark.django_db
def test_a_link_alone_signs_nobody_out(client_for: Callable[[str], Client]) -> None:
    client = client_for("secretary")
    assert client.get(reverse("accounts:switch")).status_code == 405
    assert client.get(reverse("reception:receive")).status_code == 200


@pytest.mark.browser
def test_what_was_being_typed_comes_back_to_who_typed_it(page_for: Callable[..., Any]) -> None:
    page = page_for("secretary")
    page.goto(reverse("reception:receive"))
    page.locator("textarea").first.fill("Je n'ai plus de quoi me chauffer")
    page.get_by_text("Mon menu").locator("xpath=ancestor::summary").click()
    page.get_by_role("button", name="Changer d’utilisateur").click()
    expect(page.get_by_role("button", name="Toucher ma clé de sécurité")).to_be_focused()
    again = page_for("secretary")
    again.goto(reverse("reception:receive") + "?brouillon=1")
    expect(again.locator("textarea").first).to_have_value("Je n'ai plus de quoi me chauffer")
