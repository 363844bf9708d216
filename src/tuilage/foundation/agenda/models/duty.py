"""Who is on duty: rosters, the teams they answer for, turns.

A roster has one kind and answers for one or several teams (after hours, one person may serve a whole territory); a
team has at most one roster of a kind, and a roster at most one person at an instant: so nobody can be asked for
"the duty worker" of a team and find two. Read by whoever works here; written by the heads of the teams it serves.
Names professionals only. Kept: who was on duty when explains who was answerable.
"""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
    ANYONE_KNOWN,
    RowPolicy,
    both,
    either,
    has_role,
    own_team,
    system,
)
from tuilage.foundation.organisations.models import Professional, Team

SYSTEMS = system("clock", "escalation", "demo", "import")
READ = either(ANYONE_KNOWN, SYSTEMS)
HEAD = has_role("head_of_service")


# Policies, not queries of a request: nothing comes from outside.
SERVED = "exists (select 1 from agenda_rosterteam served where served.roster_id = agenda_dutyturn.roster_id and {})"
KEPT = "exists (select 1 from agenda_roster kept where kept.id = agenda_rosterteam.roster_id and {})"
# Rows of a roster that serves one of my teams; of one that my team keeps: for its head of service.
WRITE_TURNS = either(both(HEAD, SERVED.format(own_team("served.team_id"))), system("demo"))
KEPT_BY_US = KEPT.format(own_team("kept.keeper_id"))


class Kind(models.TextChoices):
    """What somebody holds: the first who answers, who answers when they cannot, who answers after hours."""

    DUTY = "duty", _("on duty")
    BACKUP = "backup", _("backup")
    ON_CALL = "on_call", _("on call after hours")


class Roster(Base):
    """A list of turns of one kind, kept by a team, for itself or for several (astreinte)."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    keeper = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("kept by"))

    class Meta:
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        constraints = [
            RowPolicy(
                name="agenda_roster_rows",
                read=READ,
                insert=either(both(HEAD, own_team("keeper_id")), system("demo")),
                update="false",
            ),
            models.UniqueConstraint(fields=["id", "kind"], name="agenda_roster_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.keeper_id}"


class RosterTeam(Base):
    """A team that a roster answers for: one roster of each kind at most."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="served")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            RowPolicy(
                name="agenda_rosterteam_rows",
                read=READ,
                # By whoever keeps the roster, whichever team it is to serve: that team's own roster stands first.
                insert=either(both(HEAD, KEPT_BY_US), system("demo")),
                update="false",
                delete=either(both(HEAD, either(own_team("team_id"), KEPT_BY_US)), system("demo")),
            ),
            models.UniqueConstraint(
                fields=["team", "kind"],
                name="agenda_rosterteam_once",
                violation_error_message=_("This team already has a roster of that kind."),
            ),
        ]


class DutyTurn(Base):
    """A professional holds a roster over a period, in instants. Never two at once (exclusion constraint)."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="turns")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="turns")
    period = DateTimeRangeField(_("period"))

    class Meta:
        verbose_name = _("turn of duty")
        verbose_name_plural = _("turns of duty")
        constraints = [
            RowPolicy(
                name="agenda_dutyturn_rows",
                read=READ,
                insert=WRITE_TURNS,
                update=WRITE_TURNS,
                delete=WRITE_TURNS,
                stats=("id", "roster_id", "professional_id", "period"),
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="agenda_dutyturn_lasts",
                violation_error_message=_("A turn begins before it ends."),
            ),
        ]
        indexes = [models.Index(fields=["professional"], name="agenda_dutyturn_who")]


class RosterChange(Base, Versioned):
    """One act of a head of service on the rosters of a team, with what it replaced: so that it can be undone."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    what = models.CharField(
        max_length=12, choices=[("week", _("filled weeks")), ("swap", _("swapped two turns"))]
    )
    # Turns as [roster, professional, start, end]: keys and instants, no name.
    removed = models.JSONField(default=list)
    added = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="agenda_rosterchange_rows",
                read=either(own_team("team_id"), system("demo")),
                insert=either(both(HEAD, own_team("team_id")), system("demo")),
                update=both(HEAD, own_team("team_id")),
            )
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="agenda_rosterchange_last")]
