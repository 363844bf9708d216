"""One-tap acts at the counter, and messages left for a professional. The day's tally makes itself from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional

from . import rules
from .models import Message, Passage, Request, Theme
from .urgency import must, myself, say_something

JUST_NOTED = 3


def note_passage(
    actor: Actor,
    act: str,
    channel: str = "",
    theme: str = "",
    person_id: UUID | None = None,
    expected_by: UUID | None = None,
    at: datetime | None = None,
    team_id: UUID | None = None,
) -> Passage:
    """Somebody arrived, left papers, asked something, rang: one tap, nothing asked. Raises Refused."""
    must(actor, "reception.receive")
    if act not in Passage.Act.values:
        raise Refused(_("Choose one of the acts."))
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    channel = channel or ("telephone" if act == Passage.Act.TELEPHONE else "desk")
    row = Passage(
        team_id=team_id or actor.teams[0], author_id=myself(actor), at=at or timezone.now(), act=act, channel=channel,
        theme=_theme(theme), person_id=person_id, expected_by_id=expected_by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _theme(code: str) -> str:
    if code and not Theme.objects.filter(code=code).exists():
        raise Refused(_("Choose the themes in the list."), "theme")
    return code


def complete_passage(
    actor: Actor, passage: Passage, theme: str, channel: str, expected_by: UUID | None
) -> Passage:
    """Say more of it when there is time: what about, how it came, whom they came to see. Raises Refused."""
    must(actor, "reception.receive")
    if channel not in Request.Channel.values:
        raise Refused(_("Say how the request came."), "channel")
    passage.theme, passage.channel, passage.expected_by_id = _theme(theme), channel, expected_by
    passage.save(update_fields=["theme", "channel", "expected_by"])
    return passage


def undo_passage(actor: Actor, passage: Passage) -> Passage:
    """A tap too many: the same day, by anybody of the team; its message, if nobody saw it yet, goes too."""
    must(actor, "reception.receive")
    if not rules.may_undo(actor.id, actor.id, passage.at, timezone.now(), timezone.get_default_timezone()):
        raise Refused(_("This is undone the same day only."))
    passage.undone_at = passage.undone_at or timezone.now()
    passage.save(update_fields=["undone_at"])
    return passage


def passages_of_today(actor: Actor) -> QuerySet[Passage]:
    """What the actor just noted, newest first."""
    since = clock.start_of_day(clock.today())
    rows = Passage.objects.filter(author_id=actor.id, at__gte=since, undone_at__isnull=True)
    return rows.order_by("-at")[:JUST_NOTED]


# Messages


def colleagues(actor: Actor) -> list[Professional]:
    """To whom a message may be left: whoever holds a post today in the actor's teams, or in their structure."""
    held = Q(
        assignments__period__contains=clock.today(),
        assignments__post__team__structure__teams__in=actor.teams,
    )
    rows = Professional.objects.filter(held).exclude(pk=myself(actor)).distinct()
    return list(rows.order_by("last_name", "first_name"))


def leave_message(
    actor: Actor,
    to: UUID,
    words: str,
    from_whom: str = "",
    phone: str = "",
    asks: str = "",
    person_id: UUID | None = None,
) -> Message:
    """Leave a message for a colleague: it stands on their desk until they have seen to it, and counts as a passage."""
    words = say_something(words, _("Write the message, in a few words."), "words")
    if to not in {each.pk for each in colleagues(actor)}:
        raise Refused(_("Choose somebody in the list."), "to")
    if asks == Message.Asks.CALL_BACK and person_id is None and not phone.strip():
        raise Refused(_("Write the number to call back."), "phone")
    passage = note_passage(actor, Passage.Act.MESSAGE, person_id=person_id, expected_by=to)
    row = Message(
        team_id=passage.team_id, author_id=myself(actor), to_id=to, person_id=person_id, passage=passage,
        left_at=passage.at, from_whom=from_whom.strip()[:120], words=words[:500], phone=phone.strip()[:30], asks=asks,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def see_message(actor: Actor, message: Message, called_back: bool = False) -> Message:
    """Seen, or called back: it leaves the desk. Done twice, the first one stays."""
    must(actor, "reception.messages")
    if message.seen_at is None:
        message.seen_at, message.seen_by_id = timezone.now(), myself(actor)
    message.called_back = message.called_back or called_back
    message.save(update_fields=["seen_at", "seen_by", "called_back"])
    return message


def unsee_message(actor: Actor, message: Message) -> Message:
    """Put it back on the desk."""
    must(actor, "reception.messages")
    message.seen_at, message.seen_by_id, message.called_back = None, None, False
    message.save(update_fields=["seen_at", "seen_by", "called_back"])
    return message


def to_see(actor: Actor) -> QuerySet[Message]:
    """The messages that wait for the actor, and those of their teams that nobody saw."""
    mine = Q(to_id=actor.id) | Q(team_id__in=actor.teams)
    rows = Message.objects.filter(mine, seen_at__isnull=True, passage__undone_at__isnull=True)
    return rows.select_related("to", "author", "person").order_by("left_at")


def named(people: Sequence[Professional]) -> list[tuple[str, str]]:
    """As a field wants them."""
    return [(str(each.pk), str(each)) for each in people]
