"""Rules of papers and letters: how long they are good for and kept, who may read, what a template may say. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tuilage.core.access import HEAD_OF_SERVICE, PARTNER, POLICY_OFFICER, TEAM_ROLES, declare_acts
from tuilage.core.refusals import Refused

ACTS = {
    "papers.read": TEAM_ROLES | {PARTNER},
    "papers.add": TEAM_ROLES,
    "papers.write": TEAM_ROLES,
    "papers.templates": {HEAD_OF_SERVICE, POLICY_OFFICER},
}
declare_acts("papers", ACTS)

UNDO = timedelta(hours=24)
DRAFT_KEPT = timedelta(days=30)
SOON = timedelta(days=30)
MOST_PAGES = 20
# Named places: {{ person.name }}. Nothing else is looked at: no filter, no condition, no code.
_PLACE = re.compile(r"\{\{\s*([a-z_]+\.[a-z_]+)\s*\}\}")
_ANY_PLACE = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}|\{\{|\}\}", re.DOTALL)
# What the writer completes: [the reason].
_TO_COMPLETE = re.compile(r"\[([^\[\]\n]{1,120})\]")


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def good_until(dated_on: date, valid_months: int | None) -> date | None:
    """Until when a paper of this date is good for, or None when its kind has no end."""
    return None if valid_months is None else months_later(dated_on, valid_months)


def keep_until(filed_on: date, valid_until: date | None, kept_months: int) -> date:
    """When a paper is deleted: so long after it was filed, or after it stopped being good for anything."""
    return months_later(max(filed_on, valid_until or filed_on), kept_months)


def standing(valid_until: date | None, replaced_on: date | None, day: date) -> str:
    """ "replaced", "over", "soon" (30 days) or "good"."""
    if replaced_on is not None:
        return "replaced"
    if valid_until is None:
        return "good"
    if valid_until < day:
        return "over"
    return "soon" if valid_until <= day + SOON else "good"


def tier_for(asked: str, health: bool) -> str:
    """The tier a paper is kept at: what speaks of health stays in the team (CSP L.1110-4: what the care needs)."""
    return "team" if health and asked == "shared" else asked


def check_date(dated_on: date, day: date) -> None:
    """Refuse a date to come, or one that is a slip of the keyboard."""
    if dated_on > day:
        raise Refused(_("This date is still to come: look at the paper again."), "dated_on")
    if dated_on.year < 1900:
        raise Refused(_("This date is too long ago: look at the paper again."), "dated_on")


def check_alike(kinds: Iterable[str], already: Iterable[str] = ()) -> None:
    """Refuse photographs mixed with a document, or two documents: a paper is either pages or one file."""
    found = [*already, *kinds]
    if len(found) > MOST_PAGES:
        raise Refused(
            _("A paper has at most %(most)d pages: make two of it.") % {"most": MOST_PAGES}, "documents"
        )
    if len(found) > 1 and set(found) != {"jpeg"}:
        raise Refused(_("Send photographs of the pages together, or one document at a time."), "documents")


def places_in(text: str) -> set[str]:
    """The named places of a template."""
    return set(_PLACE.findall(text))


def check_template(text: str, known: Iterable[str]) -> None:
    """Refuse a template with a place that nobody fills, or with braces that are none."""
    names = set(known)
    for found in _ANY_PLACE.finditer(text):
        if not _PLACE.fullmatch(found[0]):
            raise Refused(
                _("“%(place)s” is no named place. A place is written like this: {{ person.name }}.")
                % {"place": found[0][:60]},
                "body",
            )
    for place in sorted(places_in(text) - names):
        raise Refused(
            _("Nobody fills the place “%(place)s”: choose one of those listed beside.") % {"place": place},
            "body",
        )


def filled(text: str, facts: Mapping[str, str], labels: Mapping[str, object]) -> str:
    """The template with each place filled, once: what a fact says is never read as a place again.

    A place without a fact becomes what is left to complete, in brackets.
    """

    def fact(found: re.Match[str]) -> str:
        said = facts.get(found[1], "").strip()
        return said.replace("[", "(").replace("]", ")") if said else f"[{labels.get(found[1], found[1])}]"

    return _PLACE.sub(fact, text)


def left_to_complete(*texts: str) -> list[str]:
    """What stands in brackets still, in its order."""
    return [found for text in texts for found in _TO_COMPLETE.findall(text)]


def complete_words(left: Iterable[str]) -> str:
    """The sentence that asks to complete what stands in brackets."""
    return _("Something is left to complete: %(what)s. Write it, or take the brackets out.") % {
        "what": ", ".join(f"[{one}]" for one in list(left)[:4])
    }
