"""Keys made by the application, in the order of time (UUIDv7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A key that nobody can guess and that an index likes: made here, so that no row need be read back."""
    return UUID(int=uuid7().int)
