"""A request passed from one team to another inside the house, without the person beginning again (S2-136)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import RowPolicy, both, either, is_me, own_team, system
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.practice.reception.models.requests import SAYS_SOMETHING, Request

# Only the team that holds a request passes it: asked of a function, for the policy of requests reads this table.
HELD_BY_FROM = "from_team_id = reception_team_of(request_id)"


@tracked()
class Passing(Base):
    """The first team keeps the request until the other one accepts it, and goes on reading it afterwards."""

    class Standing(models.TextChoices):
        WAITING = "waiting", _("waiting to be accepted")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    request = models.ForeignKey(Request, models.PROTECT, related_name="passings")
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("to which team"))
    passed_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(_("passed on"))
    why = models.CharField(_("what this team is asked"), max_length=500)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    settled_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.CharField(_("why it is returned"), max_length=500, blank=True)

    class Meta:
        ordering = ["passed_at"]
        constraints = [
            RowPolicy(
                name="reception_passing_rows",
                read=either(own_team("from_team_id"), own_team("to_team_id"), system("demo")),
                insert=either(
                    both(is_me("passed_by_id"), own_team("from_team_id"), HELD_BY_FROM), system("demo")
                ),
                update=either(own_team("from_team_id"), own_team("to_team_id")),
                stats=("id", "from_team_id", "to_team_id", "passed_at", "standing"),
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(standing="waiting"),
                name="reception_passing_one_waiting",
                violation_error_message=_("This request already waits for another team's answer."),
            ),
            models.CheckConstraint(
                condition=~Q(from_team=models.F("to_team")),
                name="reception_passing_elsewhere",
                violation_error_message=_("Choose another team."),
            ),
            models.CheckConstraint(
                condition=Q(why__regex=SAYS_SOMETHING),
                name="reception_passing_says",
                violation_error_message=_(
                    "Say what this team is asked, so that the person need not begin again."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(standing="returned") | Q(returned_why__regex=SAYS_SOMETHING),
                name="reception_passing_returned",
                violation_error_message=_("Say why it is returned."),
            ),
        ]
