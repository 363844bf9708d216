"""How a page of this room finds its paper, says no, and goes on."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tuilage.core.access import find_or_404
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.papers.models import PersonPaper
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.reading import read_person

PART = "papers"


def acting(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def see_other(url: str) -> HttpResponseRedirect:
    """303: what was sent is done, the next page is read."""
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def find_paper(
    request: HttpRequest, pk: UUID, rows: QuerySet[PersonPaper] | None = None
) -> tuple[PersonPaper, Person]:
    """The paper and its person, the reading journalled; or the page that does not exist."""
    sought = PersonPaper.objects.all() if rows is None else rows
    paper = find_or_404(request, sought.select_related("kind", "author", "team"), pk=pk)
    return paper, read_person(request, paper.person_id, PART)


def say_no(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a refusal beside the field it is about, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def confirm(request: HttpRequest, question: str, consequence: str, act: str, back: str) -> HttpResponse:
    """Ask twice."""
    context = {"question": question, "consequence": consequence, "act": act, "back_url": back, "form": None}
    return render(request, "frame/confirm.html", context)
