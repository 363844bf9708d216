"""Signed checkpoints of the chain, in a file outside the database: what shows a lost tail or a recomputed chain.

One JSON object a line, each signed (HMAC-SHA256 with a key of its own) over itself and the signature before it, so
that no line can be changed, taken out or put elsewhere. Whoever holds both this machine's key and the database's
owner can forge everything: copy the file elsewhere (docs/how-to), the last line is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tuilage.core.database import embedded, roles

START = "0" * 64
TAIL_BYTES = 4096


@dataclass(frozen=True)
class Checkpoint:
    """The chain's `hash` at `seq` when it was written; or, with `purged`, that so many entries before `before` left."""

    seq: int
    hash: str
    at: datetime
    before: str = ""
    purged: int = 0


@dataclass(frozen=True)
class Flaw:
    """A line of the file that cannot be trusted; the lines after it are judged from it on."""

    line: int


def default_path() -> Path:
    """settings.JOURNAL_CHECKPOINTS, else checkpoints/journal.log in the data folder."""
    chosen = getattr(settings, "JOURNAL_CHECKPOINTS", None)
    return Path(chosen) if chosen else embedded.data_folder() / "checkpoints" / "journal.log"


def append(
    path: Path, seq: int, chain_hash: bytes, *, before: str = "", purged: int = 0, key: bytes | None = None
) -> None:
    """Sign and append one checkpoint; on the disk when it returns. OSError when it cannot be written."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    with embedded.locked(path.with_suffix(".lock")):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            previous = _last_signature(descriptor)
            content = {
                "seq": seq, "hash": chain_hash.hex(), "at": timezone.now().isoformat(),
                "before": before, "purged": purged, "previous": previous,
            }  # fmt: skip
            line = json.dumps({**content, "signature": _sign(content, key or _key())})
            os.write(descriptor, line.encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(path: Path, size: int | None = None, key: bytes | None = None) -> Iterator[Checkpoint | Flaw]:
    """The checkpoints in the first `size` bytes of the file, in order; a Flaw in place of a line that lies.

    A last line cut short by a crash is passed over: it was never promised.
    """
    if not path.exists():
        return
    key, previous, rest = key or _key(), START, path.stat().st_size if size is None else size
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            rest -= len(raw)
            if rest < 0 or not raw.endswith(b"\n"):
                return
            try:
                content = json.loads(raw)
                signature = content.pop("signature")
                true = hmac.compare_digest(signature, _sign(content, key)) and content["previous"] == previous
                found = Checkpoint(
                    content["seq"], content["hash"], datetime.fromisoformat(content["at"]),
                    content["before"], content["purged"],
                )  # fmt: skip
            except (ValueError, KeyError, TypeError, AttributeError):
                yield Flaw(number)
                continue
            previous = signature
            yield found if true else Flaw(number)


def last_seq(path: Path) -> int:
    """The furthest number of the chain that a checkpoint has seen; 0 without any. Reads the whole file."""
    return max((found.seq for found in read(path) if isinstance(found, Checkpoint)), default=0)


def size_now(path: Path) -> int:
    """How long the file is at this instant, in bytes: what is appended later is not ours to judge."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _key() -> bytes:
    return roles.secret("journal").encode()


def _sign(content: dict[str, Any], key: bytes) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _last_signature(descriptor: int) -> str:
    """The signature to follow; goes to where the next line begins, past a line that a crash cut short."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    start = os.lseek(descriptor, max(0, end - TAIL_BYTES), os.SEEK_SET)
    tail = os.read(descriptor, TAIL_BYTES)
    whole = tail.rfind(b"\n") + 1
    os.lseek(descriptor, start + whole, os.SEEK_SET)
    os.ftruncate(descriptor, start + whole)
    lines = tail[:whole].splitlines()
    try:
        return str(json.loads(lines[-1])["signature"])
    except (IndexError, ValueError, KeyError, TypeError):
        return START
