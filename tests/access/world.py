"""The objects that routes are tried on: the older lady's, which the team may see, and the stranger's, which nobody may."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.access.routes import Route
from tests.template import FOREIGN, OWN


def own(route: Route) -> dict[str, Any]:
    """The route's arguments, on what the west team may see."""
    return {name: OWN[value] if value in OWN else value for name, value in route.arguments.items()}


def foreign(route: Route) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same arguments with the guarded object replaced by the stranger's, then by one that does not exist."""
    hidden, absent = own(route), own(route)
    for name in route.guards:
        hidden[name] = FOREIGN[route.arguments[name]]
        absent[name] = uuid4()
    return hidden, absent


__all__ = ["UUID", "foreign", "own"]
