"""What was agreed, version after version: the written form, a new agreement, two versions side by side, each as a PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.practice.support import actions, paper, queries
from tuilage.practice.support.forms import words_field
from tuilage.practice.support.forms_ending import AgreeForm
from tuilage.practice.support.models import PlanVersion, Support
from tuilage.practice.support.views.answering import Asking, acting, ask, find_support
from tuilage.practice.support.views.project import gather
from tuilage.practice.support.written import told_of_version

form_page = require_http_methods(["GET", "HEAD", "POST"])


@allow("support.lead")
@form_page
def write_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The headings of its written form, the ones it was proposed with, one under the other."""
    support = find_support(request, pk)
    headings = support.form.headings if support.form else []
    fields: dict[str, Any] = {
        one["code"]: words_field(one["label"], one.get("guide", ""), rows=3) for one in headings
    }
    fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
    asked: Any = type("HeadingsForm", (forms.Form,), fields)

    def act(data: dict[str, Any]) -> Support:
        version = data.pop("version") or 0
        return actions.write_form(acting(request), support, version, data)

    return ask(
        request,
        support,
        Asking(
            _("The document, heading by heading"), _("Save"), act, asked, "support.form",
            intro=_("The same headings for everybody: what is left empty is not printed."),
            initial={**support.form_texts, "version": support.version}, done=_("The document is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person agrees to the project as it is written now."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("Agree on the project as it is now"), _("Keep this version"),
            lambda data: actions.agree(acting(request), support, data["how"], data["on"]), AgreeForm,
            intro=_("Goals, criteria and duration are kept as they are written today. Earlier versions stay readable."),
            initial={"on": today()}, done=_("This version of the project is kept."),
        ),
    )  # fmt: skip


@allow("support.read")
@require_safe
def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two versions side by side: the last two, or those asked for."""
    support = find_support(request, pk)
    kept = list(support.plans.select_related("recorded_by").order_by("-number"))
    by_number = {str(version.number): version for version in kept}
    after = by_number.get(request.GET.get("apres", ""), kept[0] if kept else None)
    before = by_number.get(request.GET.get("avant", ""), kept[1] if len(kept) > 1 else None)
    shown = [version for version in (before, after) if version is not None]
    context = {
        "support": support, "person": support.person, "versions": kept, "before": before, "after": after,
        "sides": [side(version, shown) for version in shown],
    }  # fmt: skip
    return render(request, "support/versions.html", context)


def side(version: PlanVersion, shown: list[PlanVersion]) -> dict[str, Any]:
    """A version beside another: each goal and criterion, and whether the other has it too."""
    others = [actions.sentences(one.content) for one in shown if one.pk != version.pk]
    own = actions.sentences(version.content)
    parts = {
        part: [(line, bool(others) and line not in others[0][part]) for line in lines]
        for part, lines in own.items()
    }
    return {"version": version, "content": version.content, **parts}


@allow("support.read")
@require_safe
def version_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The document of that version, as it was agreed: a tagged PDF, journalled as an export."""
    version = find_or_404(request, PlanVersion.objects.all(), pk=pk)
    support = find_support(request, version.support_id, queries.whole())
    journal.record("export", support.person_id, "support")
    data = told_of_version(paper.told(gather(support, acting(request))), version)
    answer = HttpResponse(paper.draw_contract(data), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="projet-version-{version.number}.pdf"'
    return answer
