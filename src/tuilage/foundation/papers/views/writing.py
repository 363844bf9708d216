"""Letters: a template is chosen, filled, completed, kept, taken away."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.documents import docx
from tuilage.core.documents.serving import download
from tuilage.core.forms.drafts import drop_draft, find_draft
from tuilage.core.refusals import Refused
from tuilage.foundation.papers import letters, rules
from tuilage.foundation.papers.forms import LetterForm
from tuilage.foundation.papers.models import LetterTemplate
from tuilage.foundation.sharing.reading import read_person

from .answering import PART, acting, find_paper, say_no, see_other


@allow("papers.write")
@require_safe
def choose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The letters one can begin from."""
    person = read_person(request, person_id, PART)
    templates = LetterTemplate.objects.filter(archived_on__isnull=True).select_related("kind")
    return render(request, "papers/choose.html", {"person": person, "templates": list(templates)})


@allow("papers.write")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, person_id: UUID, template_id: UUID) -> HttpResponse:
    """The letter, filled from what is written; completed, then kept."""
    template = find_or_404(
        request,
        LetterTemplate.objects.filter(archived_on__isnull=True).select_related("kind"),
        pk=template_id,
    )
    person = read_person(request, person_id, PART)
    actor, key = acting(request), f"papers.letter.{template.code}"[:80]
    form = LetterForm(request.POST or None, initial=_initial(request, person, template, key))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                paper = letters.keep_letter(actor, person, template, form.cleaned_data)
        except Refused as refusal:
            say_no(form, refusal)
        else:
            drop_draft(actor, key, person.pk)
            messages.success(
                request, _("The letter is kept in the file. Take it away as a PDF or a text document.")
            )
            return see_other(paper.get_absolute_url())
    offered = request.method != "POST" and not request.GET.get("brouillon")
    context = {
        "person": person, "template": template, "form": form, "draft_key": key,
        "draft": find_draft(actor, key, person.pk) if offered else None,
        "left": rules.left_to_complete(str(form["title"].value() or ""), str(form["body"].value() or "")),
    }  # fmt: skip
    return render(request, "papers/write.html", context, status=422 if form.is_bound else 200)


def _initial(request: HttpRequest, person: Any, template: LetterTemplate, key: str) -> dict[str, Any]:
    """Filled from the file; or as it was left, when somebody takes it up again."""
    if request.method == "POST":
        return {}
    if request.GET.get("brouillon"):
        kept = find_draft(acting(request), key, person.pk)
        if kept:
            return dict(kept.data)
    return asdict(letters.begin(acting(request), person, template))


@allow("papers.read")
@require_safe
def text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same letter as a text document, to finish by hand. Journalled as an export."""
    paper, person = find_paper(request, pk)
    letter = letters.letter_of(paper.pk)
    if letter is None:
        raise Http404
    journal.record("export", person.pk, PART)
    return download(docx.write(letters.sheet_of(letter)), "docx", f"{paper.kind} {paper.dated_on:%Y-%m-%d}")
