"""Fifteen questions to the database at most on every page, whoever opens it: sign-in, permission and journal included."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.routes import ROLES, ROUTES, Route
from tests.access.world import own

pytestmark = pytest.mark.django_db
MOST = 15
PAGES = [route for route in ROUTES if route.method == "GET" and 200 in route.expected().values()]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_a_page_asks_little_whoever_opens_it(
    route: Route,
    client_for: Callable[[str], Client],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    address = reverse(route.name, kwargs=own(route))
    codes = route.expected()
    problems = []
    for role, name in ROLES.items():
        if codes[role] != 200:
            continue
        client = client_for(name)
        client.get(address)  # what a process does once: the site, content types, translations
        try:
            with django_assert_max_num_queries(MOST):
                assert client.get(address).status_code == 200
        except AssertionError as problem:
            problems.append(f"{role}: {problem}")
    assert not problems, "\n".join(problems)
