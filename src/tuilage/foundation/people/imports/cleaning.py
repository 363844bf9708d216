"""A row of a file made an identity, by rules that say what they did. Pure: communes and the day are arguments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tuilage.core.tabular.targets import Reading, Remark, fold

from .dates import NOTHING, ReadDate, read_date
from .fields import GENDERS
from .spelling import our_case, seem_swapped, tidy

LONGEST = {"birth_name": 200, "used_name": 200, "first_names": 200, "birth_place": 200, "address": 300}
EMPTY = frozenset({"inconnu", "inconnue", "null", "none", "nc", "n c", "nr", "sans objet"})
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]")
_BROKEN = re.compile("\ufffd|Ã[©¨ª«§\u00b4¢¯®¹»]")


@dataclass(frozen=True, slots=True)
class Place:
    """A commune found; `sentence` tells that its code or name is an old one."""

    pk: UUID
    sentence: str = ""


FindCommune = Callable[[str, str, str], Place | None]  # INSEE code, postcode, name


@dataclass(slots=True)
class Identity:
    """A cleaned row, and what was said on the way. `rejected` when nobody can be made of it."""

    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    rejected: bool = False

    def say(self, code: str, about: str = "", value: str = "", detail: str = "") -> None:
        """Add a remark."""
        self.remarks.append(Remark(code, about, value, detail))

    def reject(self, code: str, about: str = "", value: str = "") -> None:
        """Add a remark for which the row is not taken."""
        self.say(code, about, value)
        self.rejected = True


def clean(row: Mapping[str, str], reading: Reading, today: date, find: FindCommune) -> Identity:
    """Make an identity of a row's values (field -> text)."""
    made = Identity()
    _names(made, row)
    born, died = _dates(made, row, reading, today)
    made.values |= {
        "birth_year": born.year,
        "birth_month": born.month,
        "birth_day": born.day,
        "died_on": died,
    }
    _gender(made, row)
    _contact(made, row)
    _commune(made, row, find)
    for name in ("birth_place", "address"):
        made.values[name] = _kept(made, row, name)
    made.values["birth_place"] = our_case(made.values["birth_place"])
    _key(made, row)
    return made


def _kept(made: Identity, row: Mapping[str, str], name: str) -> str:
    text = row.get(name, "")
    text = "" if fold(text) in EMPTY else text
    if _HIDDEN.search(text):
        made.say("text.hidden", name, text)
    if _BROKEN.search(text):
        made.say("text.broken", name, text)
    kept = tidy(text, LONGEST[name])
    if len(text.strip()) > LONGEST[name]:
        made.say("text.cut", name, text)
    return kept


def _names(made: Identity, row: Mapping[str, str]) -> None:
    names = {name: our_case(_kept(made, row, name)) for name in ("birth_name", "used_name", "first_names")}
    for name, text in names.items():
        if text and not any(c.isalpha() for c in text):
            made.reject("name.unreadable", name, text)
        elif any(c.isdigit() for c in text):
            made.say("name.figures", name, text)
    last = names["birth_name"] or names["used_name"]
    if not last or not names["first_names"]:
        made.reject(
            "name.missing", "first_names" if last else "birth_name", " ".join(filter(None, names.values()))
        )
    elif seem_swapped(last, names["first_names"]):
        made.say("name.swapped", "first_names", f"{names['first_names']} {last}")
        where = "birth_name" if names["birth_name"] else "used_name"
        names[where], names["first_names"] = names["first_names"], last
    if names["used_name"] == names["birth_name"]:
        names["used_name"] = ""
    made.values |= names


def _dates(
    made: Identity, row: Mapping[str, str], reading: Reading, today: date
) -> tuple[ReadDate, date | None]:
    born = _date(made, row, "birth_date", reading, today)
    died = _date(made, row, "died_on", reading, today)
    if died.year and not died.full:
        made.say("death.partial", "died_on", row.get("died_on", ""))
    passed = died.full
    if passed and (earliest := born.birth.earliest) and passed < earliest:
        made.reject("death.before_birth", "died_on", row.get("died_on", ""))
    elif passed:
        made.say("death.told", "died_on", row.get("died_on", ""))
    return born, passed


def _date(made: Identity, row: Mapping[str, str], name: str, reading: Reading, today: date) -> ReadDate:
    text = row.get(name, "")
    read = read_date(text, reading.date_order, today, fold(text))
    if read.problem:
        made.say(f"date.{read.problem}", name, text)
    return read


def _gender(made: Identity, row: Mapping[str, str]) -> None:
    text = row.get("gender", "")
    found = GENDERS.get(fold(text), "")
    if text and not found:
        made.say("gender.unknown", "gender", text)
    made.values["gender"] = "" if found == "unknown" else found


def _contact(made: Identity, row: Mapping[str, str]) -> None:
    text = row.get("phone", "")
    digits = re.sub(r"[^\d+]", "", text)
    if re.fullmatch(r"[1-9]\d{8}", digits):  # a spreadsheet ate the zero
        digits = f"0{digits}"
    if re.fullmatch(r"(\+33|0033)0?[1-9]\d{8}", digits):
        digits = f"0{digits[-9:]}"
    good = re.fullmatch(r"0[1-9]\d{8}|(\+|00)\d{8,15}", digits) is not None and len(set(digits[2:])) > 1
    if text and not good and fold(text) not in NOTHING:
        made.say("phone.unreadable", "phone", text)
    made.values["phone"] = (
        (" ".join(re.findall("..", digits)) if digits.startswith("0") and len(digits) == 10 else digits)
        if good
        else ""
    )
    text = tidy(row.get("email", ""), 300).lower()
    good = bool(_EMAIL.match(text)) and len(text) <= 254
    if text and not good and fold(text) not in NOTHING:
        made.say("email.unreadable", "email", text)
    made.values["email"] = text if good else ""


def _commune(made: Identity, row: Mapping[str, str], find: FindCommune) -> None:
    insee, name = row.get("insee", "").strip().upper(), row.get("commune", "").strip()
    postcode = re.sub(r"\s", "", row.get("postcode", ""))
    insee = f"0{insee}" if re.fullmatch(r"\d{4}", insee) else insee
    postcode = f"0{postcode}" if re.fullmatch(r"\d{4}", postcode) else postcode
    place = find(insee, postcode, name) if insee or postcode or name else None
    if ((insee or postcode or name) and place is None and fold(name) not in NOTHING | {""}) or (
        insee and not place
    ):
        made.say(
            "commune.unknown",
            "insee" if insee else "commune",
            " ".join(filter(None, (insee, postcode, name))),
        )
    elif place and place.sentence:
        made.say("commune.merged", "insee" if insee else "commune", name or insee, place.sentence)
    made.values["commune_id"] = place.pk if place else None


def _key(made: Identity, row: Mapping[str, str]) -> None:
    """The source's number; without one, a fingerprint of names and birth: the same row next time is the same row."""
    number = tidy(row.get("external_id", ""), 300)
    if len(number) > 100:
        made.reject("number.long", "external_id", number)
    if not number and made.values["birth_year"] is None and not made.rejected:
        made.reject("birth.needed", "birth_date", row.get("birth_date", ""))
    if not number and "external_id" in row and not made.rejected:
        made.say("number.missing", "external_id")
    values = made.values
    who = "|".join(
        [*(fold(values[name]) for name in ("birth_name", "used_name", "first_names")),
         *(str(values[f"birth_{part}"]) for part in ("year", "month", "day"))]
    )  # fmt: skip
    values["value"] = number[:100] or f"~{hashlib.sha256(who.encode()).hexdigest()[:40]}"
