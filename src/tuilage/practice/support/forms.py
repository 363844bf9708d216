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
from tuilage.practice.support.models import Goal, LifeDomain, Step, Support, SupportKind
from tuilage.practice.support.rules import CHECKLIST

RATINGS = [(5, _("5, very well")), (4, _("4")), (3, _("3, so-so")), (2, _("2")), (1, _("1, not at all"))]


def day_field(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def words_field(label: Any, help_text: Any = "", required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=5000, widget=WordsInput(rows=rows)
    )


def line_field(
    label: Any, help_text: Any = "", required: bool = True, missing: Any = None
) -> forms.CharField:
    messages = {"required": missing} if missing else {}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=300, error_messages=messages
    )


def rating_field(label: Any, help_text: Any = "", required: bool = False) -> forms.TypedChoiceField:
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
    own_words = words_field(
        _("What the person wants, in their words"), _("As they say it. They can read it.")
    )
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

    own_words = words_field(
        _("What the person wants, in their words"), _("As they say it. They can read it.")
    )
    domains = forms.MultipleChoiceField(
        label=_("Areas of life"),
        required=False,
        choices=LifeDomain.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    about_others = words_field(
        _("About somebody else"),
        _("Kept apart: not on the document, and never copied into their own file."),
    )
    strengths = words_field(_("What the person can lean on"), _("What they know how to do, who helps them."))
    life_project = words_field(_("Their life project"))
    work_project = words_field(_("The work they can and want to do"))
    networks = line_field(
        _("The networks the support draws on"), _("An association, a group, neighbours."), required=False
    )
    network_effect = forms.ChoiceField(
        label=_("What the support did for them"), required=False,
        choices=[("", _("nothing to say yet")), *Support.Network.choices],
    )  # fmt: skip
    programme = line_field(_("The programme it uses"), _("If it uses one."), required=False)
    programme_since = day_field(_("The programme runs from"), required=False)
    programme_until = day_field(
        _("to"), _("The programme's own dates: they do not set the support's."), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, wishes: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in LifeDomain.choices:
            self.fields[f"wish_{code}"] = line_field(label, required=False)
            self.fields[f"wish_{code}"].initial = (wishes or {}).get(code, "")
            self.fields[f"wish_{code}"].group = "wishes"  # type: ignore[attr-defined]

    def wishes(self) -> dict[str, str]:
        """What they want and need, by area of life (S0-006)."""
        return {code: self.cleaned_data[f"wish_{code}"] for code in LifeDomain.values}


class AdhesionForm(forms.Form):
    """The person agrees."""

    how = forms.ChoiceField(
        label=_("How did the person agree?"), choices=Support.How.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person gave their agreement: said or signed.")},
    )  # fmt: skip
    on = day_field(_("On which day?"))
    power = rating_field(
        _("How much can they act on their own life today?"),
        _("Their own rating; it is asked again at the end."),
    )


class TakeBackForm(forms.Form):
    on = day_field(_("On which day did the person say so?"))


class DurationForm(forms.Form):
    """Agree on a duration."""

    months = forms.IntegerField(
        label=_("How many months?"), min_value=1, max_value=120,
        help_text=_("The support has its own duration, whatever the dates of a programme it uses."),
    )  # fmt: skip
    because = line_field(_("Why that long, for this person?"), required=False)
    lasting = forms.BooleanField(
        label=_("It is meant to last: no end is in sight, and that is right"), required=False,
        help_text=_("Then it is never late: at each review you look at how life is going there."),
    )  # fmt: skip
    why_lasting = line_field(_("Why is it meant to last?"), required=False)


class GoalForm(forms.Form):
    """A goal, as a sentence."""

    sentence = line_field(
        _("The goal, as a sentence"), _("As the person would say it: “I pay my rent without being late.”"),
        missing=_("Write the goal as a sentence."),
    )  # fmt: skip
    person_words = words_field(_("In the person's words"))
    domain = forms.ChoiceField(
        label=_("Which need does it answer?"),
        required=False,
        choices=[("", _("several, or another")), *LifeDomain.choices],
    )
    difficulty = line_field(_("What makes it hard for this person today?"), required=False)
    baseline = line_field(_("Where things stand today"), required=False)
    target = line_field(_("What will have changed"), required=False)
    on = day_field(_("Set with the person on"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GoalStatusForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Where does this goal stand?"), choices=Goal.Status.choices, widget=forms.RadioSelect
    )
    on = day_field(_("Reached on"), _("Only for a goal that is reached."), required=False)


class CriterionForm(forms.Form):
    """How both will see that it went well."""

    sentence = line_field(
        _("We will see that it went well when…"), _("Something that can be answered by yes, partly or no."),
        missing=_("Write the criterion as a sentence."),
    )  # fmt: skip
    on = day_field(_("Fixed on"))


class StepForm(forms.Form):
    """Something to do on the way."""

    what = line_field(_("What is to be done?"), missing=_("Write the step in words."))
    by = forms.ChoiceField(
        label=_("Who does it?"), choices=[(Step.By.PERSON, _("the person")), (Step.By.PROFESSIONAL, _("me"))],
        widget=forms.RadioSelect, error_messages={"required": _("Say who does it.")},
    )  # fmt: skip
    due_on = day_field(_("For which day?"), required=False)
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label=_("For which goal?"),
        required=False,
        empty_label=_("for the whole project"),
    )

    leans_on = forms.ChoiceField(label=_("What does it lean on?"), required=False)

    def __init__(
        self, *args: Any, goals: QuerySet[Goal], strengths: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        leaning: Any = self.fields["leans_on"]
        leaning.choices = [("", _("nothing in particular")), *((one, one) for one in strengths)]
        field = self.fields["goal"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = goals


class OpinionForm(forms.Form):
    """What came out of the team's regulation."""

    opinion = forms.ChoiceField(
        label=_("The team's opinion"), choices=Support.Opinion.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the team's opinion.")},
    )  # fmt: skip
    text = words_field(_("What came out of it"))
    on = day_field(_("Seen by the team on"))


class EngageForm(forms.Form):
    """The first day, and who answers for it."""

    keyworker = forms.ChoiceField(
        label=_("Who is the keyworker?"),
        error_messages={"required": _("Choose who answers for this support.")},
    )
    on = day_field(_("First day"))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keyworker"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class AbandonForm(forms.Form):
    because = line_field(_("Why does it go no further?"), missing=_("Say why it is set aside."))


class ReviewForm(forms.Form):
    """Both look at it, the person first."""

    on = day_field(_("Held on"))
    person_rating = rating_field(_("The person's rating: how is it going?"))
    person_words = words_field(_("What the person says"))
    professional_rating = rating_field(_("Your rating: how is it going?"))
    professional_words = words_field(_("What you say"), _("Facts; the person can read them."))
    living_conditions = words_field(
        _("How is life going there?"), _("Home, health, people around: for a support that is meant to last.")
    )
    next_on = day_field(_("Next review"), required=False)


class ProlongForm(forms.Form):
    until = day_field(_("The agreed end"), _("Agree on it with the person."))


class PaceForm(forms.Form):
    pace = forms.ChoiceField(
        label=_("At which pace?"), choices=Support.Pace.choices, widget=forms.RadioSelect
    )


class HandoverForm(forms.Form):
    """Who comes next, and for how long both are there."""

    to_professional = forms.ChoiceField(
        label=_("Who is the next keyworker?"), error_messages={"required": _("Choose the next keyworker.")}
    )
    starts_on = day_field(_("Works beside from"), _("Both are there from that day on."))
    passes_on = day_field(_("Answers for it from"), _("Thirty days later, unless you decide otherwise."))
    reason = line_field(_("Why does it change hands?"), missing=_("Say why it changes hands."))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_professional"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class ChecklistForm(forms.Form):
    """What was done during the handover."""

    done = forms.MultipleChoiceField(
        label=_("What was done"), required=False, choices=list(CHECKLIST.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    met_on = day_field(_("The three of them met on"), required=False)
    person_words = words_field(_("What the person says of it"))


class HoldForm(forms.Form):
    """The post answers, par intérim."""

    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Which post answers for it?"), empty_label=_("Choose…")
    )
    on = day_field(_("From"))
    ground = line_field(_("Why can nobody take over now?"), missing=_("Say why nobody can take over now."))

    def __init__(self, *args: Any, teams: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = Post.objects.filter(team__in=list(teams), role__in=[CASE_WORKER, HEAD_OF_SERVICE])


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
