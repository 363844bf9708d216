"""From the proposal to the start."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow
from tuilage.core.database.clock import today
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import actions, forms, queries, rules
from tuilage.practice.support.actions import attributing
from tuilage.practice.support.models import LifeDomain, Support, SupportKind
from tuilage.practice.support.views.answering import Asking, acting, ask, find_support, just_do, project_url

form_page = require_http_methods(["GET", "HEAD", "POST"])


@allow("support.propose")
@form_page
def propose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose a support to a person; what each kind is and where it stops stands beside (S1-043)."""
    person = read_person(request, person_id, "support")

    def act(data: dict[str, Any]) -> Support:
        return actions.propose(
            acting(request), person.pk, data["kind"].code, data["origin"], data["own_words"], data["domains"]
        )

    return ask(
        request,
        person,
        Asking(
            _("Propose a support"), _("Propose"), act, forms.ProposeForm, "support.propose",
            intro=_("A support is voluntary: the person asks for it, or agrees to it. Nothing starts without them."),
            done=_("The support is proposed. Prepare it with the person."),
            template="support/propose.html", back=person.get_absolute_url(), target=project_url,
            extra={"kinds": SupportKind.objects.filter(active=True)},
        ),
    )  # fmt: skip


@allow("support.lead")
@require_POST
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to write the project with the person."""
    support = find_support(request, pk)
    return just_do(
        request,
        support,
        lambda: actions.prepare(acting(request), support),
        _("You are preparing the support together."),
    )


@allow("support.lead")
@form_page
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the person wants and can lean on, on any day."""
    support = find_support(request, pk)
    fields = (
        "own_words",
        "domains",
        "strengths",
        "life_project",
        "work_project",
        "networks",
        "network_effect",
        "about_others",
        "programme",
    )

    def act(data: dict[str, Any]) -> Support:
        told = {name: data[name] for name in fields}
        wishes = {code: data[f"wish_{code}"] for code in LifeDomain.values}
        since = data["programme_since"]
        return actions.tell_project(
            acting(request), support, data["version"] or 0, **told, wishes=wishes,
            programme_period=(since, data["programme_until"]) if since else None,
        )  # fmt: skip

    initial = {name: getattr(support, name) for name in (*fields, "version")}
    initial |= {f"wish_{code}": text for code, text in support.wishes.items()}
    if support.programme_period:
        period = support.programme_period
        initial |= {"programme_since": period.lower, "programme_until": period.upper}
    return ask(
        request,
        support,
        Asking(
            _("What the person wants"), _("Save"), act, forms.ProjectForm, "support.tell", initial=initial,
            intro=_("Write it with the person, in their words."), done=_("What the person wants is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def adhesion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person agrees; they may rate their power to act on their life, to be compared at the end (S1-064)."""
    support = find_support(request, pk)

    def act(data: dict[str, Any]) -> None:
        actions.record_adhesion(acting(request), support, data["how"], data["on"])
        if data["power"]:
            actions.record_power(acting(request), support, data["power"])

    return ask(
        request,
        support,
        Asking(
            _("The person's agreement"), _("Record the agreement"), act, forms.AdhesionForm, "support.adhesion",
            intro=_("It is theirs to give and to take back. Tell them what a support is and where it stops."),
            initial={"on": today(), "power": support.power_before or ""}, done=_("The person's agreement is recorded."),
            extra={"kind": support.kind},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person takes their agreement back."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("The person takes their agreement back"), _("Write it down"),
            lambda data: actions.take_back_adhesion(acting(request), support, data["on"]), forms.TakeBackForm,
            intro=_("It is their right. A support that runs is then ended with them, without hurry and without blame."),
            initial={"on": today()}, done=_("It is written down that the person took their agreement back."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def duration(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How long."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("The duration"), _("Save the duration"),
            lambda data: actions.set_duration(acting(request), support, **data), forms.DurationForm,
            intro=_("How long do you think it will take, together?"),
            initial={
                "months": support.months, "because": support.months_because, "lasting": support.lasting,
                "why_lasting": support.lasting_because,
            }, done=_("The duration is agreed."),
        ),
    )  # fmt: skip


@allow("support.opinion")
@form_page
def opinion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came out of the team's regulation (S1-054)."""
    support = find_support(request, pk)

    def act(data: dict[str, Any]) -> Support:
        return actions.record_team_opinion(
            acting(request), support, data["opinion"], data["text"], data["on"]
        )

    return ask(
        request,
        support,
        Asking(
            _("The team's opinion"), _("Record the opinion"), act, forms.OpinionForm, "support.opinion",
            intro=_("What came out of the team's regulation is kept with the support."),
            initial={"on": today(), "opinion": support.team_opinion, "text": support.team_opinion_text},
            done=_("The team's opinion is recorded."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def engage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The start: what is still missing stands above."""
    support = find_support(request, pk, queries.whole())
    actor = acting(request)
    leaders = forms.leaders({support.team_id, *actor.teams}, today())
    facts = queries.start_facts(
        support, list(support.goals.all()), list(support.criteria.all()), bool(support.team_opinion), today()
    )
    return ask(
        request,
        support,
        Asking(
            _("Start the support"), _("Start"),
            lambda data: actions.engage(actor, support, data["on"], UUID(data["keyworker"])), forms.EngageForm,
            intro=_("From that day on somebody answers for it, at every moment, until it ends."),
            initial={"on": today(), "keyworker": str(attributing.chosen_for(support) or actor.id)}, given={"leaders": leaders},
            done=_("The support has started."), extra={"missing": rules.missing_before_start(facts)},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def abandon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It goes no further."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("Set the proposal aside"), _("Set aside"),
            lambda data: actions.abandon(acting(request), support, data["because"]), forms.AbandonForm,
            intro=_("The person declines, or it is not the moment. A support can be proposed again later."),
            done=_("The proposal is set aside."),
        ),
    )  # fmt: skip
