"""The written document of a support, to sign and keep: a tagged PDF/UA made by typst from plain data.

A character that no font at hand can draw (an emoji, a rare script) is replaced by a visible mark, and the sheet says
so: typst would refuse the whole document otherwise, and nothing may vanish unseen.
"""

from __future__ import annotations

import json
import re
import unicodedata
from importlib.resources import files
from typing import Any, Final

import typst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuilage.core.interface.dates import short_day
from tuilage.practice.support.models import Step, Support
from tuilage.practice.support.views.project import Project

MARK: Final = "\N{WHITE SQUARE}"
TRIES: Final = 40
_NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def contract(project: Project) -> bytes:
    """The project as a PDF. Raises typst.TypstError only if the template itself is wrong."""
    return draw(told(project))


def told(project: Project) -> dict[str, Any]:
    """What the sheet says, in the active language: plain strings and lists, nothing that runs."""
    support, person = project.support, project.person
    since = support.started_on or support.adhesion_on or support.proposed_on
    return {
        "lang": (get_language() or "fr")[:2],
        "title": str(support.kind),
        "person": person.name,
        "intro": str(support.kind.description),
        "limits_label": _("Where it stops"),
        "limits": str(support.kind.limits),
        "words_label": _("What I want, in my words"),
        "words": support.own_words,
        "facts": [
            [_("Begins on"), short_day(since)],
            [_("Duration"), _("%(months)d months") % {"months": support.months or 0}],
            [_("Agreement"), _agreement(support)],
            [_("Keyworker"), project.now.name if project.now else ""],
            [_("Areas of life"), ", ".join(support.domain_labels)],
        ],
        "goals_label": _("Our goals"),
        "goals": [
            {"sentence": goal.sentence, "words": goal.person_words, "steps": [_step(step) for step in steps]}
            for goal, steps in project.goals_and_steps
        ],
        "steps_label": _("On the way"),
        "steps": [_step(step) for step in project.other_steps],
        "criteria_label": _("We will see that it went well when…"),
        "criteria": [
            criterion.sentence + (f" : {criterion.get_answer_display()}" if criterion.answer else "")
            for criterion in project.criteria
        ],
        "right": _(
            "I can take my agreement back at any time. I can read what is written about me, and add my own words."
        ),
        "sign": [
            pgettext("signature", "%(name)s, the person") % {"name": person.name},
            pgettext("signature", "%(name)s, the keyworker")
            % {"name": project.now.name if project.now else ""},
        ],
        "foot": _("%(team)s. Printed on %(day)s.") % {"team": support.team, "day": short_day(project.day)},
        "mark_label": "",
    }


def _agreement(support: Support) -> str:
    if support.adhesion_on is None:
        return ""
    return f"{support.get_adhesion_how_display()}, {short_day(support.adhesion_on)}"


def _step(step: Step) -> str:
    who = _("the person") if step.by == Step.By.PERSON else str(step.professional)
    due = f", {short_day(step.due_on)}" if step.due_on else ""
    return f"{step.what} ({who}{due})"


def draw(data: dict[str, Any]) -> bytes:
    """Compile the sheet, replacing what no font has until every character stands."""
    source = (files("tuilage.practice.support") / "contract.typ").read_bytes()
    kept = data
    for attempt in range(TRIES):
        try:
            return _compile(source, kept)
        except typst.TypstError as error:
            found = _NO_FONT.search(str(error))
            if found is None:
                raise
            unknown = set(found[1]) if attempt < TRIES - 2 else set(map(chr, range(0x2E80, 0x2FFFF)))
            kept = _said(replaced(kept, unknown))
    return _compile(source, kept)


def _compile(source: bytes, data: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(
        source,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
    )
    return made


def _said(data: dict[str, Any]) -> dict[str, Any]:
    note = _("%(mark)s stands for a character that cannot be printed; it is kept in the file.") % {
        "mark": MARK
    }
    return {**data, "mark_label": note}


def replaced(data: Any, unknown: set[str]) -> Any:
    """The same data with each unknown character shown as a mark; what only joins or colours an emoji goes with it."""
    if isinstance(data, str):
        marked = "".join(
            MARK if character in unknown and not _invisible(character) else character for character in data
        )
        return "".join(c for c in marked if not (_invisible(c) and c in unknown))
    if isinstance(data, list):
        return [replaced(one, unknown) for one in data]
    if isinstance(data, dict):
        return {name: replaced(one, unknown) for name, one in data.items()}
    return data


def _invisible(character: str) -> bool:
    """Joiners and variation selectors."""
    return unicodedata.category(character) in ("Cf", "Mn", "Me")
