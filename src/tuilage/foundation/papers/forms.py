"""The forms of papers: one that is brought, what is to be brought, a letter, a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.documents.store import Received, receive
from tuilage.core.interface.widgets import DayInput, WordsInput
from tuilage.core.refusals import Refused
from tuilage.foundation.sharing.models import Tier

from .models import LetterTemplate, PaperKind, PersonPaper

# JPEG asked for by name: a telephone that photographs in HEIC then sends a JPEG.
ACCEPTED = "image/jpeg,image/png,application/pdf,.docx"


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each received as what it is: a sentence beside the field says which one is refused and why."""

    def __init__(self, *, accept: str = ACCEPTED, camera: bool = False, **kwargs: Any) -> None:
        attributes = {"accept": accept, **({"capture": "environment"} if camera else {})}
        super().__init__(required=False, widget=Files(attrs=attributes), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        sent: list[UploadedFile[Any]] = (
            list(data) if isinstance(data, list | tuple) else [data] if data else []
        )
        received, refusals = [], []
        for file in sent:
            try:
                received.append(receive(file, file.name or ""))
            except Refused as refusal:
                refusals.append(str(refusal))
        if refusals:
            raise forms.ValidationError(list(dict.fromkeys(refusals)))
        return received


def tier_choices() -> list[tuple[str, Any]]:
    """Who can read it, said before it is filed."""
    return [(tier.value, tier.label) for tier in Tier]


class PagesForm(forms.Form):
    """Photographs of the pages, or one document."""

    photos = FilesField(
        label=_("Photograph the paper"), accept="image/jpeg,image/png", camera=True,
        help_text=_("One photograph a page, in good light. Where it was taken is not kept."),
    )  # fmt: skip
    documents = FilesField(
        label=_("Or choose files"), help_text=_("Photographs (JPEG, PNG), one PDF or one Word document.")
    )

    @property
    def received(self) -> list[Received]:
        """All that was sent, in its order."""
        return [*self.cleaned_data.get("photos", []), *self.cleaned_data.get("documents", [])]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.received:
            self.add_error("photos", _("Photograph the paper, or choose a file."))
        return self.cleaned_data


class AboutForm(forms.Form):
    """What is said of a paper."""

    kind = forms.ModelChoiceField(
        PaperKind.objects.none(), label=_("What it is"), empty_label=None,
        help_text=_("What is not known yet stays to be sorted: it can be said later."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("A word more"),
        max_length=200,
        required=False,
        help_text=_("For example: both sides, October."),
    )
    dated_on = forms.DateField(label=_("Date of the paper"), widget=DayInput(), initial=today)
    valid_until = forms.DateField(
        label=_("Good until"), widget=DayInput(), required=False,
        help_text=_("If it is written on it. Otherwise it follows from the kind."),
    )  # fmt: skip
    tier = forms.ChoiceField(
        label=_("Who can read it"), choices=tier_choices, widget=forms.RadioSelect, initial=Tier.SHARED,
        help_text=_("What speaks of health always stays in the team."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = PaperKind.objects.all()  # type: ignore[attr-defined]


class PaperForm(PagesForm, AboutForm):
    """A paper that comes in."""

    source = forms.ChoiceField(
        label=_("How it came"), initial=PersonPaper.Source.PHOTOGRAPHED,
        choices=[choice for choice in PersonPaper.Source.choices if choice[0] != PersonPaper.Source.MADE],
    )  # fmt: skip
    field_order = ("photos", "documents", "kind", "title", "dated_on", "valid_until", "source", "tier")

    @property
    def most(self) -> list[forms.BoundField]:
        """What is always asked."""
        return [self["photos"], self["documents"], self["kind"]]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What has an answer already."""
        return [self[name] for name in ("title", "dated_on", "valid_until", "source", "tier")]


class FilterForm(forms.Form):
    """Which papers to show."""

    nature = forms.ModelChoiceField(
        PaperKind.objects.none(), label=_("What it is"), required=False, empty_label=_("Everything")
    )
    etat = forms.ChoiceField(
        label=_("Where it stands"), required=False,
        choices=[
            ("", _("Those that stand")), ("soon", _("Good for less than a month")), ("over", _("No longer good")),
            ("replaced", _("Replaced by a newer one")), ("all", _("All")),
        ],
    )  # fmt: skip
    origine = forms.ChoiceField(
        label=_("How it came"), required=False, choices=[("", _("All")), *PersonPaper.Source.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].queryset = PaperKind.objects.all()  # type: ignore[attr-defined]


class WantedForm(forms.Form):
    """What the person is asked to bring."""

    kinds = forms.ModelMultipleChoiceField(
        PaperKind.objects.none(), label=_("Papers to bring"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one paper.")},
    )  # fmt: skip
    what_for = forms.CharField(
        label=_("What for"), max_length=200, required=False, help_text=_("For example: the FSL application.")
    )
    by = forms.DateField(label=_("By"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].queryset = PaperKind.objects.filter(brought=True)  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """A letter, filled from what is written and completed by hand."""

    title = forms.CharField(label=_("Title"), max_length=200)
    recipient = forms.CharField(
        label=_("To"), widget=WordsInput(rows=4), required=False, max_length=1000,
        help_text=_("Name and address, a line each. Empty for an attestation."),
    )  # fmt: skip
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("The letter"), widget=WordsInput(rows=22), max_length=30_000,
        help_text=_("What stands in brackets is left for you to complete. An empty line makes a new paragraph."),
    )  # fmt: skip
    signature = forms.CharField(
        label=_("Signature"), widget=WordsInput(rows=3), required=False, max_length=1000
    )
    tier = forms.ChoiceField(
        label=_("Who can read it"), choices=tier_choices, widget=forms.RadioSelect, initial=Tier.SHARED
    )


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A template: its words and its named places."""

    class Meta:
        model = LetterTemplate
        fields = ("name", "what_for", "kind", "title", "to_person", "body", "signature")
        widgets = {"body": WordsInput(rows=22), "signature": WordsInput(rows=3)}
        help_texts = {
            "what_for": _("One sentence, for whoever chooses among the templates."),
            "body": _("Named places, like {{ person.name }}, are filled from the file. [What stands in brackets] is completed by whoever writes."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = None

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
