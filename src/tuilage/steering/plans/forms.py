"""The forms of the plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .document import LARGEST
from .models import PlanAction


class PlanFilter(forms.Form):
    """GET: read the plan by term, or by where its actions stand."""

    terme = forms.ChoiceField(
        label=_("Term"), required=False, choices=[("", _("all terms")), *PlanAction.Term.choices]
    )
    etat = forms.ChoiceField(
        label=pgettext_lazy("action of a plan", "Where it stands"),
        required=False,
        choices=[
            ("", pgettext_lazy("action of a plan", "all")),
            ("late", pgettext_lazy("action of a plan", "late")),
            *PlanAction.Status.choices,
        ],
    )

    def chosen(self, name: str) -> str:
        """What was chosen, "" for all."""
        return self.cleaned_data.get(name, "") if self.is_bound and self.is_valid() else ""


class FindForm(forms.Form):
    """POST: an action by its code or words of its title."""

    q = forms.CharField(label=_("Code or words of the title"), max_length=100, required=False)


class FollowUpForm(forms.Form):
    """Where an action stands, its years done, what was done. `version` is the one the form was opened at."""

    status = forms.ChoiceField(
        label=pgettext_lazy("action of a plan", "Where it stands"),
        choices=PlanAction.Status.choices,
        widget=forms.RadioSelect,
    )
    progress = forms.CharField(
        label=_("What was done, what is left"), required=False, max_length=4000, widget=forms.Textarea,
        help_text=_("Everyone reads this: name no person served."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, years: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if years:
            self.fields["done"] = forms.TypedMultipleChoiceField(
                label=_("Years done"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(year, str(year)) for year in years],
            )  # fmt: skip
            self.order_fields(["status", "done", "progress"])


class ImportForm(forms.Form):
    """The document, as a file or as text."""

    file = forms.FileField(
        label=_("File of the plan (YAML)"), required=False,
        help_text=_("Nothing is written before you have seen what would change."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("or its text"), required=False, strip=False, max_length=LARGEST, widget=forms.Textarea
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        found: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if found is not None and (found.size or 0) > LARGEST * 2:
            raise forms.ValidationError(_("This file is too long to be a plan."))
        return found

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not facts.get("file") and not (facts.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste its text."))
        return facts

    def content(self) -> bytes | str:
        """The document itself."""
        found = self.cleaned_data.get("file")
        if found:
            content: bytes = found.read()
            return content
        return str(self.cleaned_data["text"])
