"""The written document of a support, to sign and keep: a tagged PDF made from plain data."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuilage.core.documents.pdf import draw
from tuilage.core.interface.dates import short_day
from tuilage.practice.support.models import Step, Support
from tuilage.practice.support.views.project import Project


def contract(project: Project) -> bytes:
    """The project as a PDF. Raises typst.TypstError only if the template itself is wrong."""
    return draw_contract(told(project))


def draw_contract(data: dict[str, Any]) -> bytes:
    """The sheet from its data: of today's project, or of a version kept."""
    return draw((files("tuilage.practice.support") / "contract.typ").read_bytes(), data)


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
    }


def _agreement(support: Support) -> str:
    if support.adhesion_on is None:
        return ""
    return f"{support.get_adhesion_how_display()}, {short_day(support.adhesion_on)}"


def _step(step: Step) -> str:
    who = _("the person") if step.by == Step.By.PERSON else str(step.professional)
    due = f", {short_day(step.due_on)}" if step.due_on else ""
    return f"{step.what} ({who}{due})"
