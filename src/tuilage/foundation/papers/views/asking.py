"""What a person is asked to bring."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.refusals import Refused
from tuilage.foundation.papers import actions, forms
from tuilage.foundation.papers.models import WantedPaper
from tuilage.foundation.sharing.reading import read_person

from .answering import PART, acting, say_no, see_other


@allow("papers.add")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose what is to be brought."""
    person = read_person(request, person_id, PART)
    form = forms.WantedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = actions.ask_for(
                acting(request), person.pk, list(data["kinds"]), data["what_for"], data["by"]
            )
        except Refused as refusal:
            say_no(form, refusal)
        else:
            said = ngettext("%(n)d paper to bring.", "%(n)d papers to bring.", added) % {"n": added}
            messages.success(request, said if added else _("These papers were already on the list."))
            return see_other(reverse("papers:list", args=[person.pk]))
    context = {
        "person": person, "form": form, "title": _("What to bring"), "submit": _("Put on the list"),
        "intro": _("Only what is needed: a paper that the file already holds is not asked for twice."),
    }  # fmt: skip
    return render(request, "papers/form.html", context, status=422 if form.is_bound else 200)


@allow("papers.add")
@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a paper off the list, or put it back: one button each way."""
    wanted = find_or_404(request, WantedPaper.objects.filter(brought__isnull=True), pk=pk)
    person = read_person(request, wanted.person_id, PART)
    if request.POST.get("again"):
        actions.wanted_again(acting(request), wanted)
        messages.success(request, _("The paper is on the list again."))
    else:
        actions.no_longer_wanted(acting(request), wanted)
        messages.success(request, _("The paper is off the list."))
    return see_other(reverse("papers:list", args=[person.pk]))
