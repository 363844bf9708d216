"""The document of one version of the project: what was agreed that day, in the headings of its form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.interface.dates import short_day
from tuilage.practice.support.models import PlanVersion


def told_of_version(data: dict[str, Any], version: PlanVersion) -> dict[str, Any]:
    """The data of the sheet, with what the version kept in place of what is written today."""
    content = version.content
    how = f"{version.get_how_display()}, " if version.how else ""
    return {
        **data,
        "words": content.get("own_words", ""),
        "facts": [
            [_("Version"), _("%(number)d, agreed on %(day)s") % {"number": version.number, "day": short_day(version.agreed_on)}],
            [_("Duration"), _("%(months)d months") % {"months": content["months"]} if content.get("months") else ""],
            [_("Agreement"), how + short_day(version.agreed_on)],
            *[[one["label"], one["text"]] for one in content.get("headings", []) if one["text"]],
        ],
        "goals": [
            {
                "sentence": goal["sentence"], "words": goal.get("words", ""),
                "steps": [line for line in (
                    goal.get("baseline") and _("Today: %(what)s") % {"what": goal["baseline"]},
                    goal.get("target") and _("What will have changed: %(what)s") % {"what": goal["target"]},
                ) if line],
            }
            for goal in content.get("goals", [])
        ],
        "steps": [],
        "criteria": list(content.get("criteria", [])),
    }  # fmt: skip
