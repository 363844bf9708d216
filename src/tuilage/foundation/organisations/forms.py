"""What is asked about an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.foundation.organisations.models import Professional, Team


class AbsenceForm(forms.Form):
    """Somebody of the team is away from … to …; the reason is nobody's business."""

    professional = forms.ModelChoiceField(Professional.objects.none(), label=_("Who is away"))
    start = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))
    long = forms.BooleanField(
        label=_("Long absence"),
        required=False,
        help_text=_("Their posts then hold their supports until somebody takes over."),
    )

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["professional"]
        field.queryset = Professional.objects.filter(assignments__post__team=team).distinct()
