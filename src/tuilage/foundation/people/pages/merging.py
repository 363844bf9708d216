"""Files that may be of one person: the list, the two side by side, what moves, united, taken apart again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from .. import merging
from ..actions import search_identity
from ..forms import MergeForm, SearchForm
from ..models import DoubleVerdict, Merge, Person
from ..panels import surroundings
from ..rules import birth_in_words
from ..views import _actor, _open, _say, _to, _version, form_page


def _line(person: Person) -> dict[str, Any]:
    """What tells two namesakes apart."""
    return {
        "person": person,
        "birth": birth_in_words(person.birth),
        "since": person.created_at,
        "commune": person.commune.name if person.commune else "",
    }


@allow("people.doubles")
@form_page
def doubles(request: HttpRequest) -> HttpResponse:
    """Files of my circle that may be of one person, and what may be said of each pair."""
    actor = _actor(request)
    pairs = merging.possible_doubles(actor)
    context = {
        "pairs": [
            {"first": _line(pair.first), "second": _line(pair.second), "proposed": pair.proposed}
            for pair in pairs
        ],
        "may_merge": may(actor, "people.merge"),
        "apart": DoubleVerdict.objects.filter(verdict=DoubleVerdict.Verdict.DIFFERENT)
        .select_related("first", "second")
        .order_by("-created_at")[:10],
    }
    return render(request, "people/doubles.html", context)


@allow("people.doubles")
@require_POST
def say_of_two(request: HttpRequest, person_id: UUID, other_id: UUID, verdict: str) -> HttpResponse:
    """ "Not the same person" (remembered), "the same" (proposed to who may unite them), or taken back."""
    one, other = (find_or_404(request, Person.objects.all(), pk=key) for key in (person_id, other_id))
    said = {
        "differentes": (DoubleVerdict.Verdict.DIFFERENT, _("They will not be shown together again.")),
        "meme": (DoubleVerdict.Verdict.SAME, _("Proposed: a case worker or the head of service decides.")),
    }.get(verdict)
    if said is None:
        merging.take_back(one.pk, other.pk)
        messages.success(request, _("Taken back."))
        return _to(reverse("people:doubles"))
    merging.say_of_two(_actor(request), one, other, said[0])
    messages.success(request, said[1])
    return _to(reverse("people:doubles"))


@allow("people.merge")
@form_page
def choose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Which other file is of the same person: looked for by names, or among those that resemble it."""
    person = _open(request, person_id, "merge")
    form = SearchForm(request.POST or None, initial={"words": person.name})
    found: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        matches = search_identity(_actor(request), form.cleaned_data["words"], form.birth)
        found = [_line(m.person) for m in matches if m.person is not None and m.person.pk != person.pk]
    return render(request, "people/merge_choose.html", {"person": person, "form": form, "found": found})


@allow("people.merge")
@form_page
def merge(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Both files side by side; which values survive; what moves; then, asked twice, they are one."""
    person = _open(request, person_id, "merge")
    other = _open(request, other_id, "merge")
    if person.pk == other.pk:
        return _to(person.get_absolute_url())
    form = MergeForm(person, other, request.POST or None)
    context: dict[str, Any] = {"person": person, "other": other, "form": form}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirm") != "yes":
            return render(
                request, "people/merge_confirm.html", context | {"held": merging.held(person, other)}
            )
        try:
            done = merging.merge(
                _actor(request), person, _version(request), other, form.taken, form.cleaned_data["reason"]
            )
        except StaleVersion:
            messages.warning(request, _("Somebody changed this identity in the meantime: look at it again."))
            return _to(reverse("people:merge", args=[person.pk, other.pk]))
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(
                request,
                _("%(name)s: the two files are one. It can be undone from the file.")
                % {"name": done.absorbed_name},
            )
            return _to(person.get_absolute_url())
    day = today()
    context |= {
        "sides": [
            {**_line(each), "around": surroundings(each.pk, day), "held": rows}
            for each, rows in ((person, merging.held(other, person)), (other, merging.held(person, other)))
        ],
        "swap": reverse("people:merge", args=[other.pk, person.pk]),
    }
    return render(request, "people/merge.html", context)


@allow("people.merge")
@form_page
def unmerge(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """Two files again: what moved goes back, what was written since stays."""
    done = find_or_404(request, Merge.objects.filter(undone_at__isnull=True), pk=pk, survivor_id=person_id)
    person = _open(request, person_id, "merge")
    if request.method == "POST":
        try:
            other = merging.unmerge(_actor(request), done)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return _to(person.get_absolute_url())
        messages.success(request, _("The two files stand apart again, as they were."))
        return _to(reverse("desk:person", args=[other]))
    context = {
        "question": _("Take the file of %(name)s apart again?") % {"name": done.absorbed_name},
        "consequence": _(
            "What came from it goes back to it, as it was. What was written since the union stays with %(name)s."
        )
        % {"name": person.name},
        "act": _("Take the two files apart"),
        "back_url": person.get_absolute_url(),
    }
    return render(request, "frame/confirm.html", context)
