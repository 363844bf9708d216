"""From a proposal to everything being there: nothing starts here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.practice.support.actions.guards import (
    checked,
    fresh,
    need,
    not_ahead,
    not_before,
    perhaps_words,
    write,
)
from tuilage.practice.support.models import LifeDomain, Support, SupportKind


def living(person_id: UUID) -> Person:
    """The person, who is there for us and alive. Raises Refused otherwise."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Refused(_("This person cannot be found."))
    if person.died_on is not None:
        raise Refused(_("This person has died: no support can be proposed or started."))
    return person


def _domains(codes: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(codes))
    if not set(chosen) <= set(LifeDomain.values):
        raise Refused(_("One of these areas of life is not known."), "domains")
    return chosen


def propose(
    actor: Actor,
    person_id: UUID,
    kind_code: str,
    origin: str,
    own_words: str = "",
    domains: Iterable[str] = (),
    on: date | None = None,
) -> Support:
    """Propose a support, or note that the person asked for one (S1-045). Raises Refused; returns it, proposed."""
    author = need(actor, "support.propose")
    day = not_ahead(on or today())
    person = living(person_id)
    kind = SupportKind.objects.filter(code=kind_code, active=True).first()
    if kind is None:
        raise Refused(_("Choose a kind of support."), "kind")
    if origin not in Support.Origin.values:
        raise Refused(_("Say whether the person asked for it or agreed to a proposal."), "origin")
    support = Support(
        person=person,
        team_id=actor.teams[0],
        kind=kind,
        voluntary=kind.needs_adhesion,
        origin=origin,
        proposed_on=day,
        proposed_by_id=author,
        domains=_domains(domains),
        own_words=perhaps_words(own_words, "own_words"),
        months=None,
    )
    with checked():
        support.save(force_insert=True)
    return support


def being_prepared(support: Support | UUID) -> Support:
    """The support, still being prepared. Raises Refused otherwise."""
    found = fresh(support)
    if not found.being_prepared:
        raise Refused(_("This support is no longer being prepared."))
    return found


def prepare(actor: Actor, support: Support | UUID) -> Support:
    """The person is interested: begin to write the project with them."""
    need(actor, "support.lead")
    found = being_prepared(support)
    if found.status == Support.Status.PROPOSED:
        found.status = Support.Status.PREPARING
        write(found, ["status"])
    return found


def tell_project(
    actor: Actor,
    support: Support | UUID,
    version: int | None = None,
    *,
    own_words: str = "",
    domains: Iterable[str] = (),
    strengths: str = "",
    life_project: str = "",
    work_project: str = "",
    networks: str = "",
    network_effect: str = "",
) -> Support:
    """Write what the person wants and can lean on (S0-005, S0-105, S1-046, S1-051, S2-156), on any day (S0-039).

    Raises StaleVersion when somebody saved it since `version` was read.
    """
    need(actor, "support.lead")
    found = fresh(support)
    if not found.open:
        raise Refused(_("This support is over: its project is kept as it was."))
    found.domains = _domains(domains)
    told = {
        "own_words": own_words,
        "strengths": strengths,
        "life_project": life_project,
        "work_project": work_project,
        "networks": networks,
    }
    for field, text in told.items():
        setattr(found, field, perhaps_words(text, field))
    found.network_effect = network_effect
    with checked():
        write(found, ["domains", "network_effect", *told], version)
    return found


def record_adhesion(actor: Actor, support: Support | UUID, how: str, on: date | None = None) -> Support:
    """The person agrees, by word or signature (S1-047). Who wrote it down stands beside it."""
    author = need(actor, "support.lead")
    found = being_prepared(support)
    if how not in Support.How.values:
        raise Refused(_("Say how the person gave their agreement: said or signed."), "how")
    day = not_before(not_ahead(on or today()), found.proposed_on)
    found.adhesion_on, found.adhesion_how, found.adhesion_recorded_by_id = day, how, author
    found.adhesion_withdrawn_on = None
    found.status = Support.Status.PREPARING
    with checked():
        write(
            found,
            ["adhesion_on", "adhesion_how", "adhesion_recorded_by", "adhesion_withdrawn_on", "status"],
        )
    return found


def take_back_adhesion(actor: Actor, support: Support | UUID, on: date | None = None) -> Support:
    """The person no longer wishes it. Being prepared, it goes no further; running, it is to be ended with them."""
    need(actor, "support.lead")
    found = fresh(support)
    if not found.open or found.adhesion_on is None:
        raise Refused(_("There is no agreement to take back here."))
    day = not_before(not_ahead(on or today()), found.adhesion_on)
    fields = ["adhesion_withdrawn_on"]
    found.adhesion_withdrawn_on = day
    if found.being_prepared:
        found.adhesion_on, found.adhesion_how, found.adhesion_recorded_by = None, "", None
        fields += ["adhesion_on", "adhesion_how", "adhesion_recorded_by"]
    with checked():
        write(found, fields)
    return found


def set_duration(actor: Actor, support: Support | UUID, months: int) -> Support:
    """Agree on a duration, in months (S1-049): the support's own, whatever the programme's dates."""
    need(actor, "support.lead")
    found = being_prepared(support)
    if not 1 <= months <= 120:
        raise Refused(_("A duration is between 1 and 120 months."), "months")
    found.months = months
    write(found, ["months"])
    return found


def record_team_opinion(
    actor: Actor, support: Support | UUID, opinion: str, text: str = "", on: date | None = None
) -> Support:
    """What came out of the team's regulation, under the head of service (S1-054)."""
    author = need(actor, "support.opinion")
    found = being_prepared(support)
    if opinion not in Support.Opinion.values:
        raise Refused(_("Choose the team's opinion."), "opinion")
    found.team_opinion_on = not_before(not_ahead(on or today()), found.proposed_on)
    found.team_opinion, found.team_opinion_by_id = opinion, author
    found.team_opinion_text = perhaps_words(text, "text")
    with checked():
        write(found, ["team_opinion_on", "team_opinion", "team_opinion_by", "team_opinion_text"])
    return found


def record_power(actor: Actor, support: Support | UUID, rating: int) -> Support:
    """The person rates, 1 to 5, their power to act on their life: before, until it ends (S1-064)."""
    need(actor, "support.lead")
    found = fresh(support)
    if not 1 <= rating <= 5:
        raise Refused(_("A rating goes from 1 to 5."), "rating")
    field = "power_before" if found.being_prepared or found.power_before is None else "power_after"
    setattr(found, field, rating)
    write(found, [field])
    return found
