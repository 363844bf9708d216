"""The territory's forms, and the commune field that other rooms use."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.widgets import DayInput

from . import rules
from .models import Commune, Departement, Zone, Zoning
from .queries import resolve_code, search_communes, took_over
from .zone_file import LARGEST_FILE


class CommuneInput(forms.TextInput):
    """A text field that proposes communes while typing; without scripts it is a plain text field."""

    template_name = "territory/commune_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id") or name
        context["widget"]["attrs"] |= {"list": f"{identity}-communes", "autocomplete": "off"}
        return {
            **context,
            "search_url": reverse_lazy("territory:commune_search"),
            "list": f"{identity}-communes",
        }


class CommuneField(forms.CharField):
    """A commune typed as "Agen (47001)", as a code, or by a name that only one commune bears.

    Cleans to a Commune; the code or the name of a commune since merged gives the one that took it over.
    """

    widget = CommuneInput
    default_error_messages = {
        "unknown": _("No commune answers to that name or code. Choose one from the list."),
        "several": _("Several communes bear this name. Choose one from the list."),
    }

    def prepare_value(self, value: Any) -> Any:
        return label_of(value) if isinstance(value, Commune) else value

    def clean(self, value: Any) -> Commune | None:
        if isinstance(value, Commune):
            return value
        text = super().clean(value).strip()
        if not text:
            return None
        code = re.fullmatch(r".*\((\w{5})\)|(\w{5})", text)
        resolved = resolve_code(code[1] or code[2]) if code else None
        if resolved:
            return resolved.commune
        folded = rules.fold(text)
        found = [line.commune for line in search_communes(text) if line.commune.folded == folded]
        found = found or took_over(text)
        if len(found) > 1:
            raise forms.ValidationError(self.error_messages["several"], code="several")
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found[0]


def label_of(commune: Commune) -> str:
    """How the picker writes a commune, and reads it back."""
    return f"{commune.name} ({commune.code})"


class TerritoryFilter(forms.Form):
    """Which zoning to read the département by, and which of its zones."""

    zonage = forms.ModelChoiceField(
        Zoning.objects.none(), label=_("Read by"), required=False, empty_label=_("communes, without zoning")
    )
    zone = forms.ModelChoiceField(
        Zone.objects.none(), label=_("Zone"), required=False, empty_label=_("all zones")
    )

    def __init__(self, departement: Departement | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zonings = Zoning.objects.filter(departement=departement)
        self.fields["zonage"].queryset = zonings  # type: ignore[attr-defined]
        self.fields["zonage"].label_from_instance = _zoning_label  # type: ignore[attr-defined]
        self.fields["zone"].queryset = Zone.objects.filter(zoning__in=zonings)  # type: ignore[attr-defined]

    def narrow(self, zoning: Zoning | None) -> None:
        """Offer the zones of the chosen zoning only; none without a zoning."""
        field = self.fields["zone"]
        field.queryset = zoning.zones.order_by("code") if zoning else Zone.objects.none()  # type: ignore[attr-defined]
        if zoning is None:
            del self.fields["zone"]


def _zoning_label(zoning: Zoning) -> str:
    return f"{zoning.name} ({zoning.get_criterion_display()})"


class ZoningImportForm(forms.Form):
    """A zoning from a file: what it is, where it comes from, and the table of communes."""

    name = forms.CharField(label=_("Name of the zoning"), max_length=120)
    criterion = forms.ChoiceField(
        label=_("Criterion"),
        choices=Zoning.Criterion.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Political: where people vote; administrative: who is competent; sociological: how people live."
        ),
    )
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("First line: “code” (INSEE) or “commune”, and “zone”. One commune per line."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    dated_on = forms.DateField(label=_("Date of the source"), required=False, widget=DayInput())
    replace = forms.BooleanField(label=_("Replace it if a zoning already bears this name"), required=False)

    def clean_file(self) -> bytes:
        """The bytes, read only when the size is acceptable."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1_000_000}
            )
        content: bytes = sent.read()
        return content
