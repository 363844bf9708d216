"""Rules of sharing: who may do what in a circle, how long an exceptional access lasts, how a tier may move. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from tuilage.core.access import PARTNER, TEAM_ROLES, declare_acts
from tuilage.core.refusals import Refused

ACTS = {
    "sharing.write": TEAM_ROLES | {PARTNER},
    "sharing.readers": TEAM_ROLES | {PARTNER},
    "sharing.circle": TEAM_ROLES,
    "sharing.consent": TEAM_ROLES,
    "sharing.break_glass": TEAM_ROLES,
}
declare_acts("sharing", ACTS)

EXCEPTIONAL_ACCESS = timedelta(hours=4)
SHORTEST_REASON = 10
DRAFT_KEPT = timedelta(days=30)
# Who becomes or stops being these is a handover or a consent: acts of their own.
HANDED_OVER = frozenset({"keyworker", "incoming"})
CHOSEN_BY_HAND = ("coworker", "coordinator", "reception")


def check_reason(reason: str) -> None:
    """Refuse a reason that is no sentence: everybody around the person will read it."""
    letters = sum(character.isalpha() for character in reason)
    if letters < SHORTEST_REASON or len(reason.split()) < 2:
        raise Refused(_("Say why in a sentence: everybody around the person will read it."), "reason")


def check_tier_change(before: str, after: str) -> None:
    """What others could read is not taken back in silence: it may be shared more widely, never less."""
    order = ("draft", "team", "shared")
    if order.index(after) < order.index(before):
        raise Refused(_("Others could already read this: it can be corrected, not hidden again."), "tier")
