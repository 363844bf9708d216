"""The demonstration's door exists in the demonstration only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_one_click_signs_in_as_somebody_of_the_cast(settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    page = client.get(reverse("public:demo")).content.decode()
    assert "Nadia Ferreira" in page
    answer = client.post(reverse("public:sign-in-as", args=["secretary"]), follow=True)
    assert "Aujourd’hui" in answer.content.decode()


def test_outside_the_demonstration_the_door_does_not_exist(settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    assert client.get(reverse("public:demo")).status_code == 404
    assert client.post(reverse("public:sign-in-as", args=["secretary"])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_nobody_out_of_the_cast_can_be_signed_in(settings: Any) -> None:
    settings.DEMO = True
    assert Client().post(reverse("public:sign-in-as", args=["admin"])).status_code == 404


def test_health_says_the_three_versions() -> None:
    answer = Client().get("/healthz").json()
    assert answer["database"].startswith("PostgreSQL 18")
    assert answer["code"]
    assert "." in answer["schema"]
