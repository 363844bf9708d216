"""Names of files: what is shown of the one that was sent, and the one a file leaves under. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown_name(sent: str) -> str:
    """The last part of a name without what would deceive a reader (controls, right-to-left marks), cut to length.

    It is only ever shown: no path is made of it.
    """
    last = unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2])
    seen = "".join(character for character in last if unicodedata.category(character) not in _UNSEEN)
    return " ".join(seen.split()).lstrip(".")[:LONGEST_NAME].strip()


def plain_name(words: str) -> str:
    """Words as the name of a file that leaves: letters without accents, figures and dashes; "document" when none is left."""
    folded = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80].strip("-") or "document"
