"""From a proposal to everything being there: nothing starts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.practice.support import kinds
from tuilage.practice.support.actions.guards import (
    checked,
    fresh,
    need,
    not_ahead,
    not_before,
    perhaps_words,
    words,
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


def under(kind: SupportKind) -> dict[str, Any]:
    """What a new support takes from its kind: the version of today, the conditions it asks for, the written form."""
    terms = kinds.version_of(kind)
    return {
        "kind": kind, "terms": terms, "voluntary": terms.needs_adhesion, "needs_duration": terms.needs_duration,
        "form": kinds.form_of(kind),
    }  # fmt: skip


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
        **under(kind),
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


def prepared_or_resumed(support: Support | UUID) -> Support:
    """The support, still being prepared, or taken up and not complete yet. Raises Refused otherwise."""
    found = fresh(support)
    if not found.being_prepared and not found.to_complete:
        raise Refused(_("This support is no longer being prepared."))
    return found


def prepare(actor: Actor, support: Support | UUID) -> Support:
    """The person is interested: begin to write the project with them."""
    need(actor, "support.lead")
    found = being_prepared(support)
    if found.status == Support.Status.PROPOSED:
        found.status, found.preparing_since = Support.Status.PREPARING, today()
        write(found, ["status", "preparing_since"])
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
    wishes: Mapping[str, str] | None = None,
    about_others: str = "",
    programme: str = "",
    programme_period: tuple[date, date | None] | None = None,
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
        "about_others": about_others,
        "programme": programme,
    }
    for field, text in told.items():
        setattr(found, field, perhaps_words(text, field))
    found.network_effect = network_effect
    if wishes is not None:
        found.wishes = {code: text.strip() for code, text in wishes.items() if text.strip()}
    found.programme_period = _dates(programme_period)
    with checked():
        write(found, ["domains", "network_effect", "wishes", "programme_period", *told], version)
    return found


def _dates(period: tuple[date, date | None] | None) -> DateRange | None:
    """The dates of a programme, its own and never the support's (S0-009)."""
    if period is None:
        return None
    if period[1] is not None and period[1] <= period[0]:
        raise Refused(_("The end comes after the beginning."), "programme_until")
    return DateRange(period[0], period[1], "[)")


def write_form(
    actor: Actor, support: Support | UUID, version: int | None, texts: Mapping[str, str]
) -> Support:
    """What is written under each heading of the support's written form. Raises StaleVersion."""
    need(actor, "support.lead")
    found = fresh(support)
    if not found.open or found.form is None:
        raise Refused(_("This support is over: its project is kept as it was."))
    known = {one["code"] for one in found.form.headings}
    found.form_texts = {code: text.strip() for code, text in texts.items() if code in known and text.strip()}
    with checked():
        write(found, ["form_texts"], version)
    return found


def record_adhesion(actor: Actor, support: Support | UUID, how: str, on: date | None = None) -> Support:
    """The person agrees, by word or signature (S1-047). Who wrote it down stands beside it."""
    author = need(actor, "support.lead")
    found = prepared_or_resumed(support)
    if how not in Support.How.values:
        raise Refused(_("Say how the person gave their agreement: said or signed."), "how")
    day = not_before(not_ahead(on or today()), found.proposed_on)
    found.adhesion_on, found.adhesion_how, found.adhesion_recorded_by_id = day, how, author
    found.adhesion_withdrawn_on = None
    fields = ["adhesion_on", "adhesion_how", "adhesion_recorded_by", "adhesion_withdrawn_on"]
    if found.being_prepared:
        found.preparing_since = found.preparing_since or today()
        found.status = Support.Status.PREPARING
        fields += ["status", "preparing_since"]
    with checked():
        write(found, fields)
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


def set_duration(
    actor: Actor,
    support: Support | UUID,
    months: int,
    because: str = "",
    lasting: bool = False,
    why_lasting: str = "",
) -> Support:
    """Agree on a duration, in months (S1-049): the support's own, whatever the programme's dates (S0-009, S0-010).

    `lasting`: there is no end in sight, and that is right; `months` is then when it is looked at again (S2-151).
    """
    need(actor, "support.lead")
    found = prepared_or_resumed(support)
    least, most = found.terms.min_months or 1, found.terms.max_months or 120
    if not least <= months <= most:
        raise Refused(
            _("For this kind of support, a duration is between %(least)d and %(most)d months.")
            % {"least": least, "most": most},
            "months",
        )
    found.months, found.lasting = months, lasting
    found.months_because = perhaps_words(because, "because")
    found.lasting_because = (
        words(why_lasting, "why_lasting", _("Say in words why it is meant to last.")) if lasting else ""
    )
    write(found, ["months", "months_because", "lasting", "lasting_because"])
    return found


def record_team_opinion(
    actor: Actor,
    support: Support | UUID,
    opinion: str,
    text: str = "",
    on: date | None = None,
    present: Iterable[UUID] = (),
) -> Support:
    """What came out of the team's regulation, under the head of service (S1-054), and which professionals were there."""
    author = need(actor, "support.opinion")
    found = being_prepared(support)
    if opinion not in Support.Opinion.values:
        raise Refused(_("Choose the team's opinion."), "opinion")
    found.team_opinion_on = not_before(not_ahead(on or today()), found.proposed_on)
    found.team_opinion, found.team_opinion_by_id = opinion, author
    found.team_opinion_text = perhaps_words(text, "text")
    found.team_opinion_present = list(dict.fromkeys(present))
    with checked():
        write(
            found,
            [
                "team_opinion_on",
                "team_opinion",
                "team_opinion_by",
                "team_opinion_text",
                "team_opinion_present",
            ],
        )
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
