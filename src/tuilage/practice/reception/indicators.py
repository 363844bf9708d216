"""What reception counts, over columns that hold no word and no name: the observatory asks, as the stats role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuilage.core.counting import SqlCount
from tuilage.core.database.clock import start_of_day
from tuilage.core.registries import Count, IndicatorDefinition, indicators

# A person without a name is somebody too: each anonymous request counts as one for suppression.
SOMEBODY = "coalesce(r.person_id, r.id)"
ROWS = """
  from reception_request r
  left join people_person p on p.id = r.person_id
  left join territory_commune c on c.id = p.commune_id
"""
PLACES = " group by r.team_id, c.code"

RECEIVED = """
select count(*), null, count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
 where r.received_at >= %(start)s and r.received_at < %(end)s
"""
PEOPLE = RECEIVED.replace("count(*)", "count(distinct r.person_id)", 1) + " and r.person_id is not null"
FIRST = PEOPLE + " and r.path = 'first'"

# Signalled, and not found to be no danger; acted on the local day of its due time at the latest (S1-035).
IN_TIME = """
select count(*) filter (where (a.acted_at at time zone %(zone)s)::date <= (r.due_at at time zone %(zone)s)::date),
       count(*), count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
  left join lateral (select min(x.acted_at) as acted_at from reception_urgencyaction x where x.request_id = r.id) a on true
 where r.urgent and r.signalled_at >= %(start)s and r.signalled_at < %(end)s and r.due_at < %(now)s
"""

# Days, to the hundredth, from the request to its first answer (or to the service it was referred to).
WAITED = """
select sum(round(extract(epoch from greatest(first.at - r.received_at, interval '0')) / 86400.0, 2)), count(*),
       count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
  join lateral (select least(min(x.answered_at), case when r.status = 'out_of_scope' then r.closed_at end) as at
                  from reception_answer x where x.request_id = r.id and x.undone_at is null) first on first.at is not null
 -- Only those of which something is dated in the period: the rest need not be looked at.
 where r.id in (
         select x.request_id from reception_answer x where x.answered_at >= %(start)s and x.answered_at < %(end)s
         union all select y.id from reception_request y
                    where y.status = 'out_of_scope' and y.closed_at >= %(start)s and y.closed_at < %(end)s)
   and first.at >= %(start)s and first.at < %(end)s
"""

# How the wait is spread: of the first answers of the period, those within so many days (0: the same local day).
WITHIN = (
    WAITED.replace(
        "sum(round(extract(epoch from greatest(first.at - r.received_at, interval '0')) / 86400.0, 2))",
        "count(*) filter (where (first.at at time zone %(zone)s)::date - (r.received_at at time zone %(zone)s)::date <= %(days)s)",
    )
)  # fmt: skip

# Days from a request to the first appointment that its person kept after it, within a year; counted when it was kept.
MEETING = """
select sum(m.day - (r.received_at at time zone %(zone)s)::date), count(*), count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
  join lateral (select min(a.day) as day from agenda_appointment a
                 where a.person_id = r.person_id and a.status = 'came' and lower(a.period) >= r.received_at) m on true
 where r.person_id in (select a.person_id from agenda_appointment a
                        where a.status = 'came' and a.day >= %(first)s and a.day < %(last)s)
   and r.received_at >= %(start)s - interval '1 year' and r.received_at < %(end)s
   and m.day >= %(first)s and m.day < %(last)s
"""
MET_WITHIN = MEETING.replace(
    "sum(m.day - (r.received_at at time zone %(zone)s)::date)",
    "count(*) filter (where m.day - (r.received_at at time zone %(zone)s)::date <= %(days)s)",
)

# What people say on leaving (S2-135). Slips name nobody: each counts as one person.
SLIPS = """
select count(*) filter (where f.rating >= 3), count(*), count(*), f.team_id, null
  from reception_feedbackslip f where f.given_on >= %(first)s and f.given_on < %(last)s group by f.team_id
"""
PASSAGES = """
select count(*), null, count(*), p.team_id, null
  from reception_passage p where p.undone_at is null and p.at >= %(start)s and p.at < %(end)s group by p.team_id
"""
REPORTS = """
select count(*), null, count(*), p.team_id, null
  from reception_protectionreport p
 where p.sent_at >= %(start)s and p.sent_at < %(end)s group by p.team_id
"""
PASSED = """
select count(*) filter (where p.standing = 'accepted'), count(*), count(*), p.from_team_id, null
  from reception_passing p where p.passed_at >= %(start)s and p.passed_at < %(end)s group by p.from_team_id
"""

ANSWERS = """
select count(*), null, count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
  join reception_answer x on x.request_id = r.id join reception_answerkind k on k.id = x.kind_id
 where x.undone_at is null and x.answered_at >= %(start)s and x.answered_at < %(end)s and k.code = any(%(kinds)s)
"""

# Of the people received, those who have a support running at some time of the period (S1-044).
SUPPORTED = """
select count(distinct r.person_id) filter (where exists (
         select 1 from support_support s where s.person_id = r.person_id and s.running && daterange(%(first)s, %(last)s))),
       count(distinct r.person_id), count(distinct r.person_id), r.team_id, c.code {ROWS}
 where r.person_id is not null and r.received_at >= %(start)s and r.received_at < %(end)s
"""
OUTSIDE = """
select count(*), null, count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
 where r.status = 'out_of_scope' and r.closed_at >= %(start)s and r.closed_at < %(end)s
"""
MADE_UP = """
select count(*) filter (where x.made_up_by = 'person'), count(*), count(distinct {SOMEBODY}), r.team_id, c.code {ROWS}
  join reception_answer x on x.request_id = r.id
 where x.undone_at is null and x.made_up_by <> '' and x.answered_at >= %(start)s and x.answered_at < %(end)s
"""


def moments(start: date, end: date) -> dict[str, Any]:
    """The period [start, end), local days, as the statements name it."""
    return {
        "start": start_of_day(start), "end": start_of_day(end), "first": start, "last": end, "now": timezone.now(),
        "zone": timezone.get_default_timezone_name(),
    }  # fmt: skip


def counted(sql: str, **more: Any) -> Count:
    """A count over [start, end), local days, by team and commune."""
    statement = sql.replace("{SOMEBODY}", SOMEBODY).replace("{ROWS}", ROWS) + (
        "" if "group by" in sql else PLACES
    )
    return SqlCount(statement, lambda start, end: {**moments(start, end), **more}, columns=5)


def _add(
    code: str, kind: str, unit: Any, label: Any, definition: Any, population: Any, sql: str, **more: Any
) -> None:
    given = IndicatorDefinition(
        code=f"reception.{code}", label=label, definition=definition, population=population, unit=unit, kind=kind,
        count=counted(sql, **more.pop("where", {})), room="reception", order=10 + len(indicators), **more,
    )  # fmt: skip
    indicators.add(given.code, given)


ALL = _("requests received by the teams, with or without a name")
_add(
    "requests", "flow", _("requests"), _("Requests received"),
    _("Requests written down at reception during the period, whatever their channel and their answer."), ALL, RECEIVED,
)  # fmt: skip
_add(
    "people", "flow", _("people"), _("People received"),
    _("Different people for whom at least one request was received by a team during the period; somebody received by"
      " two teams counts once in each."),
    _("people who gave their name"), PEOPLE,
)  # fmt: skip
_add(
    "first_contacts", "flow", _("people"), _("People received for the first time"),
    _("People for whom a request of the period was their first contact."),
    _("people who gave their name"), FIRST, covers=("S2-098",),
)  # fmt: skip
_add(
    "urgent_same_day", "rate", "%", _("Urgent requests acted on the same day"),
    _("Of the requests signalled as urgent during the period and not found to be without danger, those for which what was"
      " done to avoid the danger is dated at the latest on the day it was due (that very day when received before closing,"
      " else the next day of opening). Those not due yet are left out."),
    _("urgent requests"), IN_TIME, target="100 %", covers=("S1-035",),
)  # fmt: skip
_add(
    "wait", "average", _("days"), _("Waiting time before the first answer"),
    _("Mean time, in days, from the request to its first answer, or to its referral when it is not ours; counted in the"
      " period of the answer. Answers undone are left out."),
    _("requests that got their first answer"), WAITED, covers=("S2-135",),
)  # fmt: skip
for _days, _words in ((0, _("the same day")), (7, _("within a week")), (30, _("within a month"))):
    _add(
        f"answered_within_{_days}", "rate", "%",
        format_lazy("{} {}", _("First answers given"), _words),
        _("Of the requests that got their first answer (or were referred) during the period, those that had waited no more"
          " than that, in local days. With the other two, they say how the wait is spread: half of the requests, nine in ten."),
        _("requests that got their first answer"), WITHIN, covers=("S2-135",), where={"days": _days},
    )  # fmt: skip
MET = _("requests after which the person came to an appointment")
_add(
    "first_meeting", "average", _("days"), _("Waiting time before the first meeting"),
    _("Mean time, in days, from a request to the first appointment that the person kept after it, within a year; counted"
      " in the period of the appointment."),
    MET, MEETING, covers=("S2-135",),
)  # fmt: skip
for _days, _words in ((7, _("within a week")), (30, _("within a month"))):
    _add(
        f"met_within_{_days}", "rate", "%",
        format_lazy("{} {}", _("First meetings held"), _words),
        _("Of the requests after which the person came to a first appointment during the period, those that had waited no"
          " more than that, in local days."),
        MET, MET_WITHIN, covers=("S2-135",), where={"days": _days},
    )  # fmt: skip
_add(
    "well_received", "rate", "%", _("People who say that they were well received"),
    _("Of the words left at the desk during the period, by name of nobody, those that say “rather well” or “very well”."),
    _("words left on leaving"), SLIPS, covers=("S2-135",),
)  # fmt: skip
_add(
    "passages", "flow", _("passages"), _("Passages at the counter besides requests"),
    _("Arrivals for an appointment, papers and messages left, information given at once, calls taken, noted in one tap;"
      " what was undone is left out."),
    _("whoever came to the counter or rang"), PASSAGES,
)  # fmt: skip
_add(
    "protection", "flow", _("reports"), _("Protection reports sent"),
    _("Reports about a child or an adult who cannot protect themselves, counted on the day they were sent."),
    _("reports sent"), REPORTS,
)  # fmt: skip
_add(
    "passed_on", "rate", "%", _("Requests passed on to another team and accepted"),
    _("Of the requests that a team passed on to another one during the period, those accepted so far."),
    _("requests passed on"), PASSED, covers=("S2-136",),
)  # fmt: skip
_add(
    "outside", "flow", _("requests"), _("Requests that are not ours"),
    _("Requests closed during the period as outside the limits of the generalist service, with where the person was"
      " referred."),
    ALL, OUTSIDE, covers=("S1-022",),
)  # fmt: skip
_add(
    "supported", "rate", "%", _("People received who have a support"),
    _("Of the people received during the period, those who had a support running at some time of it."),
    _("people received who gave their name"), SUPPORTED,
)  # fmt: skip
_add(
    "files_by_person", "rate", "%", _("Files made up by the person"),
    _("Of the answers with a file to make up, those whose file the person makes up."),
    _("answers with a file to make up"), MADE_UP, covers=("S1-033",),
)  # fmt: skip
ANSWERED = _("Answers of this kind given during the period; answers undone are left out.")
for _code, _kinds, _label in (
    (
        "answers",
        ["right", "aid", "information", "referral", "support", "protection", "none"],
        _("Answers of the range"),
    ),
    ("answers_right", ["right"], _("Answers: access to a right")),
    ("answers_aid", ["aid"], _("Answers: optional aid")),
    ("answers_information", ["information"], _("Answers: information")),
    ("answers_referral", ["referral"], _("Answers: referral")),
    ("answers_support", ["support"], _("Answers: support proposed")),
    ("answers_none", ["none"], _("Answers: none possible")),
):
    _add(
        _code, "flow", _("answers"), _label, ANSWERED, _("answers given to requests"), ANSWERS,
        where={"kinds": _kinds}, covers=("S1-019",),
    )  # fmt: skip
