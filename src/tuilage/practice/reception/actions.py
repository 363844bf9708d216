"""What changes a reception: received, given its person, diagnosed, answered, passed on, undone.

Each is one verb (check, write, record) in the caller's transaction; each raises Refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import ProgrammingError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.forms.versions import StaleVersion, differences, save_checked
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.actions import join_circle
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions as support

from . import rules
from .models import Answer, AnswerKind, Diagnosis, DiagnosisDomain, Domain, Request, Theme
from .urgency import must, must_be_open, myself, say_something, start_clock, take_up

# Domains of a diagnosis → domains of a support; a département's own domains have none.
SUPPORT_DOMAINS = {
    "daily-life": "daily_life", "housing": "home", "health": "health", "work-training": "work", "money-rights": "money",
    "family": "family", "social-ties": "ties", "mobility": "mobility", "digital": "digital",
}  # fmt: skip
VIEWS = ("own_words", "wants", "can", "hinders", "helps")


# Receiving


def receive(
    actor: Actor,
    person_id: UUID | None,
    channel: str,
    words: str,
    themes: Iterable[str] = (),
    urgent: bool = False,
    vulnerable: bool = False,
    at: datetime | None = None,
    tier: str = "team",
    team_id: UUID | None = None,
) -> Request:
    """Write down what somebody comes for: their words are enough, no category is asked (S0-036).

    `person_id` None: nobody said who it is. `at`: when it was received, now by default. An urgent request gets its
    clock. Raises Refused: nobody in particular, a dead person, a person followed elsewhere, an empty request.
    """
    must(actor, "reception.receive")
    at = at or timezone.now()
    team = _team(actor, team_id)
    chosen = _themes(themes)
    if not rules.says_something(words) and not chosen:
        raise Refused(_("Write what the person says, in a few words, or choose a theme."), "words")
    if channel not in Request.Channel.values:
        raise Refused(_("Say how the request came."), "channel")
    if at > timezone.now():
        raise Refused(_("A request cannot be received later than now."), "at")
    path = _path(person_id) if person_id else Request.Path.UNKNOWN
    if person_id:
        welcome(actor, person_id, team)
    request = Request(
        person_id=person_id, team=team, received_by_id=myself(actor), received_at=at, channel=channel, path=path,
        words=words.strip(), themes=chosen, vulnerable=vulnerable, tier=tier,
    )  # fmt: skip
    if urgent:
        start_clock(request, actor, at)
    request.save(force_insert=True)
    check_constraints_now()
    return request


def welcome(actor: Actor, person_id: UUID, team: Team) -> Person:
    """The person, in the circle of the team that receives them; a dead person or one followed elsewhere is refused."""
    if (
        not Participation.objects.filter(person_id=person_id, team=team, period__contains=clock.today())
        .exclude(role="partner")
        .exists()
    ):
        try:
            with transaction.atomic():
                join_circle(
                    actor,
                    person_id,
                    Participation.Role.RECEPTION,
                    clock.today(),
                    team_id=team.pk,
                    ground=_("received at the desk"),
                )
        except ProgrammingError as refusal:
            raise Refused(
                _(
                    "This person is followed elsewhere. Write the request without a name, and call the service named."
                ),
                "person",
            ) from refusal
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Refused(
            _("This person cannot be found. Look for them again, or receive them without a name."), "person"
        )
    if person.died_on:
        raise Refused(
            _("%(name)s died on %(day)s. Receive the person who comes for them, under their own name.")
            % {"name": person, "day": short_day(person.died_on)},
            "person",
        )
    return person


def _team(actor: Actor, team_id: UUID | None) -> Team:
    if team_id is None and not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    if team_id is not None and team_id not in actor.teams:
        raise Refused(_("Choose one of your teams."), "team")
    return Team.objects.get(pk=team_id or actor.teams[0])


def _themes(codes: Iterable[str]) -> list[str]:
    asked = list(dict.fromkeys(codes))
    known = set(Theme.objects.filter(code__in=asked).values_list("code", flat=True)) if asked else set()
    if set(asked) - known:
        raise Refused(_("Choose the themes in the list."), "themes")
    return asked


def _path(person_id: UUID) -> str:
    """First contact, or a step in a path already begun (S2-098): as far as the actor can see."""
    before = Participation.objects.filter(person_id=person_id, period__startswith__lt=clock.today())
    known = before.exists() or Request.objects.filter(person_id=person_id).exists()
    return Request.Path.CONTINUED if known else Request.Path.FIRST


def attach_person(actor: Actor, request: Request, person_id: UUID, version: int) -> Request:
    """Say who it was: a request kept without a name joins a person's file. Raises Refused, StaleVersion."""
    must(actor, "reception.receive")
    if request.person_id:
        raise Refused(_("This request already has its person."))
    request.path = _path(person_id)
    welcome(actor, person_id, request.team)
    request.person_id = person_id
    return save_checked(request, version, ("person_id", "path"))


# Diagnosing


@dataclass(frozen=True)
class DomainView:
    """What is said of one domain of life: their words, what they want, can do, what hinders, what helps."""

    domain: str
    own_words: str = ""
    wants: str = ""
    can: str = ""
    hinders: str = ""
    helps: str = ""
    place: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was written under this domain."""
        return not any(rules.says_something(getattr(self, name)) for name in VIEWS)


def diagnoses_of(person_id: UUID, team_id: UUID | None = None) -> QuerySet[Diagnosis]:
    """The versions that the actor may read (of a team, when given), the last one first."""
    rows = Diagnosis.objects.filter(person_id=person_id)
    rows = rows.filter(team_id=team_id) if team_id else rows
    return rows.order_by("-held_on", "-created_at")


def latest_diagnosis(person_id: UUID, team_id: UUID | None = None) -> Diagnosis | None:
    """The last version that the actor may read (of a team, when given)."""
    return diagnoses_of(person_id, team_id).first()


def diagnose(
    actor: Actor,
    person_id: UUID,
    own_words: str,
    domains: Sequence[DomainView],
    request: Request | None = None,
    held_on: date | None = None,
    understanding: str = "",
    tier: str = "shared",
    based_on: UUID | None = None,
) -> Diagnosis:
    """Write a dated version of the diagnosis, own words before anything else; the version before stays as it was.

    `based_on`: the version that the writer had before their eyes. Raises Refused, and StaleVersion when somebody of
    the team wrote another one meanwhile.
    """
    must(actor, "reception.diagnose")
    words = say_something(own_words, _("Begin with what the person says, in their own words."), "own_words")
    day = held_on or clock.today()
    if day > clock.today():
        raise Refused(_("A diagnosis is dated today at the latest."), "held_on")
    team = request.team if request and request.team_id in actor.teams else _team(actor, None)
    version = Diagnosis(
        person_id=person_id, request=request, team=team, author_id=myself(actor), held_on=day, own_words=words,
        understanding=understanding.strip(), tier=tier, based_on_id=based_on,
    )  # fmt: skip
    _refuse_stale(version)
    version.save(force_insert=True)
    keys = {domain.code: domain.pk for domain in Domain.objects.all()}
    for view in domains:
        if view.empty:
            continue
        if view.place is not None and not rules.says_something(view.own_words):
            raise Refused(
                _("Their words first, then where they place themselves."), f"{view.domain}-own_words"
            )
        said = {name: getattr(view, name).strip() for name in VIEWS}
        DiagnosisDomain(diagnosis=version, domain_id=keys[view.domain], place=view.place, **said).save(
            force_insert=True
        )
    if request:
        take_up(request)
    check_constraints_now()
    return version


def _refuse_stale(version: Diagnosis) -> None:
    latest = latest_diagnosis(version.person_id, version.team_id)
    if latest is not None and latest.pk != version.based_on_id:
        raise StaleVersion(latest, differences(version, latest, ("own_words", "understanding", "held_on")))


# Answering


@dataclass(frozen=True)
class Given:
    """An answer as it is given: its kind (a code), its text, and what goes with it."""

    kind: str
    text: str
    referred_to: str = ""
    made_up_by: str = ""
    made_up_reason: str = ""
    support_kind: str = "global"
    tier: str = "shared"
    closes: bool = True


def add_answer_kind(actor: Actor, label: str) -> AnswerKind:
    """Add a kind of answer of one's own making to the range (S0-040, S1-019); one that exists is taken again."""
    must(actor, "reception.answer")
    label = say_something(label, _("Name this kind of answer, in a few words."), "own_kind")[:120]
    code = slugify(label)[:60] or "own"
    known = AnswerKind.objects.filter(code=code).first()
    if known:
        return known
    kind = AnswerKind(code=code, label=label, added_by_id=actor.id, position=200)
    kind.save(force_insert=True)
    return kind


def answer(
    actor: Actor, request: Request, given: Given, version: int | None = None, at: datetime | None = None
) -> Answer:
    """Answer a request. An urgency is answered only after what was done was said (S1-036).

    A protection answer is a report of its own (protection.py). The person makes the file up unless a reason says
    otherwise (S1-033). Raises Refused, StaleVersion (when `version` is given).
    """
    must(actor, "reception.answer")
    must_be_open(request)
    kind = AnswerKind.objects.filter(code=given.kind).first()
    if kind is None:
        raise Refused(_("Choose a kind of answer, or name your own."), "kind")
    if kind.opens == AnswerKind.Opens.PROTECTION:
        raise Refused(_("Write a protection report instead: nothing of it is kept with the request."), "kind")
    text = say_something(given.text, _("Say what you answer, in a few words."), "text")
    if given.made_up_by == "professional" and not rules.says_something(given.made_up_reason):
        raise Refused(_("The person makes the file up; say why not this time."), "made_up_reason")
    if given.closes:
        _danger_seen_to(request)
    row = Answer(
        request=request, team=request.team, author_id=myself(actor), kind=kind, answered_at=at or timezone.now(), text=text,
        referred_to=given.referred_to.strip(), made_up_by=given.made_up_by if kind.has_file else "",
        made_up_reason=given.made_up_reason.strip() if kind.has_file else "",
        tier=given.tier,
    )  # fmt: skip
    if kind.opens == AnswerKind.Opens.SUPPORT:
        row.support_key = _propose_support(actor, request, given)
    row.save(force_insert=True)
    _move(request, "answer" if given.closes else "take_up", version, row.answered_at)
    check_constraints_now()
    return row


def _danger_seen_to(request: Request) -> None:
    acts = list(request.urgency_actions.all()[:1]) if request.urgent else []
    if rules.missing_before_closing(request.urgent, acts):
        raise Refused(_("This request is urgent: first say what was done to avoid the danger."), "what")


def _propose_support(actor: Actor, request: Request, given: Given) -> UUID:
    """A support begins as a proposal in the support room, with the person's words of this request."""
    if request.person_id is None:
        raise Refused(_("Say first who this is: a support is proposed to somebody."), "kind")
    proposed = support.propose(
        actor,
        request.person_id,
        given.support_kind,
        "proposed",
        request.words or given.text,
        _domains(request),
    )
    return proposed.pk


def _domains(request: Request) -> list[str]:
    """The domains of support that the latest diagnosis of this request opened."""
    version = request.diagnoses.order_by("-created_at").first()
    met = version.domains.values_list("domain__code", flat=True) if version else []
    return sorted({SUPPORT_DOMAINS[code] for code in met if code in SUPPORT_DOMAINS})


def _move(request: Request, event: rules.Event, version: int | None, at: datetime) -> None:
    status = rules.next_status(request.status, event)
    if status is None:
        raise Refused(_("This request is closed. Undo its answer first, or receive a new request."))
    request.status = status
    request.closed_at = at if status in rules.CLOSED else None
    save_checked(request, request.version if version is None else version, ("status", "closed_at"))


def out_of_scope(
    actor: Actor, request: Request, why: str, to_whom: str, version: int | None = None
) -> Request:
    """Record a request outside the limits of the generalist service, with where the person was referred (S1-022)."""
    must(actor, "reception.answer")
    must_be_open(request)
    request.outside_why = say_something(why, _("Say why it is not ours."), "why")
    request.outside_to = say_something(to_whom, _("Say to whom the person was referred."), "to_whom")[:300]
    _danger_seen_to(request)
    request.status = rules.next_status(request.status, "out_of_scope") or request.status
    request.closed_at = timezone.now()
    version = request.version if version is None else version
    save_checked(request, version, ("outside_why", "outside_to", "status", "closed_at"))
    check_constraints_now()
    return request


def undo_answer(actor: Actor, given: Answer, why: str = "") -> Answer:
    """Undo a mistake: the same day, by its author. The answer stays readable, struck out. Raises Refused."""
    must(actor, "reception.answer")
    now = timezone.now()
    if given.undone_at:
        raise Refused(_("This answer is already undone."))
    if not rules.may_undo(given.author_id, actor.id, given.answered_at, now, timezone.get_default_timezone()):
        raise Refused(_("An answer is undone the same day by whoever gave it. Give another answer instead."))
    if given.support_key:
        raise Refused(_("A support was proposed with this answer: give it up on its own page first."))
    given.undone_at, given.undone_why = now, why.strip()
    given.save(update_fields=["undone_at", "undone_why"])
    request = given.request
    others = request.answers.filter(undone_at__isnull=True).exists()
    if not others and request.status == "answered":
        _move(request, "undo", None, now)
    check_constraints_now()
    return given


def undo_out_of_scope(actor: Actor, request: Request) -> Request:
    """Take back "not ours", the same day, by somebody of the team. Raises Refused."""
    must(actor, "reception.answer")
    now = timezone.now()
    closed = request.closed_at
    if request.status != "out_of_scope" or closed is None:
        raise Refused(_("This request was not passed on."))
    if not rules.may_undo(actor.id, actor.id, closed, now, timezone.get_default_timezone()):
        raise Refused(_("This is undone the same day only. Receive a new request instead."))
    _move(request, "undo", None, now)
    return request


def keywords_of(themes: Iterable[Theme]) -> Mapping[str, list[str]]:
    """Theme code → folded beginnings of words that propose it. No query."""
    return {theme.code: [rules.fold(key) for key in theme.keywords.split(",")] for theme in themes}
