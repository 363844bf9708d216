"""What is counted of the path in full: formalised, in preparation, taken up, meant to last, asked about since."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.practice.support.indicators import ALL, CELL, LAST, PLACES, WHO, _add

AT_LAST = WHO.replace("{day}", LAST)
FORMALISED = (
    f"select count(*) filter (where s.resumed_on is null or s.completed_on is not null), count(*), {CELL} "
    + AT_LAST
    + " where s.running @> %(last)s::date"
)
PREPARING = (
    f"select count(*), null::int, {CELL} " + WHO.replace("{day}", "coalesce(s.started_on, s.proposed_on)")
    + " where s.proposed_on <= %(last)s::date and (s.status in ('proposed', 'preparing')"
      " or (s.started_on > %(last)s::date and s.resumed_on is null))"
)  # fmt: skip
RUNNING_AND = f"select count(*), null::int, {CELL} " + AT_LAST + " where s.running @> %(last)s::date and "
FOLLOWED = (
    f"select count(*) filter (where exists (select 1 from support_followup u where u.support_id = s.id)), count(*), {CELL} "  # noqa: S608
    + WHO.replace("{day}", "s.closed_on - 1")
    + " where s.closed_on > %(last)s::date - 180 and s.closed_on <= %(last)s::date - 90"
)  # fmt: skip

_add(
    "formalised", "rate", "%", _("Supports formalised"),
    _("Of the supports running on the last day of the period, those whose goals, duration and criteria are written and"
      " agreed, and that lack nothing that their kind asks for."),
    ALL, FORMALISED + PLACES,
)  # fmt: skip
_add(
    "preparing", "stock", _("supports"), _("Supports in preparation"),
    _("Supports proposed or in preparation today: counted apart, never as running."), _("supports being prepared"),
    PREPARING + PLACES,
)  # fmt: skip
_add(
    "resumed", "stock", _("supports"), _("Supports taken up from before, to be completed"),
    _("Supports that ran before Tuilage, running on the last day of the period, and not completed yet."), ALL,
    RUNNING_AND + "s.resumed_on is not null and s.completed_on is null" + PLACES,
)  # fmt: skip
_add(
    "lasting", "stock", _("supports"), _("Supports meant to last"),
    _("Supports running on the last day of the period for people with no prospect of leaving: reviewed on living"
      " conditions, never late."),
    ALL, RUNNING_AND + "s.lasting" + PLACES, covers=("S2-151",),
)  # fmt: skip
_add(
    "followed_up", "rate", "%", _("Follow-ups done"),
    _("Of the supports that ended between three and six months before the last day of the period, those after which"
      " somebody asked how it is since."),
    _("supports that ended three to six months ago"), FOLLOWED + PLACES,
)  # fmt: skip
