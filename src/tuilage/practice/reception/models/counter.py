"""What happens at the counter besides requests: forms on hold, one-tap passages, messages left, a word on leaving."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.models import Base
from tuilage.core.database.rowsecurity import RowPolicy, both, circle, either, is_me, own_team, system
from tuilage.core.history import tracked
from tuilage.foundation.organisations.models import Professional, Team
from tuilage.foundation.people.models import Person
from tuilage.practice.reception.models.requests import SAYS_SOMETHING, Request

LAID_DOWN_LONG_AGO = both("dropped_at is not null", "dropped_at < now() - interval '30 days'")


class HeldReception(Base):
    """A reception form put on hold. It belongs to the team: whoever sits down at the shared post takes it up.

    Deleted when it becomes a request; laid down only with a word, and then kept thirty days, during which it can be
    taken up again (the clock deletes it afterwards).
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    held_at = models.DateTimeField(_("on hold since"))
    label = models.CharField(_("initials, or first words"), max_length=60)
    urgent = models.BooleanField(_("urgent"), default=False)
    data = models.JSONField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_why = models.CharField(_("why it is laid down"), max_length=300, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="reception_heldreception_rows",
                read=either(own_team("team_id"), both(system("clock"), LAID_DOWN_LONG_AGO), system("demo")),
                insert=either(both(own_team("team_id"), is_me("author_id")), system("demo")),
                update=own_team("team_id"),
                delete=either(own_team("team_id"), both(system("clock"), LAID_DOWN_LONG_AGO)),
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(dropped_why__regex=SAYS_SOMETHING),
                name="reception_heldreception_word",
                violation_error_message=_("Say in a word why this is laid down."),
            ),
        ]
        indexes = [models.Index(fields=["team", "held_at"], name="reception_held_team")]


@tracked()
class Passage(Base):
    """One tap at the counter: the day's tally is made of these and of the requests. Undone, never deleted."""

    class Act(models.TextChoices):
        ARRIVED = "arrived", _("arrived for an appointment")
        PAPERS = "papers", _("left papers")
        MESSAGE = "message", _("left a message")
        INFORMATION = "information", _("informed at once")
        TELEPHONE = "telephone", _("telephone call taken")

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    act = models.CharField(_("what"), max_length=12, choices=Act.choices)
    channel = models.CharField(_("how it came"), max_length=12, choices=Request.Channel.choices)
    theme = models.SlugField(_("theme"), max_length=40, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="passages")
    expected_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="reception_passage_rows",
                read=either(
                    both(own_team("team_id"), either("person_id is null", circle("person_id"))),
                    system("demo"),
                ),
                insert=either(
                    both(
                        own_team("team_id"),
                        is_me("author_id"),
                        either("person_id is null", circle("person_id")),
                    ),
                    system("demo"),
                ),
                update=both(own_team("team_id"), either("person_id is null", circle("person_id"))),
                stats=("id", "team_id", "at", "act", "channel", "theme", "undone_at"),
            )
        ]
        indexes = [models.Index(fields=["team", "at"], name="reception_passage_team")]


@tracked()
class Message(Base):
    """A message left for a professional: it arrives on their desk, and goes when they have seen to it."""

    class Asks(models.TextChoices):
        NOTHING = "", _("nothing: for information")
        CALL_BACK = "call_back", _("to be called back")

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    to = models.ForeignKey(Professional, models.PROTECT, related_name="+", verbose_name=_("to whom"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="messages")
    passage = models.OneToOneField(
        Passage, models.PROTECT, null=True, blank=True, related_name="left_message"
    )
    left_at = models.DateTimeField(_("left"))
    from_whom = models.CharField(_("from whom"), max_length=120, blank=True)
    words = models.CharField(_("the message"), max_length=500)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    asks = models.CharField(_("what is asked"), max_length=10, choices=Asks.choices, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+")
    called_back = models.BooleanField(_("called back"), default=False)

    class Meta:
        ordering = ["left_at"]
        constraints = [
            RowPolicy(
                name="reception_message_rows",
                read=either(
                    is_me("to_id"),
                    both(own_team("team_id"), either("person_id is null", circle("person_id"))),
                    system("demo"),
                ),
                insert=either(
                    both(
                        own_team("team_id"),
                        is_me("author_id"),
                        either("person_id is null", circle("person_id")),
                    ),
                    system("demo"),
                ),
                update=either(
                    is_me("to_id"),
                    both(own_team("team_id"), either("person_id is null", circle("person_id"))),
                ),
            ),
            models.CheckConstraint(
                condition=Q(words__regex=SAYS_SOMETHING),
                name="reception_message_says",
                violation_error_message=_("Write the message, in a few words."),
            ),
        ]
        indexes = [models.Index(fields=["to", "seen_at"], name="reception_message_to")]


class FeedbackSlip(Base):
    """One question, answered on leaving or on a slip: how were you received? Nobody's name, neither theirs nor ours."""

    class Rating(models.IntegerChoices):
        VERY_BADLY = 1, _("very badly")
        RATHER_BADLY = 2, _("rather badly")
        RATHER_WELL = 3, _("rather well")
        VERY_WELL = 4, _("very well")

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    given_on = models.DateField(_("date"))
    rating = models.PositiveSmallIntegerField(_("how they were received"), choices=Rating.choices)
    words = models.CharField(_("a word, if they like"), max_length=300, blank=True)

    class Meta:
        constraints = [
            RowPolicy(
                name="reception_feedbackslip_rows",
                read=either(own_team("team_id"), system("demo")),
                insert=either(own_team("team_id"), system("demo")),
                update="false",
                stats=("id", "team_id", "given_on", "rating"),
            ),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=4),
                name="reception_feedbackslip_rating",
                violation_error_message=_("Choose one of the four answers."),
            ),
        ]
        indexes = [models.Index(fields=["team", "given_on"], name="reception_feedback_team")]
