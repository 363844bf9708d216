"""The templates of letters, kept by heads of service and policy officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuilage.core.access import allow, find_or_404
from tuilage.core.documents.serving import download
from tuilage.core.documents.sheets import as_pdf
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.core.registries import letter_facts
from tuilage.foundation.papers import letters
from tuilage.foundation.papers.forms import TemplateForm
from tuilage.foundation.papers.models import LetterTemplate

from .answering import acting, say_no, see_other

form_page = require_http_methods(["GET", "HEAD", "POST"])


@allow("papers.templates")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every template, those put away last."""
    rows = list(LetterTemplate.objects.select_related("kind"))
    context = {
        "used": [row for row in rows if row.archived_on is None],
        "away": [row for row in rows if row.archived_on is not None],
    }
    return render(request, "papers/templates.html", context)


@allow("papers.templates")
@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new template."""
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            template = letters.create_template(acting(request), form.cleaned_data)
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The template is ready."))
            return see_other(reverse("papers:template", args=[template.pk]))
    return _page(request, form, None)


@allow("papers.templates")
@form_page
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rewrite a template; what it said before stays in its history."""
    template = find_or_404(request, LetterTemplate.objects.select_related("kind"), pk=pk)
    if request.method != "POST":
        form = TemplateForm(instance=template)
        form.version = template.version
        return _page(request, form, template)
    form = TemplateForm(request.POST, instance=LetterTemplate(pk=template.pk))
    sent = request.POST.get("version", "")
    form.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    if form.is_valid():
        try:
            letters.rewrite_template(acting(request), template, form.version, form.cleaned_data)
        except StaleVersion as stale:
            return render_conflict(request, form, stale, reverse("papers:templates"))
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The template is rewritten. Letters already made stay as they are."))
            return see_other(reverse("papers:template", args=[template.pk]))
    return _page(request, form, template)


def _page(request: HttpRequest, form: TemplateForm, template: LetterTemplate | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "template": template,
        "rooms": [
            (facts.label, [_place(*place) for place in facts.places.items()]) for facts in letter_facts
        ],
        "changes": changes(template) if template else [],
        "before": list(template.history.order_by("-pgh_id")[:20]) if template else [],  # type: ignore[attr-defined]
    }
    return render(request, "papers/template.html", context, status=422 if form.is_bound else 200)


def _place(name: str, words: Any) -> tuple[str, Any]:
    return "{{ " + name + " }}", words


@allow("papers.templates")
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The template as a PDF, each place said by its name."""
    template = find_or_404(request, LetterTemplate.objects.all(), pk=pk)
    return download(
        as_pdf(letters.preview(template.body, template.title, template.signature)), "pdf", template.name
    )


@allow("papers.templates")
@require_POST
def put_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No longer offer it, or offer it again."""
    template = find_or_404(request, LetterTemplate.objects.all(), pk=pk)
    away = template.archived_on is None
    letters.put_away(acting(request), template, away)
    messages.success(request, _("The template is put away.") if away else _("The template is offered again."))
    return see_other(reverse("papers:templates"))
