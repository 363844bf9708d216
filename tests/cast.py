"""The cast, at hand in a test: `cast.secretary` is a Professional, `cast.older_lady` a Person."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from tuilage.core.database.context import Actor
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.sharing import cast as names


class Cast:
    """Professionals are rows anyone may read; persons are given as keys, for only some may read them."""

    def __getattr__(self, name: str) -> Any:
        if any(role.key == name for role in names.PROFESSIONALS):
            found: Any = Professional.objects.get(pk=names.key(name))
        elif any(somebody.key == name for somebody in names.PERSONS):
            found = names.key(name)
        elif name in names.TEAMS:
            found = Team.objects.get(pk=names.key(f"team {name}"))
        else:
            raise AttributeError(name)
        self.__dict__[name] = found
        return found

    def actor(self, name: str) -> Actor:
        """The actor of a professional of the cast."""
        return actor_for(getattr(self, name))

    @cached_property
    def professionals(self) -> list[str]:
        """The keys of the professionals."""
        return [role.key for role in names.PROFESSIONALS]

    @staticmethod
    def key(name: str) -> UUID:
        """The fixed key of anything in the cast."""
        return names.key(name)
