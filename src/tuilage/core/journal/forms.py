"""How the data protection officer narrows the journal: by period, act, service, person or agent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.database.clock import today
from tuilage.core.interface.widgets import DayInput
from tuilage.core.journal.models import Act

DAYS_SHOWN = 7


class LogFilter(forms.Form):
    """A GET form: keys and dates only, never a name. Without it, the last seven days."""

    du = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=DayInput)
    au = forms.DateField(label=pgettext_lazy("period", "Until"), required=False, widget=DayInput)
    acte = forms.ChoiceField(label=_("Act"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)
    personne = forms.UUIDField(label=_("Person (key)"), required=False)
    agent = forms.UUIDField(label=_("Agent (key)"), required=False)

    def __init__(self, data: Any, services: list[str]) -> None:
        super().__init__(data, initial={"du": today() - timedelta(days=DAYS_SHOWN), "au": today()})
        self.fields["acte"].choices = [("", _("All")), *Act.choices]  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", _("All")), *((name, name) for name in services)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("du"), cleaned.get("au")
        if start and end and end < start:
            self.add_error("au", _("This date is before the first one."))
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """What to filter by; the defaults when nothing was asked or what was asked is wrong."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data
        return dict(self.initial)
