"""The one text of an entry that its seal covers. The sealing function and the verifier share it, and no other does.

Each field is written as its length in bytes, a colon and itself; a field without value is a dash. No two entries
can have the same text, and no field can pass for its neighbour. Instants are microseconds since 1970, UTC.

A change here would break every chain there is: give the text a new first word instead, and keep the old one
for the entries sealed under it.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "tuilage journal 1;"
GENESIS: Final = bytes(32)
MISSING: Final = b"missing when it was to be sealed"

_FIELDS: Final = (
    "{e}.id::text",
    "(extract(epoch from {e}.at) * 1000000)::bigint::text",
    "{e}.actor_id::text",
    "{e}.system::text",
    "{e}.service::text",
    "{e}.act::text",
    "{e}.person_id::text",
    "{e}.part::text",
    "{e}.reason::text",
)


def canonical(entry: str = "e") -> str:
    """The SQL expression of the text of the entry whose alias is `entry`."""
    parts = (field.format(e=entry) for field in _FIELDS)
    return f"'{VERSION}' || " + " || ".join(
        f"coalesce(octet_length({part})::text || ':' || {part}, '-')" for part in parts
    )


def digest(entry: str = "e") -> str:
    """The SQL expression of the SHA-256 of that text (32 bytes)."""
    return f"sha256(convert_to({canonical(entry)}, 'UTF8'))"
