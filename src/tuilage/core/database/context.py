"""Who acts, told to PostgreSQL for the length of one transaction.

Everything that touches a protected table runs inside `acting(actor)`: requests by the middleware, jobs by
`core.jobs`, commands by the command line. Without it no row about a person exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from tuilage.core.database.clock import today
from tuilage.core.database.keys import new_id

Kind = Literal["agent", "system", "nobody"]
SYSTEM_ACTORS = frozenset({"clock", "escalation", "import", "sealing", "demo"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a professional at their posts, a named system actor, or nobody."""

    id: UUID | None = None
    name: str = ""
    kind: Kind = "nobody"
    roles: frozenset[str] = field(default_factory=frozenset)
    teams: tuple[UUID, ...] = ()
    post_label: str = ""
    account_id: UUID | None = None

    @property
    def known(self) -> bool:
        """Whether anyone acts at all."""
        return self.kind != "nobody"


NOBODY = Actor()
_current: ContextVar[Actor] = ContextVar("tuilage_actor", default=NOBODY)


def system(name: str) -> Actor:
    """A named system actor; the database grants each its own rows. Raises ValueError for an unknown name."""
    if name not in SYSTEM_ACTORS:
        raise ValueError(f"no system actor is called {name}")
    return Actor(name=name, kind="system")


def current() -> Actor:
    """The actor of the running transaction."""
    return _current.get()


def _tell(actor: Actor, purpose: str) -> None:
    """Write the context into the transaction. pghistory reads its two variables from the same place."""
    who = {"actor": str(actor.id or ""), "name": actor.name, "post": actor.post_label, "purpose": purpose}
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tuilage.actor', %s, true), set_config('tuilage.system', %s, true),"
            " set_config('tuilage.purpose', %s, true), set_config('tuilage.today', %s, true),"
            " set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [
                str(actor.id or ""),
                actor.name if actor.kind == "system" else "",
                purpose,
                today().isoformat(),
                str(new_id()) if actor.known else "",
                json.dumps(who) if actor.known else "",
            ],
        )


@contextmanager
def acting(actor: Actor, purpose: str = "") -> Iterator[Actor]:
    """Open a transaction (a savepoint inside one) in which `actor` acts, and give the context back at its end."""
    before, nested = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        token = _current.set(actor)
        try:
            _tell(actor, purpose)
            yield actor
        finally:
            _current.reset(token)
        # After an error the rollback has already given the outer context back.
        if nested:
            _tell(before, "")


def check_constraints_now() -> None:
    """Let deferred constraints speak at the end of an action, not at commit where nobody could explain them."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@contextmanager
def counting() -> Iterator[None]:
    """Count over all rows as the stats role, which can read no identity (columns granted one by one)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local role tuilage_stats")
        yield
        with connection.cursor() as cursor:
            cursor.execute("reset role")
