"""Every route × every role, with the expected code; what is hidden answers exactly like what does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.routes import ACCOUNT_ROUTES, OPEN_TO_ALL, ROLES, ROUTES, Route
from tests.access.world import foreign, own

pytestmark = pytest.mark.django_db
IDS = [route.name for route in ROUTES]


def _names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_route_has_its_line() -> None:
    known = {route.name for route in ROUTES} | set(ACCOUNT_ROUTES) | set(OPEN_TO_ALL)
    assert set(_names(get_resolver().url_patterns)) == known


def test_every_view_names_its_act() -> None:
    for pattern in _views(get_resolver().url_patterns):
        module = getattr(pattern.callback, "__module__", "")
        if module.startswith("tuilage"):
            assert getattr(pattern.callback, "act", None), f"{module}: {pattern.name} has no act"


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern


def _ask(client: Client, route: Route, kwargs: dict[str, Any]) -> Any:
    address = reverse(route.name, kwargs=kwargs)
    return client.post(address, {}) if route.method == "POST" else client.get(address)


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_each_role_gets_what_the_table_says(route: Route, client_for: Callable[[str], Client]) -> None:
    kwargs = own(route)
    got = {"anonymous": _ask(Client(), route, kwargs).status_code}
    for role, name in ROLES.items():
        got[role] = _ask(client_for(name), route, kwargs).status_code
    assert got == route.expected()


@pytest.mark.parametrize("route", [r for r in ROUTES if r.guards], ids=lambda r: r.name)
def test_what_belongs_to_the_stranger_does_not_exist(
    route: Route, client_for: Callable[[str], Client]
) -> None:
    hidden, absent = foreign(route)
    for name in ROLES.values():
        client = client_for(name)
        refused, missing = _ask(client, route, hidden), _ask(client, route, absent)
        assert refused.status_code == 404, name
        assert missing.status_code == 404
        assert _body(refused) == _body(missing)


def _body(answer: Any) -> str:
    """The page without what differs at each showing (tokens, keys, the address itself)."""
    import re

    text = answer.content.decode()
    text = re.sub(r'value="[A-Za-z0-9]{64}"|data-csrf="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
