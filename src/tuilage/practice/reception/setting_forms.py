"""The forms that set data: steps of escalation, domains of life; and those of protection and of passing on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.widgets import WordsInput
from tuilage.foundation.organisations.models import Team

from .domains import DomainLine
from .escalating import LONGEST, MOST_STEPS
from .forms import VersionedForm, offer
from .models import Domain, EscalationPlan, ProtectionReport, ProtectionUnit
from .models.escalations import Whom
from .models.protection import ProtectionKind
from .protection import LONGEST as LONGEST_EVALUATION
from .protection import UnitLine


class StepsForm(VersionedForm):
    """Up to six steps: after how many minutes, who is told."""

    on_call_at_once = forms.BooleanField(
        label=_("After closing, told at once to whoever is on call"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(MOST_STEPS):
            self.fields[f"after-{place}"] = forms.IntegerField(
                label=_("After how many minutes"), required=False, min_value=0, max_value=LONGEST
            )
            self.fields[f"whom-{place}"] = forms.ChoiceField(
                label=_("Who is told"), required=False, choices=[("", "–"), *Whom.choices]
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The steps, two fields each."""
        return [(self[f"after-{place}"], self[f"whom-{place}"]) for place in range(MOST_STEPS)]

    def clean(self) -> dict[str, Any]:
        """Both fields of a step, or neither."""
        facts = super().clean() or {}
        for place in range(MOST_STEPS):
            if (facts.get(f"after-{place}") is None) != (not facts.get(f"whom-{place}")):
                self.add_error(f"after-{place}", _("A step says after how many minutes, and who is told."))
        return facts

    def steps(self) -> list[dict[str, Any]]:
        """As the action wants them."""
        facts = self.cleaned_data
        return [
            {"after": facts[f"after-{place}"], "whom": facts[f"whom-{place}"]}
            for place in range(MOST_STEPS)
            if facts[f"whom-{place}"]
        ]

    @staticmethod
    def from_plan(plan: EscalationPlan, own: bool) -> dict[str, Any]:
        """The steps in force, to be changed."""
        values: dict[str, Any] = {
            "on_call_at_once": plan.on_call_at_once,
            "version": plan.version if own else 0,
        }
        for place, step in enumerate(plan.steps):
            values |= {f"after-{place}": step["after"], f"whom-{place}": step["whom"]}
        return values


class DomainsForm(VersionedForm):
    """Every domain of life on one page, and room for one more."""

    def __init__(self, domains: Sequence[Domain], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domains = list(domains)
        for domain in self.domains:
            self._row(str(domain.pk), domain)
        self._row("new", None)

    def _row(self, key: str, domain: Domain | None) -> None:
        new = domain is None
        self.fields[f"{key}-label"] = forms.CharField(
            label=_("Name"), max_length=120, required=not new, initial=domain.label if domain else ""
        )
        self.fields[f"{key}-question"] = forms.CharField(
            label=_("Question that opens it"),
            max_length=300,
            required=False,
            initial=domain.question if domain else "",
        )
        self.fields[f"{key}-position"] = forms.IntegerField(
            label=_("Place"), min_value=0, max_value=999, initial=domain.position if domain else 100
        )
        self.fields[f"{key}-active"] = forms.BooleanField(
            label=_("In use"), required=False, initial=domain.active if domain else True
        )
        self.fields[f"{key}-version"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=domain.version if domain else 0
        )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each domain with its fields; the new one last, its name empty."""
        names = ("label", "question", "position", "active", "version")
        keys = [(str(domain.pk), domain.label) for domain in self.domains] + [("new", "")]
        return [(label, [self[f"{key}-{name}"] for name in names]) for key, label in keys]

    def lines(self) -> list[DomainLine]:
        """As the action wants them; an empty new one is none."""
        facts = self.cleaned_data
        keys: list[Any] = [domain.pk for domain in self.domains]
        if facts["new-label"].strip():
            keys.append(None)
        return [
            DomainLine(
                key, facts[f"{key or 'new'}-label"], facts[f"{key or 'new'}-question"], facts[f"{key or 'new'}-position"],
                facts[f"{key or 'new'}-active"], version=facts[f"{key or 'new'}-version"] or 0,
            )
            for key in keys
        ]  # fmt: skip


class PassOnForm(VersionedForm):
    """To which team, and what it is asked."""

    to_team = forms.ChoiceField(label=_("To which team"), error_messages={"required": _("Choose a team.")})
    why = forms.CharField(
        label=_("What this team is asked"),
        help_text=_("They read the request and its words: say only what they need besides."),
        widget=WordsInput(rows=3),
        max_length=500,
        error_messages={
            "required": _("Say what this team is asked, so that the person need not begin again.")
        },
    )

    def __init__(self, teams: Iterable[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "to_team",
            [("", "–"), *((str(team.pk), f"{team.structure} : {team.name}") for team in teams)],
        )


class UnitsForm(VersionedForm):
    """Where the reports of each kind go: a name, the team that reads them here, a telephone, months to evaluate."""

    def __init__(
        self, units: Sequence[ProtectionUnit], teams: Iterable[Team], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(units)
        offered: list[tuple[str, Any]] = [("", _("none here: it goes by the usual way"))]
        offered += [(str(team.pk), f"{team.name}, {team.structure}") for team in teams]
        for unit in self.units:
            self._row(unit, offered)

    def _row(self, unit: ProtectionUnit, offered: list[tuple[str, Any]]) -> None:
        self.fields[f"{unit.kind}-label"] = forms.CharField(
            label=_("Name of the unit"), max_length=200, initial=unit.label
        )
        self.fields[f"{unit.kind}-team"] = forms.ChoiceField(
            label=_("Team that reads the reports"),
            required=False,
            choices=offered,
            initial=str(unit.team_id or ""),
        )
        self.fields[f"{unit.kind}-phone"] = forms.CharField(
            label=_("Telephone"), max_length=30, required=False, initial=unit.phone
        )
        self.fields[f"{unit.kind}-months"] = forms.IntegerField(
            label=_("Months to evaluate"), min_value=1, max_value=LONGEST_EVALUATION, initial=unit.months
        )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each unit with its fields."""
        names = ("label", "team", "phone", "months")
        return [
            (unit.get_kind_display(), [self[f"{unit.kind}-{name}"] for name in names]) for unit in self.units
        ]

    def lines(self) -> list[UnitLine]:
        """As the action wants them."""
        facts = self.cleaned_data
        return [
            UnitLine(
                unit, facts[f"{unit.kind}-label"], UUID(facts[f"{unit.kind}-team"]) if facts[f"{unit.kind}-team"] else None,
                facts[f"{unit.kind}-phone"], facts[f"{unit.kind}-months"],
            )
            for unit in self.units
        ]  # fmt: skip


class ProtectForm(VersionedForm):
    """A protection report: facts and words apart, who is told."""

    about = forms.CharField(
        label=_("Who it is about"), max_length=200, error_messages={"required": _("Say who it is about.")}
    )
    kind = forms.ChoiceField(
        label=_("A child or an adult?"),
        choices=ProtectionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is about a child or an adult.")},
    )
    facts = forms.CharField(
        label=_("What was seen and heard"),
        help_text=_("Facts, with their dates; what somebody else said is said to be so."),
        widget=WordsInput(rows=6),
        error_messages={"required": _("Write what was seen and heard.")},
    )
    own_words = forms.CharField(
        label=_("What the person or the child says, in quotes"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    at_once = forms.BooleanField(
        label=_("Grave and immediate danger: the public prosecutor is told without delay"), required=False
    )
    family_told = forms.ChoiceField(
        label=_("Are the parents, or the person, told?"),
        choices=[("yes", _("Yes")), ("no", _("No: it would put them in danger"))],
        initial="yes",
        widget=forms.RadioSelect,
    )


class EndReportForm(VersionedForm):
    """What it came to."""

    outcome = forms.ChoiceField(
        label=_("What it came to"),
        choices=[("", "–"), *ProtectionReport.Outcome.choices],
        error_messages={"required": _("Say what it came to.")},
    )
    words = forms.CharField(
        label=_("In a few words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
