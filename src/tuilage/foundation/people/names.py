"""Names as people write them, and the keys by which they are found again. Pure.

A name is kept as it was typed (less what no reader could see); it is *found* by folded words, by their sound in
French, and by what remains when any one letter is left out, so that one slip of the keyboard does not hide anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 24
MOST_WORDS = 12

# Bidirectional overrides and marks, zero-width spaces: they change what a reader sees. Joiners stay: emoji and
# several scripts need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "ð": "d", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile("[-'’\u02bc\u2010\u2011]")
PARTICLES = frozenset(
    [
        "al",
        "ap",
        "ben",
        "bin",
        "d",
        "da",
        "dal",
        "das",
        "de",
        "degli",
        "dei",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "l",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "mac",
        "mc",
        "o",
        "ou",
        "san",
        "van",
        "vom",
        "von",
        "zu",
    ]
)
_SAINT = {"st": "saint", "ste": "sainte"}


def clean_line(value: str) -> str:
    """One line as typed, in canonical form (NFC), without control characters, bidi overrides or double spaces."""
    return " ".join(clean_text(value).split())


def clean_text(value: str) -> str:
    """Several lines as typed, in canonical form (NFC), without control characters or bidi overrides."""
    kept = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", kept)).strip()


@lru_cache(maxsize=50_000)
def _letters(text: str) -> str:
    """Lower case without marks or ligatures; letters of other scripts stay what they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LIGATURES)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: `gall`, and `legall` when particles stand before it."""

    plain: str
    joined: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The ways it may have been typed."""
        return (self.plain, self.joined) if self.joined else (self.plain,)


def name_words(text: str) -> list[Word]:
    """The words of a name, particles joined to the word after them; a name of particles or signs only keeps them."""
    folded = _letters(clean_line(text))
    tokens = [_SAINT.get(token, token)[:LONGEST_WORD] for token in _WORD.findall(folded)]
    if not tokens:
        sign = folded.strip()[:LONGEST_WORD]
        return [Word(sign)] if sign else []
    words: list[Word] = []
    before = ""
    for token in tokens:
        if token in PARTICLES:
            before += token
        else:
            words.append(Word(token, (before + token)[:LONGEST_WORD] if before else ""))
            before = ""
    if before:
        words.append(Word(before[:LONGEST_WORD]))
    return words[:MOST_WORDS]


def fold(name: str) -> str:
    """A name as it is compared and sorted: no accent, ligature, case, apostrophe, hyphen or particle."""
    return " ".join(word.plain for word in name_words(name))


# French sounds, in order. 1, 2, 3 are the nasals (in, an, on); S is "ch". Written for surnames: what
# distinguishes Dupont, Dupond and Dupon is not heard.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"(?<=[aeiou])x$", ""),
        (r"febv|fesv", "fev"),
        (r"(.)\1+", r"\1"),
        (r"^h|(?<![cs])h", ""),
        (r"th", "t"),
        (r"eau|aul(?=t)|au", "o"),
        (r"gn", "ni"),
        (r"ge(?=[aou])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"sch|sh|ch(?![rlnt])|tch", "S"),
        (r"ch|cqu?|ck|qu?|c", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"oin", "w1"),
        (r"oi|oy", "wa"),
        (r"(?:ai|ei|ae|e?i|y|u)[nm](?![aeiouynw])", "1"),
        (r"ie[nm](?![aeiouynw])", "i1"),
        (r"(?:e?a|ae|e)[nm](?![aeiouynw])", "2"),
        (r"o[nm](?![aeiouynw])", "3"),
        (r"oeu|eu", "e"),
        (r"ai|ay|ei|ey", "e"),
        (r"ill(?=[aeiou])|ll(?=[ei])", "l"),
        (r"y", "i"),
        (r"w(?!a|1)", "v"),
        (r"ou", "u"),
        (r"(er|ez|et|ee|es)$", "e"),
        (r"(?<=..)[edtpsx]+$", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a folded word sounds in French; "" for a word of other letters, or too short to tell anything."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return ""
    heard = word
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard if len(heard) >= 2 else ""


def one_letter_less(word: str) -> set[str]:
    """The word and what remains of it without any one letter; short words give nothing (they resemble everything)."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) >= 4 else set()


@lru_cache(maxsize=50_000)
def word_keys(form: str) -> tuple[str, ...]:
    """The keys of one form of a word: `.exact`, `=sound`, and one letter less."""
    heard = sound(form)
    return (f".{form}", *([f"={heard}"] if heard else []), *sorted(one_letter_less(form)))


def identity_keys(*names: str) -> list[str]:
    """Every key by which a person of these names is found. A compound (Jean-Paul) is also found in one word."""
    keys: set[str] = set()
    for name in names:
        for word in name_words(name):
            for form in word.forms:
                keys.update(word_keys(form))
        for part in name.split():
            compound = "".join(_WORD.findall(_letters(part))) if _JOINED.search(part) else ""
            if compound:
                keys.update(word_keys(compound[:LONGEST_WORD]))
    return sorted(keys)


def query_units(words: Iterable[str]) -> list[dict[str, list[str]]]:
    """What to look for, word by word: the exact keys, those that sound the same, those one slip away."""
    units: list[dict[str, list[str]]] = []
    seen: set[str] = set()
    for text in words:
        for word in name_words(text):
            if word.plain in seen or len(units) >= MOST_WORDS:
                continue
            seen.add(word.plain)
            sounds = sorted({f"={heard}" for form in word.forms if (heard := sound(form))})
            near = sorted(set().union(*(one_letter_less(form) for form in word.forms)))
            units.append({"exact": [f".{form}" for form in word.forms], "sound": sounds, "near": near})
    return units
