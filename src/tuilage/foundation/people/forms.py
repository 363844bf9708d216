"""The forms about persons: an identity, a search, who lives with whom, who is around, a legal protection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils import dates as calendar
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.clock import today
from tuilage.core.interface.widgets import DayInput
from tuilage.core.refusals import Refused
from tuilage.foundation.territory.forms import CommuneField

from .actions import IDENTITY_FIELDS
from .models import (
    CautionKind,
    ExternalIdentifier,
    ExternalSystem,
    HouseholdMembership,
    LegalProtection,
    Person,
    Relation,
)
from .names import clean_line
from .rules import Birth, check_birth, check_death, check_named

MAY_BE_UNKNOWN = ("gender", "housing", "digital_ease")


class BirthFields(forms.Form):
    """A date of birth as it is known: each part may be left empty."""

    birth_day = forms.IntegerField(label=_("Day of birth"), required=False)
    birth_month = forms.TypedChoiceField(
        label=_("Month of birth"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not known")), *calendar.MONTHS.items()],
    )
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)

    @property
    def birth(self) -> Birth:
        """What was typed."""
        return Birth(*(self.cleaned_data.get(f"birth_{part}") for part in ("year", "month", "day")))

    def _check(self, *checks: Callable[[], None]) -> None:
        for check in checks:
            try:
                check()
            except Refused as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class SearchForm(BirthFields):
    """Words of a name in any order, and the date of birth if it is known."""

    words = forms.CharField(
        label=_("First name and name"),
        max_length=200,
        help_text=_("In any order, birth name or used name, even with a slip."),
    )
    field_order = ["words", "birth_day", "birth_month", "birth_year"]

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self._check(lambda: check_birth(self.birth, today()))
        return self.cleaned_data


class PersonForm(BirthFields, forms.ModelForm):  # type: ignore[type-arg]
    """An identity: one name is enough, everything else may stay unknown."""

    commune = CommuneField(label=_("Commune"), required=False)

    class Meta:
        model = Person
        fields = IDENTITY_FIELDS
        widgets = {"died_on": DayInput()}
        help_texts = {
            "birth_name": _("The one of the birth certificate."),
            "used_name": _("If they use another one."),
            "first_names": _("All of them, as on the certificate."),
            "usual_first_name": _("If it is not the first one."),
            "how_to_address": _("In their words: “Madame Marchand, and louder on the left side”."),
            "died_on": _("The file stays readable, and nothing new begins in it."),
        }

    field_order = [
        "usual_first_name", "first_names", "used_name", "birth_name", "gender", "birth_day", "birth_month", "birth_year",
    ]  # fmt: skip
    groups = (
        (_("Names"), ("first_names", "used_name", "birth_name", "usual_first_name", "gender")),
        (_("Birth"), (("birth_day", "birth_month", "birth_year"), "birth_place", "died_on")),
        (_("Where to reach them"), ("housing", "address", "commune", "phone", "no_phone", "email")),
        (
            _("How to speak with them"),
            ("how_to_address", "language", "needs_interpreter", "easy_to_read", "hearing_impaired", "sight_impaired",
             "digital_ease"),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, creating: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = None
        if self.instance.commune_id:
            self.initial["commune"] = self.instance.commune  # its name, where a model form would show its key
        # "Not known" is an answer: nobody has to choose it.
        for name in MAY_BE_UNKNOWN:
            self.fields[name].required = False
        if creating:
            del self.fields["died_on"]

    @property
    def grouped(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """The fields under their headings, row by row."""
        return [(title, [row for each in rows if (row := self._row(each))]) for title, rows in self.groups]

    def _row(self, names: str | tuple[str, ...]) -> list[forms.BoundField]:
        together = (names,) if isinstance(names, str) else names
        return [self[name] for name in together if name in self.fields]

    @property
    def identity(self) -> dict[str, Any]:
        """What the actions take."""
        given = {name: self.cleaned_data[name] for name in IDENTITY_FIELDS if name in self.cleaned_data}
        return given | {name: given.get(name) or "unknown" for name in MAY_BE_UNKNOWN}

    def clean(self) -> dict[str, Any]:
        # Not the model's own check of its constraints: eight queries to learn what rules.py says in words.
        names = [clean_line(str(self.cleaned_data.get(name) or "")) for name in IDENTITY_FIELDS[:4]]
        self._check(
            lambda: check_named(*names),
            lambda: check_birth(self.birth, today()),
            lambda: (
                None if self.errors else check_death(self.cleaned_data.get("died_on"), self.birth, today())
            ),
        )
        return self.cleaned_data


class SinceForm(forms.Form):
    """Something that begins on a day."""

    start = forms.DateField(label=_("Since"), widget=DayInput(), initial=today)


class EndForm(forms.Form):
    """Something that ends."""

    end = forms.DateField(
        label=_("Until"), widget=DayInput(), initial=today, help_text=_("The first day without it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = None


class RhythmFields(forms.Form):
    """How often somebody lives in a household: a child may have two homes."""

    residence = forms.ChoiceField(
        label=_("How often"), choices=HouseholdMembership.Residence.choices, initial="usual", required=False
    )
    rhythm = forms.CharField(
        label=_("Rhythm"),
        max_length=100,
        required=False,
        help_text=_("For a child with two homes: one week out of two."),
    )

    def clean_residence(self) -> str:
        return str(self.cleaned_data.get("residence") or "usual")


class HouseholdForm(RhythmFields, SinceForm):
    """Who they live with: somebody around them who has a file, or a household of their own."""

    with_person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Lives with"),
        required=False,
        empty_label=_("a household of their own"),
        help_text=_("People around them who have a file. A child may live in two households."),
    )
    field_order = ["with_person", "start", "residence", "rhythm"]

    def __init__(self, around: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Person.objects.filter(pk__in=[person.pk for person in around])
        self.fields["with_person"].queryset = known  # type: ignore[attr-defined]


class RelationForm(SinceForm, forms.ModelForm):  # type: ignore[type-arg]
    """Somebody around the person. With a file of their own: found by their names among the persons one may see."""

    class Meta:
        model = Relation
        fields = ("other_name", "kind", "is_carer", "phone")
        labels = {"other_name": _("First name and name"), "kind": _("Who they are to the person")}

    field_order = ["other_name", "kind", "is_carer", "phone", "start"]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class ProtectionForm(SinceForm, forms.ModelForm):  # type: ignore[type-arg]
    """A measure of legal protection and who exercises it."""

    end = forms.DateField(label=_("Until"), widget=DayInput(), required=False)

    class Meta:
        model = LegalProtection
        fields = ("kind", "exercised_by", "contact")
        help_texts = {"exercised_by": _("The curator or guardian: a name, or the association.")}

    field_order = ["kind", "exercised_by", "contact", "start", "end"]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class StayForm(RhythmFields, SinceForm):
    """A stay in a household, to correct: since, until, how often."""

    end = forms.DateField(
        label=_("Until"), widget=DayInput(), required=False, help_text=_("Empty: they live there still.")
    )
    field_order = ["start", "end", "residence", "rhythm"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = None


class PartnerForm(BirthFields, SinceForm):
    """The other one of a couple: a few words here, a file of their own."""

    first_names = forms.CharField(label=_("First names"), max_length=200, required=False)
    used_name = forms.CharField(label=_("Used name"), max_length=200, required=False)
    birth_name = forms.CharField(label=_("Birth name"), max_length=200, required=False)
    gender = forms.ChoiceField(
        label=_("Gender"), choices=Person.Gender.choices, initial="unknown", required=False
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    together = forms.BooleanField(label=_("They live together"), required=False, initial=True)
    start = forms.DateField(label=_("A couple since"), widget=DayInput(), initial=today)
    field_order = [
        "first_names", "used_name", "birth_name", "gender", "birth_day", "birth_month", "birth_year", "phone", "start",
        "together",
    ]  # fmt: skip
    NOT_IDENTITY: tuple[str, ...] = ("start", "together")

    @property
    def identity(self) -> dict[str, Any]:
        """What the actions take."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in self.NOT_IDENTITY}
        return given | {"gender": given.get("gender") or "unknown"}

    def clean(self) -> dict[str, Any]:
        names = [
            clean_line(str(self.cleaned_data.get(name) or ""))
            for name in ("birth_name", "used_name", "first_names")
        ]
        self._check(
            lambda: check_named(names[0], names[1], names[2], ""), lambda: check_birth(self.birth, today())
        )
        return self.cleaned_data


class OwnFileForm(PartnerForm):
    """Somebody noted by name becomes a person with a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["together"], self.fields["start"]


class CautionForm(forms.Form):
    """A consigne: its wording is chosen, a few words may make it precise, and it has an end."""

    kind = forms.ModelChoiceField(
        CautionKind.objects.none(), label=_("Consigne"), empty_label=None, widget=forms.RadioSelect
    )
    detail = forms.CharField(
        label=_("To be precise"), max_length=120, required=False,
        help_text=_("A fact, in a few words. The person can read it."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), widget=DayInput(), help_text=_("The first day without it, a year away at most.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = CautionKind.objects.filter(in_use=True)  # type: ignore[attr-defined]


class IdentifierForm(forms.ModelForm):  # type: ignore[type-arg]
    """A number that another software gave the person."""

    class Meta:
        model = ExternalIdentifier
        fields = ("system", "value", "type")
        labels = {"system": _("Software")}
        help_texts = {"type": _("If it has several: file, household, measure.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = ExternalSystem.objects.filter(in_use=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def validate_unique(self) -> None:
        """By the action: whose number it is may be outside the circle."""

    def validate_constraints(self) -> None:
        """By the action, too."""


class ReasonForm(forms.Form):
    """Why, in a few words."""

    reason = forms.CharField(label=_("Why (optional)"), max_length=200, required=False)


class MergeForm(ReasonForm):
    """Which value survives, field by field, where the two files differ."""

    def __init__(self, survivor: Person, absorbed: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version: int | None = survivor.version
        self.differing: list[str] = []
        for name in IDENTITY_FIELDS:
            mine, theirs = (told(person, name) for person in (survivor, absorbed))
            if mine == theirs:
                continue
            self.differing.append(name)
            empty = mine in ("", str(_("not known")), str(_("no")))
            self.fields[name] = forms.ChoiceField(
                label=str(Person._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
                choices=[("kept", mine or _("nothing")), ("taken", theirs or _("nothing"))],
                initial="taken" if empty and theirs else "kept",
                widget=forms.RadioSelect,
            )

    @property
    def chosen_fields(self) -> list[forms.BoundField]:
        """The fields to choose."""
        return [self[name] for name in self.differing]

    @property
    def taken(self) -> list[str]:
        """The fields whose value comes from the other file."""
        return [name for name in self.differing if self.cleaned_data.get(name) == "taken"]


def told(person: Person, name: str) -> str:
    """A value of an identity as it is read."""
    value = getattr(person, name)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    show = getattr(person, f"get_{name}_display", None)
    return str(show() if show else "" if value is None else value)
