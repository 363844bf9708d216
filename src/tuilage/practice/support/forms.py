"""The forms of a support: short, one thing asked at a time, in words one can read aloud with the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import CASE_WORKER, HEAD_OF_SERVICE
from tuilage.core.interface.widgets import DayInput, WordsInput
from tuilage.foundation.organisations.models import Assignment, Post
from tuilage.practice.support.models import Criterion, Goal, LifeDomain, Step, Support, SupportKind
from tuilage.practice.support.rules import CHECKLIST

RATINGS = [(5, _("5, very well")), (4, _("4")), (3, _("3, so-so")), (2, _("2")), (1, _("1, not at all"))]


def _day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def _words(label: Any, help_text: Any = "", required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=5000, widget=WordsInput(rows=rows)
    )


def _line(label: Any, help_text: Any = "", required: bool = True, missing: Any = None) -> forms.CharField:
    messages = {"required": missing} if missing else {}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=300, error_messages=messages
    )


def _rating(label: Any, help_text: Any = "", required: bool = False) -> forms.TypedChoiceField:
    choices = RATINGS if required else [*RATINGS, ("", _("not said"))]
    return forms.TypedChoiceField(
        label=label, help_text=help_text, required=required, choices=choices, coerce=int, empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip


def leaders(
    teams: Iterable[Any], day: date, structure: bool = False
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may lead a support on `day`: those of the teams, then (for a handover) of their structures. One query."""
    own = set(teams)
    rows = Assignment.objects.filter(
        period__contains=day, post__period__contains=day, post__role__in=[CASE_WORKER, HEAD_OF_SERVICE]
    ).select_related("professional", "post__team")
    rows = (
        rows.filter(post__team__structure__teams__in=own).distinct()
        if structure
        else rows.filter(post__team__in=own)
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    ordered = sorted(
        rows,
        key=lambda row: (row.post.team_id not in own, row.post.team.name, row.professional.last_name),
    )
    for row in ordered:
        line = (str(row.professional_id), f"{row.professional}, {row.post.title}")
        groups.setdefault(row.post.team.name, []).append(line)
    return list(groups.items())


class ProposeForm(forms.Form):
    """A first word about a support; what each kind is, and where it stops, stands beside."""

    kind = forms.ModelChoiceField(
        SupportKind.objects.none(), label=_("Kind of support"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose a kind of support.")},
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=_("Where does it come from?"), choices=Support.Origin.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the person asked for it or agreed to a proposal.")},
    )  # fmt: skip
    own_words = _words(_("What the person wants, in their words"), _("As they say it. They can read it."))
    domains = forms.MultipleChoiceField(
        label=_("Areas of life"), required=False, choices=LifeDomain.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("One support may cover several."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = SupportKind.objects.filter(active=True)


class ProjectForm(forms.Form):
    """What the person wants and can lean on."""

    own_words = _words(_("What the person wants, in their words"), _("As they say it. They can read it."))
    domains = forms.MultipleChoiceField(
        label=_("Areas of life"),
        required=False,
        choices=LifeDomain.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    strengths = _words(_("What the person can lean on"), _("What they know how to do, who helps them."))
    life_project = _words(_("Their life project"))
    work_project = _words(_("The work they can and want to do"))
    networks = _line(
        _("The networks the support draws on"), _("An association, a group, neighbours."), required=False
    )
    network_effect = forms.ChoiceField(
        label=_("What the support did for them"), required=False,
        choices=[("", _("nothing to say yet")), *Support.Network.choices],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AdhesionForm(forms.Form):
    """The person agrees."""

    how = forms.ChoiceField(
        label=_("How did the person agree?"), choices=Support.How.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person gave their agreement: said or signed.")},
    )  # fmt: skip
    on = _day(_("On which day?"))
    power = _rating(
        _("How much can they act on their own life today?"),
        _("Their own rating; it is asked again at the end."),
    )


class TakeBackForm(forms.Form):
    on = _day(_("On which day did the person say so?"))


class DurationForm(forms.Form):
    """Agree on a duration."""

    months = forms.IntegerField(
        label=_("How many months?"), min_value=1, max_value=120,
        help_text=_("The support has its own duration, whatever the dates of a programme it uses."),
    )  # fmt: skip


class GoalForm(forms.Form):
    """A goal, as a sentence."""

    sentence = _line(
        _("The goal, as a sentence"), _("As the person would say it: “I pay my rent without being late.”"),
        missing=_("Write the goal as a sentence."),
    )  # fmt: skip
    person_words = _words(_("In the person's words"))
    baseline = _line(_("Where things stand today"), required=False)
    target = _line(_("What will have changed"), required=False)
    on = _day(_("Set with the person on"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GoalStatusForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Where does this goal stand?"), choices=Goal.Status.choices, widget=forms.RadioSelect
    )
    on = _day(_("Reached on"), _("Only for a goal that is reached."), required=False)


class CriterionForm(forms.Form):
    """How both will see that it went well."""

    sentence = _line(
        _("We will see that it went well when…"), _("Something that can be answered by yes, partly or no."),
        missing=_("Write the criterion as a sentence."),
    )  # fmt: skip
    on = _day(_("Fixed on"))


class StepForm(forms.Form):
    """Something to do on the way."""

    what = _line(_("What is to be done?"), missing=_("Write the step in words."))
    by = forms.ChoiceField(
        label=_("Who does it?"), choices=[(Step.By.PERSON, _("the person")), (Step.By.PROFESSIONAL, _("me"))],
        widget=forms.RadioSelect, error_messages={"required": _("Say who does it.")},
    )  # fmt: skip
    due_on = _day(_("For which day?"), required=False)
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label=_("For which goal?"),
        required=False,
        empty_label=_("for the whole project"),
    )

    def __init__(self, *args: Any, goals: QuerySet[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["goal"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = goals


class OpinionForm(forms.Form):
    """What came out of the team's regulation."""

    opinion = forms.ChoiceField(
        label=_("The team's opinion"), choices=Support.Opinion.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the team's opinion.")},
    )  # fmt: skip
    text = _words(_("What came out of it"))
    on = _day(_("Seen by the team on"))


class EngageForm(forms.Form):
    """The first day, and who answers for it."""

    keyworker = forms.ChoiceField(
        label=_("Who is the keyworker?"),
        error_messages={"required": _("Choose who answers for this support.")},
    )
    on = _day(_("First day"))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keyworker"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class AbandonForm(forms.Form):
    because = _line(_("Why does it go no further?"), missing=_("Say why it is set aside."))


class ReviewForm(forms.Form):
    """Both look at it, the person first."""

    on = _day(_("Held on"))
    person_rating = _rating(_("The person's rating: how is it going?"))
    person_words = _words(_("What the person says"))
    professional_rating = _rating(_("Your rating: how is it going?"))
    professional_words = _words(_("What you say"), _("Facts; the person can read them."))
    next_on = _day(_("Next review"), required=False)


class ProlongForm(forms.Form):
    until = _day(_("The agreed end"), _("Agree on it with the person."))


class PaceForm(forms.Form):
    pace = forms.ChoiceField(
        label=_("At which pace?"), choices=Support.Pace.choices, widget=forms.RadioSelect
    )


class HandoverForm(forms.Form):
    """Who comes next, and for how long both are there."""

    to_professional = forms.ChoiceField(
        label=_("Who is the next keyworker?"), error_messages={"required": _("Choose the next keyworker.")}
    )
    starts_on = _day(_("Works beside from"), _("Both are there from that day on."))
    passes_on = _day(_("Answers for it from"), _("Thirty days later, unless you decide otherwise."))
    reason = _line(_("Why does it change hands?"), missing=_("Say why it changes hands."))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_professional"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class ChecklistForm(forms.Form):
    """What was done during the handover."""

    done = forms.MultipleChoiceField(
        label=_("What was done"), required=False, choices=list(CHECKLIST.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    met_on = _day(_("The three of them met on"), required=False)
    person_words = _words(_("What the person says of it"))


class HoldForm(forms.Form):
    """The post answers, par intérim."""

    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Which post answers for it?"), empty_label=_("Choose…")
    )
    on = _day(_("From"))
    ground = _line(_("Why can nobody take over now?"), missing=_("Say why nobody can take over now."))

    def __init__(self, *args: Any, teams: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = Post.objects.filter(team__in=list(teams), role__in=[CASE_WORKER, HEAD_OF_SERVICE])


class CloseForm(forms.Form):
    """The end, on one page: criteria one by one, their own word, what comes next."""

    on = _day(_("First day without it"))
    reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=[("", _("Choose…")), *Support.Reason.choices],
        error_messages={"required": _("Say why it ends.")},
    )  # fmt: skip
    person_evaluation = _words(_("What the person says of the support"), _("Their words, as they say them."))
    person_rating = _rating(_("The person's rating of the support"))
    power_after = _rating(_("How much can they act on their own life now?"), _("Their own rating."))
    evaluation_missing = _line(_("If the person could not be asked, why?"), required=False)
    exit_plan = _words(
        _("What is left to do, and whom can they turn to?"), _("Prepared with the person; they keep a copy.")
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
                label=criterion.sentence, choices=Criterion.Answer.choices, widget=forms.RadioSelect,
                initial=criterion.answer,
                error_messages={"required": _("Answer this criterion: yes, partly or no.")},
            )  # fmt: skip
            asked[f"comment_{criterion.pk}"] = _line(_("A word about it"), required=False)
        self.fields = {**asked, **self.fields}

    def answers(self) -> dict[Any, tuple[str, str]]:
        """By criterion: the answer and the comment."""
        return {
            criterion.pk: (
                self.cleaned_data[f"answer_{criterion.pk}"], self.cleaned_data[f"comment_{criterion.pk}"]
            )
            for criterion in self.criteria
        }  # fmt: skip


class ListFilter(forms.Form):
    """Which supports: no name and no text of a person in an address."""

    statut = forms.ChoiceField(
        label=_("Where does it stand?"), required=False,
        choices=[("", _("open")), ("all", _("all")), *Support.Status.choices],
    )  # fmt: skip
    qui = forms.ChoiceField(
        label=_("Whose?"), required=False, choices=[("mine", _("mine")), ("team", _("my team's"))]
    )
    a_faire = forms.ChoiceField(
        label=_("To do"), required=False,
        choices=[("", _("all")), ("review", _("review due")), ("end", _("agreed end near or past")),
                 ("unwritten", _("without a signed document"))],
    )  # fmt: skip
