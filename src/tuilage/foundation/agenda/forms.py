"""What is asked about time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.dates import day_in_words
from tuilage.foundation.organisations.models import Professional, Team

from . import rules
from .models import DutyTurn
from .models.duty import Kind

HALVES = {"am": _("morning"), "pm": _("afternoon"), "night": _("evening and night")}


def half_of(code: str) -> str:
    """The part of a day that a slot's code names, in words."""
    return str(HALVES[code.lstrip("0123456789")])


class WeekForm(forms.Form):
    """Who holds each part of a week; how many weeks it is repeated over."""

    def __init__(
        self,
        slots: Mapping[str, Sequence[rules.Slot]],
        people: dict[str, list[Professional]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        for kind, parts in slots.items():
            choices = [("", _("nobody")), *[(str(who.pk), str(who)) for who in people[kind]]]
            for slot in parts:
                self.fields[f"{kind}_{slot.code}"] = forms.ChoiceField(
                    label=f"{Kind(kind).label}, {day_in_words(slot.day)}, {half_of(slot.code)}",
                    choices=choices,
                    required=False,
                )
        self.fields["weeks"] = forms.IntegerField(
            label=_("For how many weeks"), min_value=1, max_value=rules.MOST_WEEKS, initial=1,
            help_text=_("1 for this week only; the same people come back each week otherwise."),
        )  # fmt: skip

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The fields of a kind, day after day, for the page's table."""
        days: dict[date, dict[str, Any]] = {}
        for slot in self.slots[kind]:
            row = days.setdefault(slot.day, {"day": slot.day, "fields": []})
            row["fields"].append((half_of(slot.code), self[f"{kind}_{slot.code}"]))
        return list(days.values())

    def chosen(self) -> dict[tuple[str, str], UUID | None]:
        """(kind, slot) → who, as the action wants it."""
        return {
            (kind, slot.code): UUID(key) if (key := self.cleaned_data[f"{kind}_{slot.code}"]) else None
            for kind, parts in self.slots.items()
            for slot in parts
        }


class SwapForm(forms.Form):
    """Two turns whose holders exchange them."""

    first = forms.ModelChoiceField(DutyTurn.objects.none(), label=_("This turn"))
    second = forms.ModelChoiceField(DutyTurn.objects.none(), label=_("with that one"))

    def __init__(self, turns: Any, labels: dict[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.queryset = turns
            field.label_from_instance = lambda turn: labels.get(turn.pk, "")


class ServeForm(forms.Form):
    """One more team that the roster after hours answers for."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"))

    def __init__(self, teams: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = teams
