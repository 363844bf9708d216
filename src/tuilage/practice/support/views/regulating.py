"""The team's regulation, led by the head of service: opinions one after the other, supports without news, terms, reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuilage.core.access import allow, find_or_404, refuse
from tuilage.core.database.clock import today
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Assignment, Team
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import actions, regulation
from tuilage.practice.support.forms import OpinionForm, words_field
from tuilage.practice.support.models import ClosureBatch, Support
from tuilage.practice.support.views.answering import acting, say_no, see_other


class PresentOpinionForm(OpinionForm):
    """An opinion, and who was there: kept from one support to the next."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who is there?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ticked once: kept for the next ones."),
    )  # fmt: skip

    def __init__(self, *args: Any, team_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assignment.objects.filter(
            post__team_id=team_id, period__contains=today(), post__period__contains=today()
        ).select_related("professional", "post")
        field: Any = self.fields["present"]
        field.choices = [(str(row.professional_id), f"{row.professional}, {row.post.title}") for row in rows]
        self.fields["opinion"].widget.attrs["autofocus"] = True


class EndForm(forms.Form):
    """What is said once for all those that are ended."""

    exit_plan = words_field(
        gettext_lazy("Whom can these people turn to if they come back?"), required=True, rows=2
    )


def _team(request: HttpRequest) -> Team:
    """The team asked for, among the actor's own; the first otherwise."""
    asked = request.GET.get("equipe") or request.POST.get("equipe") or ""
    own = {str(key): key for key in acting(request).teams}
    if asked and asked not in own:
        raise refuse(request, "support.regulate")
    return find_or_404(request, Team.objects.all(), pk=own.get(asked) or acting(request).teams[0])


def _here(team: Team) -> str:
    return f"{reverse('support:regulation')}?equipe={team.pk}"


@allow("support.regulate")
@require_safe
def regulation_page(request: HttpRequest) -> HttpResponse:
    """What the team looks at together: nobody is ranked, lines are in the order of what waits longest."""
    return _page(request, _team(request), EndForm(initial={"exit_plan": _usual_plan()}), None)


def _usual_plan() -> str:
    return _("The team's door stays open: come or call at any time.")


def _page(
    request: HttpRequest, team: Team, form: EndForm, ticked: set[str] | None, status: int = 200
) -> HttpResponse:
    day = today()
    running = regulation.running(team.pk)
    silent = regulation.silent_among(running, day)
    batch = ClosureBatch.objects.filter(team=team, on=day, undone_at=None).order_by("-created_at").first()
    context = {
        "team": team, "day": day, "form": form,
        "teams": Team.objects.filter(pk__in=acting(request).teams) if len(acting(request).teams) > 1 else [],
        "waiting": regulation.waiting(team.pk, day),
        "silent": [(line, ticked is None or str(line.support.pk) in ticked) for line in silent],
        "late": regulation.past_term(running, day), "reviews": regulation.to_review(running, day),
        "preparing": regulation.preparing(team.pk), "running": len(running), "batch": batch,
    }  # fmt: skip
    return render(request, "support/regulation.html", context, status=status)


@allow("support.regulate")
@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest) -> HttpResponse:
    """One support after the other: the arrows choose, Enter records, the next one comes (S1-054)."""
    team, day = _team(request), today()
    waiting = regulation.waiting(team.pk, day)
    skipped = {key for key in request.GET.get("plus_tard", "").split(",") if key}
    left = [line for line in waiting if str(line.support.pk) not in skipped]
    asked = request.POST.get("support", "")
    line = next((one for one in left if not asked or str(one.support.pk) == asked), None)
    if line is None:
        messages.info(request, _("No support waits for the team's opinion any more."))
        return see_other(_here(team))
    read_person(request, line.support.person_id, "support")
    kept = request.session.get("regulation_present", [])
    form = PresentOpinionForm(request.POST or None, team_id=team.pk, initial={"on": day, "present": kept})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _recorded(request, line.support, form):
            return see_other(
                f"{reverse('support:opinions')}?equipe={team.pk}&plus_tard={','.join(sorted(skipped))}"
            )
    later = ",".join(sorted(skipped | {str(line.support.pk)}))
    context = {
        "team": team,
        "line": line,
        "support": line.support,
        "form": form,
        "left": len(left),
        "later": later,
    }
    return render(request, "support/opinions.html", context, status=status)


def _recorded(request: HttpRequest, support: Support, form: PresentOpinionForm) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            actions.record_team_opinion(
                acting(request),
                support,
                data["opinion"],
                data["text"],
                data["on"],
                [UUID(key) for key in data["present"]],
            )
    except Refused as refusal:
        say_no(form, refusal)
        return False
    request.session["regulation_present"] = data["present"]
    messages.success(request, _("The team's opinion is recorded."))
    return True


@allow("support.regulate")
@require_POST
def end_silent(request: HttpRequest) -> HttpResponse:
    """End together the ticked supports without news; undone as one."""
    team = _team(request)
    form = EndForm(request.POST)
    chosen = request.POST.getlist("supports")
    known = {str(line.support.pk): line.support.pk for line in regulation.without_news(team.pk, today())}
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.close_without_news(
                    acting(request),
                    team.pk,
                    [known[key] for key in chosen if key in known],
                    form.cleaned_data["exit_plan"],
                )
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("These supports have ended. You can undo it on this page today."))
            return see_other(_here(team))
    return _page(request, team, form, set(chosen), 422)


@allow("support.regulate")
@require_POST
def undo_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a batch of ends back."""
    batch = find_or_404(request, ClosureBatch.objects.filter(team__in=acting(request).teams), pk=pk)
    try:
        with transaction.atomic():
            again = actions.undo_batch(acting(request), batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Undone: %(n)d supports run again.") % {"n": len(again)})
    return see_other(f"{reverse('support:regulation')}?equipe={batch.team_id}")
