"""Who may do what: acts declared by rooms, granted to roles, asked as a pure question.

The database decides which rows exist for an actor; this decides which acts. Forbidden and absent look the same (404).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from tuilage.core.database.context import Actor

SECRETARY: Final = "medico_social_secretary"
CASE_WORKER: Final = "case_worker"
HEAD_OF_SERVICE: Final = "head_of_service"
POLICY_OFFICER: Final = "policy_officer"
PARTNER: Final = "partner"
DATA_PROTECTION_OFFICER: Final = "data_protection_officer"
ADMINISTRATOR: Final = "administrator"
ROLES: Final = (
    SECRETARY,
    CASE_WORKER,
    HEAD_OF_SERVICE,
    POLICY_OFFICER,
    PARTNER,
    DATA_PROTECTION_OFFICER,
    ADMINISTRATOR,
)
TEAM_ROLES: Final = frozenset({SECRETARY, CASE_WORKER, HEAD_OF_SERVICE})
EVERY_ROLE: Final = frozenset(ROLES)

_acts: dict[str, frozenset[str]] = {}
M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]


def declare_acts(room: str, acts: Mapping[str, Iterable[str]]) -> None:
    """Register a room's acts (`room.verb`) and the roles whose post allows them. Raises ValueError on a typo."""
    for act, roles in acts.items():
        granted = frozenset(roles)
        if not act.startswith(f"{room}.") or granted - EVERY_ROLE:
            raise ValueError(f"the act {act} or its roles {sorted(granted)} are not well named")
        _acts[act] = granted


def may(actor: Actor, act: str) -> bool:
    """Whether a post of this actor allows the act. An act nobody declared raises KeyError: a typo is no refusal."""
    return bool(_acts[act] & actor.roles)


def acts() -> dict[str, frozenset[str]]:
    """Every declared act with its roles (for the reference page and the tests)."""
    return dict(sorted(_acts.items()))


def refuse(request: HttpRequest, what: str, person: UUID | None = None) -> Http404:
    """Note the refusal, to be journalled after the rollback, and build the answer that tells nothing."""
    refusals: list[tuple[str, UUID | None]] = getattr(request, "refusals", [])
    refusals.append((what, person))
    request.refusals = refusals  # type: ignore[attr-defined]
    return Http404(what)


def allow(act: str) -> Callable[[View], View]:
    """Guard a view: nobody signs in first, somebody without the act sees a page that does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(actor, act):
                raise refuse(request, act)
            return view(request, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return guard


def find_or_404(request: HttpRequest, rows: QuerySet[M], **lookup: Any) -> M:
    """The row, or the 404 of what is absent or hidden: the two cannot be told apart, both are journalled."""
    found = rows.filter(**lookup).first()
    if found is None:
        raise refuse(request, f"{rows.model._meta.label_lower} {next(iter(lookup.values()), '')}"[:200])
    return found


def anyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view as open to everyone, with or without an account: the route table must say so too."""
    view.act = "anyone"  # type: ignore[attr-defined]
    return view
