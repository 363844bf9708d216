"""The forms of an end, and of what comes after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.practice.support.forms import day_field, line_field, rating_field, words_field
from tuilage.practice.support.models import Criterion, FollowUp, PlanVersion, Support

ANSWERS = [choice for choice in Criterion.Answer.choices if choice[0] != Criterion.Answer.UNKNOWN]


class CloseForm(forms.Form):
    """The end, on one page: criteria one by one, their own word, what comes next."""

    on = day_field(_("First day without it"))
    reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=[("", _("Choose…")), *Support.Reason.choices],
        error_messages={"required": _("Say why it ends.")},
    )  # fmt: skip
    person_evaluation = words_field(
        _("What the person says of the support"), _("Their words, as they say them.")
    )
    person_rating = rating_field(_("The person's rating of the support"))
    power_after = rating_field(_("How much can they act on their own life now?"), _("Their own rating."))
    evaluation_missing = line_field(_("If the person could not be asked, why?"), required=False)
    exit_plan = words_field(
        _("What is left to do, and whom can they turn to?"), _("Prepared with the person; they keep a copy.")
    )
    follow_up_on = day_field(
        _("When will you ask how it is since?"), _("It comes back on your desk that day."), required=False
    )
    results = forms.MultipleChoiceField(
        label=_("What did they gain?"), required=False, choices=Support.Result.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        asked: dict[str, forms.Field] = {}
        for criterion in criteria:
            asked[f"answer_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.sentence, choices=ANSWERS, widget=forms.RadioSelect,
                initial=criterion.answer,
                error_messages={"required": _("Answer this criterion: yes, partly or no.")},
            )  # fmt: skip
            asked[f"comment_{criterion.pk}"] = line_field(_("A word about it"), required=False)
        self.fields = {**asked, **self.fields}

    def answers(self) -> dict[Any, tuple[str, str]]:
        """By criterion: the answer and the comment."""
        return {
            criterion.pk: (
                self.cleaned_data[f"answer_{criterion.pk}"], self.cleaned_data[f"comment_{criterion.pk}"]
            )
            for criterion in self.criteria
        }  # fmt: skip


class FollowUpForm(forms.Form):
    """How is it since?"""

    on = day_field(_("Asked on"))
    reached = forms.ChoiceField(
        label=_("Who told it?"), choices=FollowUp.Reached.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say who told it.")},
    )  # fmt: skip
    words = words_field(_("How is it, in their words?"))
    rating = rating_field(_("The person's rating: how is it going?"))
    again_on = day_field(_("Ask again on"), _("Or leave it empty: it does not come back."), required=False)


class AgreeForm(forms.Form):
    """The person agrees to the project as it is written now."""

    how = forms.ChoiceField(
        label=_("How did the person agree?"), choices=Support.How.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person gave their agreement: said or signed.")},
    )  # fmt: skip
    on = day_field(_("On which day?"))


class CompareForm(forms.Form):
    """Which two versions stand side by side."""

    avant = forms.ModelChoiceField(PlanVersion.objects.none(), label=_("This version"), required=False)
    apres = forms.ModelChoiceField(PlanVersion.objects.none(), label=_("and this one"), required=False)


class DecisionForm(forms.Form):
    """What changed, and the decision that is awaited."""

    change = line_field(_("What changed for the person?"), missing=_("Say what changed."))
    changed_on = day_field(_("Since which day?"))
    institution = line_field(
        _("Who decides?"), _("CAF, MDPH, bailleur, juge…"), missing=_("Say who decides.")
    )
    what = line_field(_("What is awaited?"), missing=_("Say what is awaited."))
    asked_on = day_field(_("Asked on"), required=False)


class DecidedForm(forms.Form):
    decision = line_field(_("What was decided?"), missing=_("Write what was decided."))
    on = day_field(_("On which day?"))


class PlaceForm(forms.Form):
    """A place somebody has, beside those they have already."""

    kind = forms.ChoiceField(label=_("What kind of place?"), widget=forms.RadioSelect)
    name = line_field(
        _("Where is it?"), _("The name of the place or of the service."), missing=_("Say where it is.")
    )
    since = day_field(_("From"))
    until = day_field(_("Until"), _("Leave it empty when no end is known."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from tuilage.practice.support.models import Place

        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Place.Kind.choices  # type: ignore[attr-defined]


class LeavePlaceForm(forms.Form):
    on = day_field(_("First day without it"))
