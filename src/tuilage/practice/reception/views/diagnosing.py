"""The diagnosis: own words first, domain by domain; its versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuilage.core.access import allow, find_or_404
from tuilage.foundation.sharing.reading import read_person

from .. import actions
from ..actions import VIEWS
from ..forms import PLACES, DiagnoseForm
from ..models import Diagnosis, DiagnosisDomain, Domain, Request
from .trying import acting_as, attempt, forget, see, show, taken_up

DRAFT = "reception.diagnose"
VERSIONS_SHOWN = 20


def _request(request: HttpRequest, person_id: UUID) -> Request | None:
    """The request that the diagnosis answers, when the address names one of this person."""
    try:
        key = UUID(request.GET.get("demande", ""))
    except ValueError:
        return None
    return find_or_404(request, Request.objects.select_related("team").filter(person_id=person_id), pk=key)


@allow("reception.diagnose")
@require_http_methods(["GET", "POST"])
def diagnose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write the next version: what was said last time is there, to be said again or changed."""
    actor = acting_as(request)
    person = read_person(request, person_id, "diagnosis")
    demand = _request(request, person_id)
    domains = [domain for domain in Domain.objects.all() if domain.active]
    team_id = demand.team_id if demand and demand.team_id in actor.teams else next(iter(actor.teams), None)
    latest = actions.latest_diagnosis(person_id, team_id)
    typed, draft = taken_up(request, DRAFT, person_id)
    form = DiagnoseForm(domains, request.POST or None, initial={**DiagnoseForm.from_version(latest), **typed})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        written = attempt(
            form,
            lambda: actions.diagnose(
                actor, person_id, facts["own_words"], form.views(), demand, facts["held_on"],
                facts["understanding"], facts["tier"], facts["based_on"],
            ),
        )  # fmt: skip
        if written is not None:
            forget(request, DRAFT, person_id)
            messages.success(
                request, _("This version of the diagnosis is written; the one before stays as it was.")
            )
            return see("request", demand.pk) if demand else see("diagnose_compare", person_id)
        if getattr(form, "stale", None) and latest is not None:
            form.data["based_on"] = str(latest.pk)  # type: ignore[index]
    context = {"person": person, "demand": demand, "latest": latest, "draft": draft, "groups": form.groups()}
    return show(request, "reception/diagnose.html", form, context)


@dataclass(frozen=True)
class Line:
    """One thing said, in the two versions; `changed` when it is not the same."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two versions say something else."""
        return self.before.strip() != self.after.strip()


@allow("reception.diagnose")
@require_GET
def compare(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Two dated versions side by side: the last two unless two others are chosen."""
    person = read_person(request, person_id, "diagnosis")
    rows = Diagnosis.objects.filter(person_id=person_id).select_related("author", "team")
    versions = list(
        rows.prefetch_related("domains__domain").order_by("-held_on", "-created_at")[:VERSIONS_SHOWN]
    )
    by_key = {str(version.pk): version for version in versions}
    after = by_key.get(request.GET.get("apres", "")) or (versions[0] if versions else None)
    before = by_key.get(request.GET.get("avant", "")) or (versions[1] if len(versions) > 1 else None)
    context = {
        "person": person, "versions": versions, "before": before, "after": after,
        "groups": _groups(before, after) if after else [],
    }  # fmt: skip
    return render(request, "reception/compare.html", context)


def _place(line: DiagnosisDomain | None) -> str:
    return str(PLACES[line.place]) if line and line.place else ""


def _groups(before: Diagnosis | None, after: Diagnosis) -> list[tuple[str, list[Line]]]:
    """What was said, group by group (the whole, then each domain opened in either version)."""
    whole = [
        Line(_("In their own words"), before.own_words if before else "", after.own_words),
        Line(_("What we understood together"), before.understanding if before else "", after.understanding),
    ]
    old = {line.domain: line for line in before.domains.all()} if before else {}
    new = {line.domain: line for line in after.domains.all()}
    labels = dict(
        zip(
            VIEWS,
            (
                _("What they say of it"),
                _("What they want"),
                _("What they can do"),
                _("What hinders"),
                _("What helps"),
            ),
            strict=True,
        )
    )
    groups = [("", [line for line in whole if line.before or line.after])]
    for domain in sorted({*old, *new}, key=lambda one: (one.position, one.label)):
        said = [
            Line(labels[view], getattr(old.get(domain), view, ""), getattr(new.get(domain), view, ""))
            for view in VIEWS
        ]
        said.insert(
            1, Line(_("Where they place themselves"), _place(old.get(domain)), _place(new.get(domain)))
        )
        groups.append((domain.label, [line for line in said if line.before or line.after]))
    return groups
