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
from .models import LegalProtection, Person, Relation
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


class HouseholdForm(SinceForm):
    """Who they live with: somebody around them who has a file, or a household of their own."""

    with_person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Lives with"),
        required=False,
        empty_label=_("a household of their own"),
        help_text=_("People around them who have a file. A child may live in two households."),
    )
    field_order = ["with_person", "start"]

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
