"""What changes about danger: signalled, qualified, acted on; and the département's framework for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database import clock
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team

from . import rules
from .models import Request, UrgencyAction, UrgencyFramework

FRAMEWORK_FIELDS = (
    "definition",
    "criteria",
    "procedure",
    "roster",
    "relays",
    "outside",
    "alert_sheet",
    "opens_at",
)


def framework() -> UrgencyFramework:
    """The framework in force: one row, there since the first migration. One query."""
    return UrgencyFramework.objects.select_related("written_by").order_by("created_at")[0]


def must(actor: Actor, act: str) -> None:
    """Raises Refused when no post of the actor allows `act`."""
    if not may(actor, act):
        raise Refused(_("Your post does not allow this."))


def myself(actor: Actor) -> UUID:
    """The professional who acts. Raises Refused for a system actor: nobody else receives or answers."""
    if actor.id is None:
        raise Refused(_("Sign in as a professional first."))
    return actor.id


def say_something(text: str, sentence: str, field: str) -> str:
    """The text without the spaces around it. Raises Refused(sentence) when it holds no words."""
    if not rules.says_something(text):
        raise Refused(sentence, field)
    return text.strip()


def due_for(team: Team, at: datetime) -> datetime:
    """When an urgency received `at` by a team must have been seen to (rules.due_at). One query."""
    return rules.due_at(at, framework().opens_at, team.closes_at, timezone.get_default_timezone())


def start_clock(request: Request, actor: Actor, at: datetime) -> None:
    """Mark a request urgent from `at`; nothing is written yet."""
    request.urgent, request.signalled_at, request.signalled_by_id = True, at, myself(actor)
    request.due_at = due_for(request.team, at)
    request.qualified_at = request.qualified_by_id = request.danger = None
    request.danger_kind = request.danger_words = ""


def must_be_open(request: Request) -> None:
    """Raises Refused when the request has its answer."""
    if request.status in rules.CLOSED:
        raise Refused(_("This request is closed. Undo its answer first, or receive a new request."))


def signal_urgency(actor: Actor, request: Request, version: int, at: datetime | None = None) -> Request:
    """Somebody thinks that one must act today: the clock starts when it is said. Raises Refused, StaleVersion."""
    must(actor, "reception.signal")
    must_be_open(request)
    if request.urgent:
        raise Refused(_("This request is already signalled as urgent."))
    start_clock(request, actor, at or timezone.now())
    fields = ("urgent", "signalled_at", "signalled_by_id", "due_at", "qualified_at", "qualified_by_id")
    return save_checked(request, version, (*fields, "danger", "danger_kind", "danger_words"))


def qualify_urgency(
    actor: Actor, request: Request, version: int, danger: bool, kind: str = "", words: str = "",
    urgent: bool = True, at: datetime | None = None,
) -> Request:  # fmt: skip
    """The duty worker says whether there is a danger and which (S1-036), and whether one must act today (S1-035).

    `urgent=False` takes the request out of the urgencies; a danger is never without urgency. Raises Refused,
    StaleVersion.
    """
    must(actor, "reception.qualify")
    must_be_open(request)
    if not request.urgent:
        raise Refused(_("Nobody signalled this request as urgent. Signal it first."))
    if danger and kind not in Request.Danger.values:
        raise Refused(_("Say which danger."), "kind")
    if danger and not urgent:
        raise Refused(_("Where there is a danger, one acts today."), "urgent")
    request.qualified_by_id, request.qualified_at = actor.id, at or timezone.now()
    request.danger, request.danger_kind, request.danger_words = danger, kind if danger else "", words.strip()
    request.urgent = urgent
    request.status = rules.next_status(request.status, "take_up") or request.status
    fields = ("qualified_by_id", "qualified_at", "danger", "danger_kind", "danger_words", "urgent", "status")
    return save_checked(request, version, fields)


def act_on_urgency(
    actor: Actor, request: Request, what: str, relay: str = "", at: datetime | None = None
) -> UrgencyAction:
    """Write what was done to avoid the danger, and which relay was called. Raises Refused."""
    must(actor, "reception.act")
    at = at or timezone.now()
    if not request.urgent:
        raise Refused(_("This request is not urgent: answer it instead."))
    if relay not in UrgencyAction.Relay.values:
        raise Refused(_("Choose the relay in the list."), "relay")
    if at > timezone.now() or at < request.received_at:
        raise Refused(_("It was done between the moment of the request and now."), "at")
    done = UrgencyAction(
        request=request, author_id=myself(actor), acted_at=at, relay=relay,
        what=say_something(what, _("Say what was done to avoid the danger, in a few words."), "what"),
    )  # fmt: skip
    done.save(force_insert=True)
    take_up(request)
    check_constraints_now()
    return done


def take_up(request: Request) -> None:
    """A waiting request is in progress from the first thing done for it."""
    if request.status == "waiting":
        request.status = rules.next_status(request.status, "take_up") or request.status
        save_checked(request, request.version, ("status",))


def write_framework(actor: Actor, values: dict[str, object], version: int) -> UrgencyFramework:
    """Write the département's framework for emergencies (S1-030). Raises Refused, StaleVersion."""
    must(actor, "reception.write_framework")
    say_something(str(values["definition"]), _("Say what a social emergency is."), "definition")
    text = framework()
    for name in FRAMEWORK_FIELDS:
        setattr(text, name, values[name])
    text.written_on, text.written_by_id = clock.today(), actor.id
    return save_checked(text, version, (*FRAMEWORK_FIELDS, "written_on", "written_by_id"))
