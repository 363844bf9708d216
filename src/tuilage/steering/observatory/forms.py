"""The filter of an indicator's page: whose figure, over how long, compared by what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.foundation.organisations.models import Team
from tuilage.foundation.territory.models import Zone, Zoning

LENGTHS = {"24": _("24 months"), "12": _("12 months"), "60": _("5 years")}
STEPS = {"1": _("by month"), "3": _("by quarter"), "12": _("by year")}
EVERYONE = ("", _("the whole département"))


class IndicatorFilter(forms.Form):
    """GET only: keys and numbers, nothing that names a person."""

    zone = forms.ChoiceField(label=_("Zone"), required=False)
    equipe = forms.ChoiceField(label=_("Team"), required=False)
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    duree = forms.ChoiceField(label=_("Over"), choices=list(LENGTHS.items()), required=False)
    pas = forms.ChoiceField(label=_("Step"), choices=list(STEPS.items()), required=False)
    par = forms.ChoiceField(label=_("Compare by"), required=False)

    def __init__(
        self,
        data: Any,
        zones: Iterable[Zone],
        teams: Iterable[Team],
        professions: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        zonings: dict[Zoning, list[tuple[str, str]]] = {}
        for zone in zones:
            zonings.setdefault(zone.zoning, []).append((str(zone.pk), zone.name))
        groups = [(zoning.name, members) for zoning, members in zonings.items()]
        self._choose("zone", [EVERYONE, *groups])
        self._choose("equipe", [("", _("all teams")), *((str(team.pk), team.name) for team in teams)])
        self._choose(
            "profession", [("", _("all professions")), *sorted(professions.items(), key=lambda one: one[1])]
        )
        by = [
            ("team", pgettext_lazy("compare by", "team")),
            ("profession", pgettext_lazy("compare by", "profession")),
        ]
        self._choose("par", [*((str(zoning.pk), zoning.name) for zoning in zonings), *by])
        self.zoning_names = {str(zoning.pk): zoning.name for zoning in zonings}
        self.default_by = next(iter(self.zoning_names), "team")

    def _choose(self, name: str, choices: list[Any]) -> None:
        label = self.fields[name].label
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("zone") and (facts.get("equipe") or facts.get("profession")):
            self.add_error("zone", _("Choose a zone, or a team and a profession: they are not crossed."))
        return facts

    def key(self, name: str) -> UUID | None:
        """The key chosen in a list, None for all."""
        chosen = self.cleaned_data.get(name) if self.is_valid() else None
        return UUID(chosen) if chosen else None

    def chosen(self, name: str, default: str) -> str:
        """What was chosen in a list, or its default."""
        return (self.cleaned_data.get(name) if self.is_valid() else None) or default
