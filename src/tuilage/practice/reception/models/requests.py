"""Requests, what was done about danger, diagnoses, answers; and the words the département offers for them.

Who can read: a request without a name belongs to the team that received it. A request about a person belongs to
their circle, at its tier. Whoever leaves the circle loses it, even what they wrote: a withdrawn grant is felt at
once. Whoever closes a circle first gives its open requests to somebody (the desk shows them).
Kept as long as the person's file; nothing here is deleted by hand.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base, Versioned
from tuilage.core.database.rowsecurity import (
    NOBODY,
    RowPolicy,
    both,
    circle,
    either,
    is_me,
    own_team,
    system,
    through,
    tiered,
)
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Tier

SAYS_SOMETHING = r"\w.*\w"
MY_REQUEST = either("person_id is null", circle("person_id"))
# Passed from one of the actor's teams to another one: both read it, unless it came back.
PASSED = (
    "id in (select p.request_id from reception_passing p where p.standing <> 'returned'"
    " and (p.to_team_id = any(array(select my_teams())) or p.from_team_id = any(array(select my_teams()))))"
)
# Whoever an escalation told reads and qualifies that request for three days, circle or not: somebody must act.
TOLD = (
    "id in (select e.request_id from reception_escalation e"
    " where e.told_id = (select my_id()) and e.told_at > now() - interval '3 days')"
)
# What can still climb, and nothing else: the system actor that escalates reads no ordinary request, none that is closed.
CLIMBS = "urgent and status not in ('answered', 'out_of_scope') and signalled_at > now() - interval '8 days'"


@tracked()
class Request(Base, Versioned):
    """What somebody came for, in their own words first; saved without any category if they like (S0-036)."""

    class Channel(models.TextChoices):
        DESK = "desk", _("at the desk")
        TELEPHONE = "telephone", _("by telephone")
        LETTER = "letter", _("by letter")
        EMAIL = "email", _("by e-mail")
        HOME = "home", _("at home")
        MOBILE_TEAM = "mobile_team", _("by a mobile team")
        PARTNER = "partner", _("through a partner")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        IN_PROGRESS = "in_progress", _("in progress")
        ANSWERED = "answered", _("answered")
        OUT_OF_SCOPE = "out_of_scope", _("not ours, referred elsewhere")

    class Path(models.TextChoices):
        FIRST = "first", _("first contact")
        CONTINUED = "continued", _("new step in a path already begun")
        UNKNOWN = "unknown", _("not known")

    class Danger(models.TextChoices):
        SHELTER = "shelter", _("nowhere to sleep")
        FAMILY_VIOLENCE = "family_violence", _("violence within the family")
        OTHER_VIOLENCE = "other_violence", _("violence, threats, exploitation")
        CHILD = "child", _("a child in danger or at risk")
        VULNERABLE_ADULT = "vulnerable_adult", _("an adult who cannot protect themselves")
        HEALTH = "health", _("health in danger")
        SUICIDE = "suicide", _("somebody speaks of killing themselves")
        FOOD = "food", _("nothing to eat, no means of living")
        COLD = "cold", _("no heating, water or electricity")
        OTHER = "other", _("another danger")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="requests")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    received_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"))
    channel = models.CharField(_("how it came"), max_length=12, choices=Channel.choices)
    path = models.CharField(_("place in the path"), max_length=10, choices=Path.choices, default=Path.UNKNOWN)
    words = models.TextField(_("in their own words"), blank=True)
    themes = ArrayField(models.SlugField(max_length=40), verbose_name=_("themes"), default=list, blank=True)
    tier = models.CharField(_("who can read it"), max_length=10, choices=Tier.choices[:2], default=Tier.TEAM)
    vulnerable = models.BooleanField(_("particular vulnerability"), default=False)
    status = models.CharField(
        _("where it stands"), max_length=12, choices=Status.choices, default=Status.WAITING
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    urgent = models.BooleanField(_("urgent"), default=False)
    signalled_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    signalled_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("to be seen to before"), null=True, blank=True)
    qualified_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    qualified_at = models.DateTimeField(null=True, blank=True)
    danger = models.BooleanField(_("there is a danger"), null=True, blank=True)
    danger_kind = models.CharField(_("kind of danger"), max_length=20, choices=Danger.choices, blank=True)
    danger_words = models.TextField(_("what makes you think so"), blank=True)

    outside_why = models.TextField(_("why it is not ours"), blank=True)
    outside_to = models.CharField(_("to whom they were referred"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            RowPolicy(
                name="reception_request_rows",
                read=either(
                    both("person_id is null", own_team("team_id")),
                    tiered(author="received_by_id"),
                    both(MY_REQUEST, PASSED),
                    TOLD,
                    both(system("escalation"), CLIMBS),
                    system("demo"),
                ),
                insert=either(both(is_me("received_by_id"), own_team("team_id"), MY_REQUEST), system("demo")),
                update=either(both(own_team("team_id"), MY_REQUEST), both(MY_REQUEST, PASSED), TOLD),
                stats=(
                    "id", "person_id", "team_id", "received_at", "channel", "path", "themes", "vulnerable", "status",
                    "closed_at", "urgent", "signalled_at", "due_at", "qualified_at", "danger", "danger_kind",
                ),
            ),
            models.CheckConstraint(
                condition=Q(words__regex=SAYS_SOMETHING) | ~Q(themes=[]),
                name="reception_request_says",
                violation_error_message=_("Write what the person says, in a few words, or choose a theme."),
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(signalled_at__isnull=False, signalled_by__isnull=False, due_at__isnull=False),
                name="reception_request_urgent_due",
                violation_error_message=_("An urgency has somebody who signalled it, and a time."),
            ),
            models.CheckConstraint(
                condition=Q(qualified_at__isnull=True, qualified_by__isnull=True, danger__isnull=True)
                | Q(qualified_at__isnull=False, qualified_by__isnull=False, danger__isnull=False),
                name="reception_request_qualified",
                violation_error_message=_("Whoever qualifies an urgency says whether there is a danger."),
            ),
            models.CheckConstraint(
                condition=Q(danger__isnull=True) | Q(danger=False) | ~Q(danger_kind=""),
                name="reception_request_danger_kind",
                violation_error_message=_("Say which danger."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["answered", "out_of_scope"], closed_at__isnull=False)
                | Q(status__in=["waiting", "in_progress"], closed_at__isnull=True),
                name="reception_request_closed",
                violation_error_message=_("A closed request has the time it was closed, an open one has none."),
            ),
            models.CheckConstraint(
                condition=~Q(status="out_of_scope")
                | Q(outside_why__regex=SAYS_SOMETHING, outside_to__regex=SAYS_SOMETHING),
                name="reception_request_outside",
                violation_error_message=_("Say why it is not ours, and to whom the person was referred."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "-received_at"], name="reception_request_person"),
            models.Index(fields=["team", "status", "-received_at"], name="reception_request_team"),
        ]


class UrgencyAction(Base):
    """What was done to avoid a danger, by whom, when, and which relay was called. Never changed afterwards."""

    class Relay(models.TextChoices):
        NONE = "", _("none")
        SHELTER = "115", _("115, emergency shelter")
        HEALTH = "15", _("15, emergency medical service")
        POLICE = "17", _("17, police and gendarmerie")
        FIRE = "18", _("18, fire brigade")
        CHILD = "119", _("119, children in danger")
        WOMEN = "3919", _("3919, women victims of violence")
        SUICIDE = "3114", _("3114, prevention of suicide")
        ABUSE = "3977", _("3977, older or disabled people mistreated")
        ON_CALL = "on_call", _("whoever is on call")
        OTHER = "other", _("another service")

    request = models.ForeignKey(Request, models.PROTECT, related_name="urgency_actions")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    acted_at = models.DateTimeField(_("done at"))
    what = models.TextField(_("what was done to avoid the danger"))
    relay = models.CharField(_("relay called"), max_length=10, choices=Relay.choices, blank=True)

    class Meta:
        ordering = ["acted_at"]
        constraints = [
            RowPolicy(
                name="reception_urgencyaction_rows",
                read=through("reception_request", "request_id"),
                insert=both(
                    either(is_me("author_id"), system("demo")), through("reception_request", "request_id")
                ),
                update=NOBODY,
                stats=("id", "request_id", "acted_at", "relay"),
            ),
            models.CheckConstraint(
                condition=Q(what__regex=SAYS_SOMETHING),
                name="reception_urgencyaction_says",
                violation_error_message=_("Say what was done, in a few words."),
            ),
        ]
        indexes = [models.Index(fields=["request", "acted_at"], name="reception_urgency_request")]
