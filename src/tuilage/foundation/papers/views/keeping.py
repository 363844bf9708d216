"""Papers that come in: added, looked at, corrected, replaced, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404, may
from tuilage.core.database.clock import today
from tuilage.core.documents.serving import bound, download, look
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.foundation.papers import actions, forms, queries
from tuilage.foundation.papers.actions import About, AlreadyKept
from tuilage.foundation.papers.letters import letter_of
from tuilage.foundation.papers.models import PaperPage, PersonPaper
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.reading import read_person

from .answering import PART, acting, confirm, find_paper, say_no, see_other

form_page = require_http_methods(["GET", "HEAD", "POST"])
SOURCES = {"accueil": PersonPaper.Source.DESK, "envoye": PersonPaper.Source.SENT}


@allow("papers.read")
@require_safe
def listing(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The papers of a person, and what they were asked to bring."""
    person = read_person(request, person_id, PART)
    sent = request.GET if request.GET.keys() & forms.FilterForm.base_fields.keys() else None
    form = forms.FilterForm(sent)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day, actor = today(), acting(request)
    papers = list(queries.filtered(queries.papers_of(person.pk), asked, day)[:200])
    context = {
        "person": person,
        "filter_form": form,
        "papers": [(paper, queries.standing_of(paper, day)) for paper in papers],
        "wanted": [(one, one.by is not None and one.by < day) for one in queries.open_wanted(person.pk)],
        "amount": ngettext("%(n)d paper", "%(n)d papers", len(papers)) % {"n": len(papers)},
        "may_add": may(actor, "papers.add"),
        "may_write": may(actor, "papers.write"),
    }
    return render(request, "papers/list.html", context)


def _about(data: dict[str, Any]) -> About:
    return About(
        data["kind"], data["dated_on"], data["source"], data["tier"], data["title"], data["valid_until"]
    )


@allow("papers.add")
@form_page
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Photograph a paper, or choose its file; the rest has an answer already."""
    person = read_person(request, person_id, PART)
    source = SOURCES.get(request.GET.get("origine", ""), PersonPaper.Source.PHOTOGRAPHED)
    form = forms.PaperForm(request.POST or None, request.FILES or None, initial={"source": source})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                paper = actions.file_paper(
                    acting(request), person.pk, _about(form.cleaned_data), form.received
                )
        except AlreadyKept as kept:
            messages.info(request, str(kept))
            return see_other(kept.paper.get_absolute_url())
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The paper is filed. It can be taken back within a day."))
            return see_other(paper.get_absolute_url())
    return _file_page(request, person, form, None)


@allow("papers.add")
@form_page
def replace(request: HttpRequest, pk: UUID) -> HttpResponse:
    """File a newer one; the older stays, said to be replaced."""
    paper, person = find_paper(request, pk)
    initial = {"kind": paper.kind_id, "tier": paper.tier, "title": paper.title}
    form = forms.PaperForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                newer = actions.replace_paper(
                    acting(request), paper, _about(form.cleaned_data), form.received
                )
        except AlreadyKept as kept:
            messages.info(request, str(kept))
            return see_other(kept.paper.get_absolute_url())
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The newer paper is filed; the older one is kept with it."))
            return see_other(newer.get_absolute_url())
    return _file_page(request, person, form, paper)


def _file_page(
    request: HttpRequest, person: Person, form: forms.PaperForm, replaced: PersonPaper | None
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "replaced": replaced,
        "wanted": list(queries.open_wanted(person.pk)),
        "open_rest": any(
            form[name].errors for name in ("title", "dated_on", "valid_until", "source", "tier")
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "papers/add.html", context, status=status)


@allow("papers.read")
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A paper: its pages to look at, what is said of it, what can be done."""
    paper, person = find_paper(request, pk)
    pages = list(paper.pages.defer("content"))
    actor, day = acting(request), today()
    mine = paper.author_id == actor.id and actions.can_undo(paper)
    others = PersonPaper.objects.filter(series=paper.series).exclude(pk=paper.pk).select_related("kind")
    context = {
        "person": person,
        "paper": paper,
        "pages": pages,
        "images": [page for page in pages if page.kind == PaperPage.Kind.JPEG],
        "standing": queries.standing_of(paper, day),
        "letter": letter_of(paper.pk) if paper.source == PersonPaper.Source.MADE else None,
        "others": list(others.order_by("-created_at")),
        "changes": changes(paper),
        "may_undo": mine,
        "may_more": mine and bool(pages) and all(page.kind == PaperPage.Kind.JPEG for page in pages),
        "may_add": may(actor, "papers.add"),
    }
    return render(request, "papers/paper.html", context)


@allow("papers.read")
@require_safe
def image(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A page that was photographed, to be looked at; the reading is journalled like the paper's."""
    rows = PaperPage.objects.filter(kind=PaperPage.Kind.JPEG, number=number).select_related("paper__kind")
    page = find_or_404(request, rows, paper_id=pk)
    read_person(request, page.paper.person_id, PART)
    return look(bytes(page.content), str(page.paper.kind))


@allow("papers.read")
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper to take away: its document, or its photographs bound in one PDF. Journalled as an export."""
    paper, person = find_paper(request, pk)
    pages = list(paper.pages.all())
    if not pages:
        return see_other(paper.get_absolute_url())
    journal.record("export", person.pk, PART)
    words = f"{paper.kind} {paper.dated_on:%Y-%m-%d}"
    if pages[0].kind != PaperPage.Kind.JPEG:
        return download(bytes(pages[0].content), pages[0].kind, words)
    return download(bound([bytes(page.content) for page in pages], str(paper.kind)), "pdf", words)


@allow("papers.add")
@form_page
def more(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next pages of what was photographed just now."""
    paper, person = find_paper(request, pk)
    form = forms.PagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_pages(acting(request), paper, form.received)
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The page is added."))
            return see_other(paper.get_absolute_url())
    context = {
        "person": person,
        "paper": paper,
        "form": form,
        "title": _("Add a page"),
        "submit": _("Add the page"),
    }
    return render(request, "papers/form.html", context, status=422 if form.is_bound else 200)


@allow("papers.add")
@form_page
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put right what is said of a paper."""
    paper, person = find_paper(request, pk)
    said = {name: getattr(paper, name) for name in ("title", "dated_on", "valid_until", "tier")}
    form = forms.AboutForm(request.POST or None, initial={**said, "kind": paper.kind_id})
    sent = request.POST.get("version", "")
    form.version = int(sent) if sent.isdecimal() and len(sent) < 10 else paper.version  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_paper(acting(request), paper, form.version, form.cleaned_data)  # type: ignore[attr-defined]
        except StaleVersion as stale:
            return render_conflict(request, form, stale, paper.get_absolute_url())
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("What is said of the paper is corrected."))
            return see_other(paper.get_absolute_url())
    context = {"person": person, "paper": paper, "form": form, "title": _("Correct"), "submit": _("Save")}
    return render(request, "papers/form.html", context, status=422 if form.is_bound else 200)


@allow("papers.add")
@form_page
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a filing, within a day, after having been asked."""
    paper, person = find_paper(request, pk)
    if request.POST.get("confirm") == "yes":
        try:
            with transaction.atomic():
                actions.undo_filing(acting(request), paper)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return see_other(reverse("papers:paper", args=[pk]))
        messages.success(request, _("The paper is taken back: nothing of it remains."))
        return see_other(reverse("papers:list", args=[person.pk]))
    return confirm(
        request, _("Take this paper back?"),
        _("It disappears from the file with its pages. A paper that it replaced stands again."),
        _("Take the paper back"), paper.get_absolute_url(),
    )  # fmt: skip
