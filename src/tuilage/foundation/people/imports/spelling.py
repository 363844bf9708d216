"""Names as files write them, put as we write them; a first name that stands in the name's place. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from tuilage.core.tabular.targets import fold

from ..names import PARTICLES, clean_line

_PIECE = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_LOWER = frozenset({"de", "du", "des", "d", "la", "le", "les", "von", "van", "der", "da", "dos", "di"})


@lru_cache(maxsize=50_000)
def our_case(name: str) -> str:
    """ "DE LA TOUR" -> "de la Tour", "jean-paul" -> "Jean-Paul"; a name in both cases already is left as it is."""
    if not name or not (name.isupper() or name.islower()):
        return name
    pieces = _PIECE.findall(name)
    written = []
    for place, piece in enumerate(pieces):
        low = piece.lower()
        alone = place + 1 < len(pieces) and pieces[place + 1] in " '’"
        if low in _LOWER and alone and len(pieces) > 1 and (low in PARTICLES):
            written.append(low)
        else:
            written.append(
                piece[:1].upper() + low[1:] if len(piece) > 1 else piece.upper() if piece.isalpha() else piece
            )
    return "".join(written)


def tidy(value: str, longest: int) -> str:
    """One clean line, no longer than the field."""
    return clean_line(value)[:longest].rstrip()


@lru_cache(maxsize=1)
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    """First names that are no surnames, and surnames that are no first names, folded."""
    from faker.providers.person.fr_FR import Provider  # what the demonstration draws from too

    first = {fold(name) for name in (*Provider.first_names_female, *Provider.first_names_male)}
    last = {fold(name) for name in Provider.last_names}
    return frozenset(first - last), frozenset(last - first)


def seem_swapped(last: str, first: str) -> bool:
    """Whether a first name stands in the name's place and a surname in the first name's: both, never one alone."""
    only_first, only_last = _first_names()
    words = fold(first).split()
    return fold(last) in only_first and bool(words) and " ".join(words) in only_last
