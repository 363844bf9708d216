"""Kinds of support as data: what each is, what it asks for, its headings, its versions."""

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

from tuilage.core.access import allow, find_or_404
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.interface.widgets import WordsInput
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Profession
from tuilage.practice.support import kinds as how
from tuilage.practice.support.models import KindVersion, SupportForm, SupportKind
from tuilage.practice.support.views.answering import acting, say_no, see_other

form_page = require_http_methods(["GET", "HEAD", "POST"])


class KindForm(forms.ModelForm):  # type: ignore[type-arg]
    """A kind, as one edits it."""

    opinion_professions = forms.MultipleChoiceField(
        label=gettext_lazy("Led by one of these professions, it passes before the team"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    headings = forms.CharField(
        label=gettext_lazy("Headings of its own document"), required=False, widget=WordsInput(rows=8), max_length=5000,
        help_text=gettext_lazy("One a line: “Heading : what helps to fill it in”. Left empty, it takes the common form."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SupportKind
        fields = [
            "label", "description", "limits", "legal_ground", "needs_adhesion", "needs_goal", "needs_duration",
            "needs_criteria", "default_months", "min_months", "max_months", "no_news_days", "active",
        ]  # fmt: skip
        widgets = {"description": WordsInput(rows=4), "limits": WordsInput(rows=4)}

    field_order = [
        "label", "description", "limits", "legal_ground", "needs_adhesion", "needs_goal", "needs_duration",
        "needs_criteria", "opinion_professions", "default_months", "min_months", "max_months", "no_news_days",
        "headings", "active", "version",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["opinion_professions"]
        field.choices = list(Profession.objects.values_list("code", "label"))

    def _post_clean(self) -> None:
        """Nothing is written onto the kind here: the action does it, and checks."""


class HeadingsForm(forms.Form):
    headings = forms.CharField(
        label=gettext_lazy("Headings"), widget=WordsInput(rows=10), max_length=5000,
        help_text=gettext_lazy("One a line: “Heading : what helps to fill it in”."),
    )  # fmt: skip


@allow("support.kinds")
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, and the common form."""
    professions = dict(Profession.objects.values_list("code", "label"))
    own = {form.kind_id: form for form in SupportForm.objects.order_by("number")}
    rows = [
        {
            "kind": kind,
            "asks": asked(kind),
            "opinions": [professions.get(code, code) for code in kind.opinion_professions],
            "own": bool(own.get(kind.pk) and own[kind.pk].headings),
        }
        for kind in SupportKind.objects.all()
    ]
    return render(request, "support/kinds.html", {"rows": rows, "common": own.get(None)})


def asked(kind: Any) -> list[str]:
    """What a kind asks for before it starts, in words."""
    named = (
        (kind.needs_adhesion, _("the person's agreement")), (kind.needs_goal, _("a goal set together")),
        (kind.needs_duration, _("a duration")), (kind.needs_criteria, _("criteria fixed beforehand")),
    )  # fmt: skip
    return [str(label) for wanted, label in named if wanted]


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    facts = {name: data[name] for name in how.TERMS}
    return {**facts, "active": data["active"], "headings": how.read_headings(data["headings"])}


@allow("support.kinds")
@form_page
def kind_add(request: HttpRequest) -> HttpResponse:
    """A new kind (S2-146)."""
    form = KindForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    made = how.add_kind(acting(request), **_facts(form.cleaned_data))
            except Refused as refusal:
                say_no(form, refusal)
            else:
                messages.success(request, _("The kind is added: it is offered from now on."))
                return see_other(reverse("support:kind", args=[made.pk]))
    return render(
        request, "support/kind.html", {"form": form, "title": _("A new kind of support")}, status=status
    )


@allow("support.kinds")
@form_page
def kind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One kind: what it says and asks for from today on; supports that exist keep what they had."""
    found = find_or_404(request, SupportKind.objects.all(), pk=pk)
    own = SupportForm.objects.filter(kind=found).order_by("-number").first()
    initial = {
        "opinion_professions": found.opinion_professions, "version": found.version,
        "headings": how.write_headings(own.headings if own else []),
    }  # fmt: skip
    form = KindForm(request.POST or None, instance=found, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                with transaction.atomic():
                    how.edit_kind(acting(request), found, data["version"] or 0, **_facts(data))
            except StaleVersion as stale:
                return render_conflict(request, form, stale, reverse("support:kinds"))
            except Refused as refusal:
                say_no(form, refusal)
            else:
                messages.success(
                    request, _("The kind is written. Supports that exist keep what was asked of them.")
                )
                return see_other(reverse("support:kind", args=[found.pk]))
    return render(
        request, "support/kind.html", {**_past(found), "form": form, "title": found.label}, status=status
    )


def _past(found: SupportKind) -> dict[str, Any]:
    """The versions of a kind and of its form, newest first: earlier ones stay readable with their dates (S4-051)."""
    versions = list(KindVersion.objects.filter(kind=found).select_related("by").order_by("-number"))
    return {
        "kind": found,
        "versions": [(version, asked(version)) for version in versions],
        "forms": list(SupportForm.objects.filter(kind=found).select_related("by").order_by("-number")),
        "may_undo": len(versions) > 1,
    }


@allow("support.kinds")
@require_POST
def kind_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The kind says again what it said before its last change."""
    found = find_or_404(request, SupportKind.objects.all(), pk=pk)
    try:
        with transaction.atomic():
            how.undo_kind(acting(request), found)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The kind says again what it said before."))
    return see_other(reverse("support:kind", args=[found.pk]))


@allow("support.kinds")
@form_page
def common_form(request: HttpRequest) -> HttpResponse:
    """The headings of the common form: the same everywhere (S2-171)."""
    forms_kept = list(SupportForm.objects.filter(kind=None).select_related("by").order_by("-number"))
    form = HeadingsForm(
        request.POST or None,
        initial={"headings": how.write_headings(forms_kept[0].headings if forms_kept else [])},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    how.write_form(acting(request), None, how.read_headings(form.cleaned_data["headings"]))
            except Refused as refusal:
                say_no(form, refusal)
            else:
                messages.success(
                    request, _("The common form is written: supports proposed from now on take it.")
                )
                return see_other(reverse("support:kinds"))
    context = {"form": form, "forms": forms_kept, "title": _("The common form"), "common": True}
    return render(request, "support/kind.html", context, status=status)
