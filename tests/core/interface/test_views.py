"""The two addresses of the frame itself."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory
from pytest_django import Settings

from tuilage.core.interface.views import session, style_guide


def test_a_page_left_open_learns_who_is_there_and_nothing_else(rf: RequestFactory) -> None:
    request = rf.get("/style/session/")
    request.user = AnonymousUser()
    assert json.loads(session(request).content)["account"] == ""

    request.user = SimpleNamespace(is_authenticated=True, pk=7)  # type: ignore[assignment]
    answer = session(request)
    assert set(json.loads(answer.content)) == {"account", "csrf"}
    assert json.loads(answer.content)["account"] == "7"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("debug", "demo"), [(True, False), (False, True)])
def test_the_style_page_exists_for_who_builds_and_who_tries(
    rf: RequestFactory, settings: Settings, debug: bool, demo: bool
) -> None:
    settings.DEBUG, settings.DEMO = debug, demo
    request = rf.get("/style/")
    request.user = AnonymousUser()
    assert "Odette Marchand" in style_guide(request).content.decode()


def test_the_style_page_does_not_exist_elsewhere(rf: RequestFactory, settings: Settings) -> None:
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(Http404):
        style_guide(rf.get("/style/"))
