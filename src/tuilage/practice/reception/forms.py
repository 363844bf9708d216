"""The forms of reception: words first, the rest as it comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.interface.widgets import DayInput, MomentInput, TimeOfDayInput, WordsInput
from tuilage.foundation.people.identity import Match
from tuilage.foundation.sharing.models import Tier
from tuilage.practice.support.models import SupportKind

from . import rules
from .actions import VIEWS, DomainView, Given
from .models import Answer, AnswerKind, Diagnosis, Domain, Request, Theme, UrgencyAction

TIERS = Tier.choices[:2]
IDENTITY = ("first_names", "birth_name")
OWN = "own"
# How they see where they are, in words: no score of anybody's making.
PLACES = {
    1: _("1, it is very hard"), 2: _("2, it is hard"), 3: _("3, so-so"), 4: _("4, it goes well"), 5: _("5, it goes very well"),
}  # fmt: skip


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field its choices, read from the database by the view."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class VersionedForm(forms.Form):
    """A form that says which version of its row it was opened at; a view adds what stands in its way."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale: StaleVersion | None = None

    def place(self, sentence: str, field: str | None) -> None:
        """A refusal, beside its field when the form has it."""
        self.add_error(field if field in self.fields else None, sentence)


class ReceiveForm(VersionedForm):
    """The reception screen: one screen, under a minute."""

    words = forms.CharField(
        label=_("What the person says"),
        help_text=_("Their words, as they are. They can read them. Nothing else is needed to save."),
        widget=WordsInput(rows=5),
        required=False,
        max_length=20_000,
    )
    held = forms.UUIDField(required=False, widget=forms.HiddenInput)
    urgent = forms.ChoiceField(
        label=_("Is there a danger? Must one act today?"),
        help_text=_("In doubt, say yes: the duty worker will look at it."),
        choices=[("no", _("No")), ("yes", _("Yes, before this evening")), ("doubt", _("I do not know"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether one must act today; in doubt, say that you do not know.")},
    )
    first_names = forms.CharField(label=_("First names"), required=False, max_length=200)
    birth_name = forms.CharField(label=_("Name"), required=False, max_length=200)
    born = forms.CharField(
        label=_("Date of birth"),
        help_text=_("12/03/1944, or only the year."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    person = forms.CharField(required=False, widget=forms.HiddenInput)
    vulnerable = forms.BooleanField(
        label=_("Particular vulnerability"),
        help_text=_("Age, health, disability, child, isolation: their request stands out in the list."),
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How it came"), choices=Request.Channel.choices, initial="desk", widget=forms.RadioSelect
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes, if you like"), required=False, widget=forms.CheckboxSelectMultiple
    )
    what = forms.CharField(
        label=_("What was already done about the danger"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    relay = forms.ChoiceField(label=_("Relay called"), choices=UrgencyAction.Relay.choices, required=False)
    kind = forms.ChoiceField(label=_("What we answer at once"), required=False)
    text = forms.CharField(
        label=_("In a few words"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=10_000
    )
    tier = forms.ChoiceField(
        label=_("Who can read it"), choices=TIERS, initial=Tier.TEAM, widget=forms.RadioSelect
    )

    def __init__(
        self, themes: Iterable[Theme], kinds: Iterable[AnswerKind], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Match] | None = None
        self.choose_among(themes, ())
        self.fields["first_names" if self.at_desk else "words"].widget.attrs["autofocus"] = True
        offered = [(kind.code, kind.label) for kind in kinds if not kind.opens]
        offer(self, "kind", [("", _("nothing yet")), *offered])

    def choose_among(self, themes: Iterable[Theme], proposed: Iterable[str]) -> None:
        """Proposed themes first, said to be so, none ticked: nothing is imposed."""
        self.proposed = first = list(proposed)
        ordered = sorted(
            themes, key=lambda theme: first.index(theme.code) if theme.code in first else len(first)
        )
        offer(self, "themes", [(theme.code, theme.label) for theme in ordered])

    def clean_born(self) -> str:
        """A date of birth that can be; what was typed stays."""
        typed: str = self.cleaned_data["born"]
        try:
            known = rules.born(typed) if typed.strip() else ()
        except ValueError:
            known = None
        if known is None:
            raise forms.ValidationError(_("Write the date of birth as 12/03/1944, or only the year."))
        return typed

    @property
    def at_desk(self) -> bool:
        """Whether others may hear: then who it is comes before what they say."""
        return (self["channel"].value() or "desk") == "desk"

    @property
    def identity(self) -> dict[str, Any]:
        """What was given of who it is, as the people room wants it."""
        given = {name: self.cleaned_data[name] for name in IDENTITY if self.cleaned_data.get(name)}
        day, month, year = rules.born(self.cleaned_data.get("born", "")) or (None, None, None)
        dates = {"birth_day": day, "birth_month": month, "birth_year": year}
        return given | {name: value for name, value in dates.items() if value is not None}

    @property
    def named(self) -> bool:
        """Whether a name was given."""
        return bool(self.cleaned_data.get("first_names") or self.cleaned_data.get("birth_name"))


class QualifyForm(VersionedForm):
    """The duty worker says whether there is a danger, which, and whether one must act today."""

    danger = forms.ChoiceField(
        label=_("Is there a danger?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("Which danger"), choices=[("", "–"), *Request.Danger.choices], required=False
    )
    danger_words = forms.CharField(
        label=_("What makes you think so"),
        help_text=_("Facts, and the person's words in quotes."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    urgent = forms.ChoiceField(
        label=_("Must one act today?"),
        choices=[("yes", _("Yes, before this evening")), ("no", _("No: it leaves the urgencies"))],
        initial="yes",
        widget=forms.RadioSelect,
    )


class ActForm(VersionedForm):
    """What was done to avoid the danger."""

    what = forms.CharField(
        label=_("What was done to avoid the danger"),
        widget=WordsInput(rows=3),
        error_messages={"required": _("Say what was done to avoid the danger, in a few words.")},
    )
    relay = forms.ChoiceField(label=_("Relay called"), choices=UrgencyAction.Relay.choices, required=False)
    at = forms.DateTimeField(label=_("When, if not now"), widget=MomentInput, required=False)


class AnswerForm(VersionedForm):
    """What is answered: a kind from the range, or one of one's own making."""

    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of answer, or name your own.")},
    )
    own_kind = forms.CharField(label=_("Name of this kind of answer"), required=False, max_length=120)
    support_kind = forms.ChoiceField(label=_("If a support is proposed, which"), required=False)
    text = forms.CharField(
        label=_("What is answered"),
        widget=WordsInput(rows=4),
        error_messages={"required": _("Say what you answer, in a few words.")},
        max_length=10_000,
    )
    referred_to = forms.CharField(
        label=_("Referred to"),
        help_text=_("The service and, if you can, who expects them."),
        required=False,
        max_length=300,
    )
    made_up_by = forms.ChoiceField(
        label=_("If there is a file, who makes it up?"),
        help_text=_("The person does, unless a reason says otherwise."),
        choices=Answer.MadeUpBy.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    made_up_reason = forms.CharField(label=_("Why not the person alone"), required=False, max_length=300)
    tier = forms.ChoiceField(
        label=_("Who can read it"), choices=TIERS, initial=Tier.SHARED, widget=forms.RadioSelect
    )
    closes = forms.BooleanField(
        label=_("The request has its answer"),
        help_text=_("Leave it empty when there is still something to do."),
        required=False,
        initial=True,
    )

    def __init__(
        self, kinds: Iterable[AnswerKind], supports: Iterable[SupportKind], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "support_kind", [(kind.code, kind.label) for kind in supports])
        offered = [(kind.code, kind.label) for kind in kinds]
        offer(self, "kind", [*offered, (OWN, _("Another kind, of my own making"))])

    def given(self, kind: str) -> Given:
        """The answer as the action wants it."""
        facts = self.cleaned_data
        return Given(
            kind=kind, text=facts["text"], referred_to=facts["referred_to"], made_up_by=facts["made_up_by"],
            made_up_reason=facts["made_up_reason"], tier=facts["tier"], closes=facts["closes"],
            support_kind=facts["support_kind"],
        )  # fmt: skip


class OutsideForm(VersionedForm):
    """A request outside the limits of the generalist service."""

    why = forms.CharField(
        label=_("Why it is not ours"),
        widget=WordsInput(rows=3),
        error_messages={"required": _("Say why it is not ours.")},
    )
    to_whom = forms.CharField(
        label=_("To whom the person was referred"),
        max_length=300,
        error_messages={"required": _("Say to whom the person was referred.")},
    )


class AttachForm(VersionedForm):
    """Who it was: looked for by name, then chosen."""

    words = forms.CharField(label=_("Name, first name, year of birth"), max_length=200, required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)


class DiagnoseForm(VersionedForm):
    """Own words before anything; then domain by domain, only what is useful."""

    based_on = forms.UUIDField(widget=forms.HiddenInput, required=False)
    own_words = forms.CharField(
        label=_("What the person says, in their own words"),
        help_text=_("Begin here: what they live, what they want. They can read it."),
        widget=WordsInput(rows=5),
        error_messages={"required": _("Begin with what the person says, in their own words.")},
    )
    understanding = forms.CharField(
        label=_("What we understood together"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    held_on = forms.DateField(label=_("Date"), widget=DayInput, initial=today)
    tier = forms.ChoiceField(
        label=_("Who can read it"), choices=TIERS, initial=Tier.SHARED, widget=forms.RadioSelect
    )

    def __init__(self, domains: Iterable[Domain], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domains = list(domains)
        labels = {
            "own_words": _("What they say of it"), "wants": _("What they want"), "can": _("What they can do"),
            "hinders": _("What hinders"), "helps": _("What helps"),
        }  # fmt: skip
        for domain in self.domains:
            self.fields[f"{domain.code}-place"] = forms.ChoiceField(
                label=_("Where they place themselves, once they have said it in their words"),
                required=False,
                choices=[("", "–"), *((str(n), label) for n, label in PLACES.items())],
            )
            for view in VIEWS:
                self.fields[f"{domain.code}-{view}"] = forms.CharField(
                    label=labels[view],
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    max_length=10_000,
                )

    def groups(self) -> list[tuple[Domain, list[forms.BoundField], bool]]:
        """Each domain with its fields, and whether something is written under it."""
        return [
            (domain, fields, any(field.value() for field in fields))
            for domain in self.domains
            for fields in [[self[f"{domain.code}-{view}"] for view in (VIEWS[0], "place", *VIEWS[1:])]]
        ]

    def views(self) -> list[DomainView]:
        """What was written, domain by domain."""
        return [DomainView(domain.code, **self._said_of(domain)) for domain in self.domains]

    def _said_of(self, domain: Domain) -> dict[str, Any]:
        place = int(self.cleaned_data[f"{domain.code}-place"] or 0) or None
        return {"place": place, **{view: self.cleaned_data[f"{domain.code}-{view}"] for view in VIEWS}}

    @staticmethod
    def from_version(version: Diagnosis | None) -> dict[str, Any]:
        """The initial values of the next version."""
        if version is None:
            return {}
        values: dict[str, Any] = {
            "based_on": version.pk,
            "own_words": version.own_words,
            "tier": version.tier,
        }
        values["understanding"] = version.understanding
        for line in version.domains.select_related("domain"):
            values |= {f"{line.domain.code}-{view}": getattr(line, view) for view in (*VIEWS, "place")}
        return values


class FrameworkForm(VersionedForm):
    """The département's framework for social emergencies."""

    definition = forms.CharField(label=_("What a social emergency is"), widget=WordsInput(rows=3))
    criteria = forms.CharField(label=_("How to recognise it"), widget=WordsInput(rows=5), required=False)
    procedure = forms.CharField(
        label=_("Who does what, in which order"), widget=WordsInput(rows=5), required=False
    )
    roster = forms.CharField(
        label=_("Who is on duty, who is on call after hours"), widget=WordsInput(rows=3), required=False
    )
    relays = forms.CharField(label=_("Whom to alert"), widget=WordsInput(rows=6), required=False)
    outside = forms.CharField(
        label=_("What is not ours, and who does it"), widget=WordsInput(rows=3), required=False
    )
    alert_sheet = forms.CharField(
        label=_("What to do when one spots a vulnerable situation"),
        help_text=_("One step a line; every professional reads it, partners too."),
        widget=WordsInput(rows=6),
        required=False,
    )
    opens_at = forms.TimeField(label=_("Desks open at"), widget=TimeOfDayInput)


class ListFilter(forms.Form):
    """The list of requests: what to show, nothing personal in the address."""

    statut = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[("", _("to be answered")), ("all", _("all requests")), *Request.Status.choices],
    )
    equipe = forms.ChoiceField(label=_("Team"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    marque = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("everything")),
            ("urgent", _("urgent")),
            ("vulnerable", _("particular vulnerability")),
        ],
    )

    def __init__(
        self, teams: Iterable[tuple[UUID, str]], themes: Iterable[Theme], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "equipe", [("", _("my teams")), *((str(pk), name) for pk, name in teams)])
        offer(self, "theme", [("", _("all themes")), *((theme.code, theme.label) for theme in themes)])
