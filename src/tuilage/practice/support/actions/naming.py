"""Who works beside the keyworker, who coordinates, on what ground a support stands: named, ended, undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person, Relation
from tuilage.foundation.people.names import fold
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries
from tuilage.practice.support.actions.guards import checked, need, professional_named, words
from tuilage.practice.support.actions.running import running
from tuilage.practice.support.actions.standing import span, stand
from tuilage.practice.support.gaps import not_over
from tuilage.practice.support.models import (
    Coordinator,
    CoWorker,
    GroundKind,
    Keyworker,
    StatusChange,
    Support,
    SupportGround,
    Term,
)


def _team_of(professional: Professional, day: date) -> UUID:
    """The team from which somebody works on `day`. Raises Refused when they hold no post."""
    held = queries.held_posts(professional.pk, day)
    if not held:
        raise Refused(_("%(name)s holds no post on that day.") % {"name": professional}, "professional")
    return held[0].post.team_id


def _until(row: CoWorker | Coordinator, day: date | None) -> None:
    """The row, and the place in the circle that goes with it, end on `day` (None: without end)."""
    row.period = span(row.period.lower, day)
    row.save(update_fields=["period"])
    if row.participation is not None:
        row.participation.period = row.period
        row.participation.save(update_fields=["period"])


def _take_back(row: CoWorker | Coordinator) -> None:
    if row.period.lower < today():
        raise Refused(
            _("This began on %(day)s: choose a later day.") % {"day": short_day(row.period.lower)}, "on"
        )
    place = row.participation
    row.delete()
    if place is not None:
        place.delete()


# Co-workers ------------------------------------------------------------------------------------------------


def add_coworker(
    actor: Actor,
    support: Support | UUID,
    professional: Professional | UUID,
    role: str,
    on: date | None = None,
) -> CoWorker:
    """Name somebody beside the keyworker, for what they do ("budget"). Raises Refused."""
    author = need(actor, "support.lead")
    found = running(support)
    who = professional_named(professional)
    day = on or today()
    if found.started_on is None or day < found.started_on:
        raise Refused(_("Nobody works beside before the support starts."), "on")
    kind = Term.objects.filter(family=Term.Family.CO_ROLE, code=role, active=True).first()
    if kind is None:
        raise Refused(_("Say what they do beside the keyworker."), "role")
    answers = Keyworker.objects.filter(support=found, professional=who, period__contains=day)
    if answers.exists():
        raise Refused(
            _("%(name)s is already the keyworker, or the next one.") % {"name": who}, "professional"
        )
    if CoWorker.objects.filter(support=found, professional=who, period__endswith__isnull=True).exists():
        raise Refused(_("%(name)s already works beside.") % {"name": who}, "professional")
    with checked():
        team_id = _team_of(who, day)
        place = stand(
            author, found.person_id, who.pk, team_id, Participation.Role.COWORKER, (day, None), str(kind)
        )
        row = CoWorker(
            support=found, person_id=found.person_id, professional=who, team_id=team_id, role=kind,
            period=span(day, None), participation=place, added_by_id=author,
        )  # fmt: skip
        row.save(force_insert=True)
    return row


def end_coworker(actor: Actor, row: CoWorker, on: date | None = None) -> CoWorker | None:
    """They no longer work beside from `on`; on the very day they came, it is undone. Returns what is left.

    Nobody leaves on the day of a change of status or ground: they stop the day after.
    """
    need(actor, "support.lead")
    day = on or today()
    if changing_on(row.support_id, row.person_id, day):
        day += timedelta(days=1)
    with checked():
        if row.period.lower >= day:
            _take_back(row)
            return None
        if row.period.upper is not None and row.period.upper <= today():
            raise Refused(_("This is over already."))
        _until(row, day)
    return row


def changing_on(support_id: UUID, person_id: UUID, day: date) -> bool:
    """Whether the person's status, or the support's ground, changes on `day`. Two queries."""
    changes = StatusChange.objects.filter(person_id=person_id, happens_on=day, state="planned")
    grounds = SupportGround.objects.filter(support_id=support_id)
    return changes.exists() or (
        grounds.filter(period__startswith=day).exists() and grounds.filter(period__endswith=day).exists()
    )


def keep_coworker(actor: Actor, row: CoWorker) -> CoWorker:
    """Undo an end that was said today or is still to come."""
    need(actor, "support.lead")
    if row.period.upper is None:
        return row
    if row.period.upper < today():
        raise Refused(_("They left before today: name them again from a day on."))
    running(row.support_id)
    with checked():
        _until(row, None)
    return row


# The coordinator -------------------------------------------------------------------------------------------


def _close_to(person_id: UUID, who: Professional) -> bool:
    """Whether a professional bears the name of the person or of somebody close to them (S2-162)."""
    name = fold(str(who))
    rows = Relation.objects.filter(person_id=person_id).values_list("other_name", flat=True)
    return name in {fold(each) for each in rows if each} | {
        fold(person.name) for person in Person.objects.filter(pk=person_id)
    }


def name_coordinator(
    actor: Actor, person_id: UUID, professional: Professional | UUID, reason: str, tasks: Iterable[str],
    on: date | None = None,
) -> Coordinator:  # fmt: skip
    """Name who coordinates the services around a person, or hand it over to them from `on` (S0-053, S2-162).

    A professional, who is not the keyworker, nor the person, nor a relative. Raises Refused.
    """
    author = need(actor, "support.coordinate")
    who, day = professional_named(professional), on or today()
    why = words(reason, "reason", _("Say why somebody coordinates."))
    if _close_to(person_id, who):
        raise Refused(_("Neither the person nor somebody close to them coordinates."), "professional")
    answering = Keyworker.objects.filter(
        not_over(day), person_id=person_id, professional=who, lane=Keyworker.Lane.RESPONSIBLE,
        support__status=Support.Status.ENGAGED,
    )  # fmt: skip
    if answering.exists():
        raise Refused(
            _("%(name)s is the keyworker: coordinating is another task, for somebody else.") % {"name": who},
            "professional",
        )
    chosen = set(tasks) & set(
        Term.objects.filter(family=Term.Family.COORDINATOR_TASK).values_list("code", flat=True)
    )
    with checked():
        _make_room(person_id, day)
        team_id = _team_of(who, day)
        place = stand(author, person_id, who.pk, team_id, Participation.Role.COORDINATOR, (day, None), why)
        row = Coordinator(
            person_id=person_id, professional=who, team_id=team_id, period=span(day, None), tasks=sorted(chosen),
            reason=why, participation=place, named_by_id=author,
        )  # fmt: skip
        row.save(force_insert=True)
    return row


def _make_room(person_id: UUID, day: date) -> None:
    """Whoever coordinates on `day` does so until then."""
    rows = Coordinator.objects.filter(not_over(day), person_id=person_id)
    for row in rows.select_related("participation"):
        if row.period.lower >= day:
            _take_back(row)
        else:
            _until(row, day)


def end_coordinator(actor: Actor, row: Coordinator, on: date | None = None) -> Coordinator | None:
    """They no longer coordinate from `on`; named today, it is undone."""
    need(actor, "support.coordinate")
    day = on or today()
    with checked():
        if row.period.lower >= day:
            _take_back(row)
            return None
        if row.period.upper is not None and row.period.upper <= today():
            raise Refused(_("This is over already."))
        _until(row, day)
    return row


# The ground ------------------------------------------------------------------------------------------------


def check_whom(kind: GroundKind, person: Person, day: date) -> None:
    """Refuse a ground for adults to a child, and the reverse; a birth that is not known refuses nobody."""
    adult = majority(person)
    if adult is None or not kind.whom:
        return
    if kind.whom == GroundKind.Whom.ADULT and day < adult:
        raise Refused(_("This ground is for adults."), "kind")
    if kind.whom == GroundKind.Whom.CHILD and day >= adult:
        raise Refused(_("This ground is for children."), "kind")


def majority(person: Person) -> date | None:
    """The day of the eighteenth birthday; None when the day of birth is not known whole."""
    if not (person.birth_year and person.birth_month and person.birth_day):
        return None
    try:
        return date(person.birth_year + 18, person.birth_month, person.birth_day)
    except ValueError:  # born on 29 February: of age on 1 March
        return date(person.birth_year + 18, 3, 1)


def lay_ground(
    actor: Actor, support: Support | UUID, kind: GroundKind, on: date | None = None
) -> SupportGround:
    """Say on what ground a support stands from `on`; its keyworker stays. Raises Refused where the law wants one."""
    author = need(actor, "support.lead")
    found = running(support)
    day = on or today()
    if found.started_on is None or day < found.started_on:
        raise Refused(_("The ground begins with the support or later."), "on")
    check_whom(kind, found.person, day)
    with checked():
        end_grounds(found.pk, day, kind)
        row = SupportGround(
            support=found,
            person_id=found.person_id,
            kind=kind,
            sole=kind.sole,
            period=span(day, None),
            laid_by_id=author,
        )
        row.save(force_insert=True)
    return row


def end_grounds(support_id: UUID, day: date, kind: GroundKind | None = None) -> None:
    """What a support stands on ends on `day`; what was to begin later goes. Refuses to lay the same again."""
    for row in SupportGround.objects.filter(not_over(day), support_id=support_id):
        if (
            kind is not None
            and row.kind_id == kind.pk
            and row.period.lower <= day
            and row.period.upper is None
        ):
            raise Refused(_("The support already stands on this ground."), "kind")
        if row.period.lower >= day:
            row.delete()
        else:
            row.period = span(row.period.lower, day)
            row.save(update_fields=["period"])
