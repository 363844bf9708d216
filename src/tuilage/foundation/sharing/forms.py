"""The forms of sharing: a note, a consent, somebody joining the circle, an exceptional access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.interface.widgets import DayInput, MomentInput, WordsInput
from tuilage.foundation.organisations.models import Structure, Team

from .models import Consent, Note, Participation, Tier
from .rules import CHOSEN_BY_HAND

DEPARTMENT = (Structure.Kind.DEPARTMENT, Structure.Kind.SITE)


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What happened, when, and who can read it, said before it is written."""

    class Meta:
        model = Note
        fields = ("kind", "text", "happened_at", "tier")
        widgets = {"text": WordsInput(rows=5), "happened_at": MomentInput(), "tier": forms.RadioSelect()}
        labels = {"text": _("What happened"), "tier": _("Who can read it")}
        help_texts = {"text": _("Facts, and their words between quotation marks: the person may read it.")}

    field_order = ["kind", "text", "happened_at", "tier"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = None
        self.fields["tier"].choices = Tier.choices  # type: ignore[attr-defined]
        self.fields["kind"].choices = Note.Kind.choices  # type: ignore[attr-defined]
        self.fields["happened_at"].initial = timezone.now
        self.fields["tier"].initial = Tier.SHARED
        self.fields["kind"].initial = Note.Kind.NOTE

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The person agrees: with whom, about what, since when."""

    class Meta:
        model = Consent
        fields = ("team", "what", "given_on", "how")
        widgets = {"given_on": DayInput(), "how": forms.RadioSelect()}
        labels = {"team": _("Partner"), "how": _("How they said it")}
        help_texts = {"what": _("In their words: what they agree to share with this partner.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Team.objects.exclude(structure__kind__in=DEPARTMENT).select_related("structure")
        team = self.fields["team"]
        team.queryset = partners  # type: ignore[attr-defined]
        team.label_from_instance = team_label  # type: ignore[attr-defined]
        self.fields["how"].choices = Consent.How.choices  # type: ignore[attr-defined]
        self.fields["given_on"].initial = today

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class MemberForm(forms.Form):
    """A team of the département comes to stand around the person."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, Participation.Role(role).label) for role in CHOSEN_BY_HAND]
    )
    ground = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("What they come to do beside the person.")
    )
    start = forms.DateField(label=_("Since"), widget=DayInput(), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        teams = Team.objects.filter(structure__kind__in=DEPARTMENT).select_related("structure")
        field.queryset = teams  # type: ignore[attr-defined]
        field.label_from_instance = team_label  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a file outside one's circle has to be opened now."""

    reason = forms.CharField(
        label=_("Why do you need this file now?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence: everybody around the person, and the person, will read it."),
    )


def team_label(team: Team) -> str:
    """A team with its structure."""
    return f"{team.name} ({team.structure.name})"
