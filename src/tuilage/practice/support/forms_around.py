"""The forms of those around a person: who, for what, from when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.widgets import DayInput, WordsInput
from tuilage.practice.support.models import GroundKind


def day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def line(label: Any, missing: Any, help_text: Any = "") -> forms.CharField:
    """A sentence."""
    return forms.CharField(
        label=label, max_length=300, help_text=help_text, error_messages={"required": missing}
    )


class Somebody(forms.Form):
    """A form that names a professional, by team."""

    professional = forms.ChoiceField(label=_("Who?"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professional"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class CoordinatorForm(Somebody):
    """Who coordinates, why, with which tasks."""

    reason = line(_("Why does somebody coordinate?"), _("Say why somebody coordinates."))
    tasks = forms.MultipleChoiceField(
        label=_("Their tasks"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The person reads them on their own sheet."),
    )  # fmt: skip
    on = day(_("From"))

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tasks"].choices = tasks  # type: ignore[attr-defined]


class CoWorkerForm(Somebody):
    """Who works beside the keyworker, for what."""

    role = forms.ChoiceField(
        label=_("For what?"), widget=forms.RadioSelect,
        error_messages={"required": _("Say what they do beside the keyworker.")},
    )  # fmt: skip
    on = day(_("From"))

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class AttributeForm(Somebody):
    """Whom the head of service asks."""

    answer_by = day(
        _("They may object until"), _("Without an objection, they answer for it from that day on.")
    )


class EndForm(forms.Form):
    on = day(_("From which day on?"))


class MoveForm(forms.Form):
    passes_on = day(_("Answers for it from"), _("Until then the present keyworker answers; both are there."))


class ObjectionForm(forms.Form):
    objection = forms.CharField(
        label=_("Why do you object?"), max_length=2000, widget=WordsInput(rows=3),
        help_text=_("The head of service reads it and decides again."), error_messages={"required": _("Say why you object.")},
    )  # fmt: skip


class DecisionForm(forms.Form):
    decision = line(_("What do you decide, and why?"), _("Say what you decide, and why."))


class GroundForm(forms.Form):
    """On what ground a support stands."""

    kind = forms.ModelChoiceField(
        GroundKind.objects.none(), label=_("On what ground?"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose a ground.")},
    )  # fmt: skip
    on = day(_("From"), _("The keyworker stays the same: only the ground changes."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = GroundKind.objects.filter(active=True)


class StatusForm(forms.Form):
    """What the person's status will be, from when; and the ground of their supports."""

    to_status = forms.ChoiceField(
        label=_("Status from that day on"), error_messages={"required": _("Choose a status.")}
    )
    happens_on = day(_("From"))
    to_ground = forms.ModelChoiceField(
        GroundKind.objects.none(), label=_("Ground of the support from that day on"), required=False,
        empty_label=_("the same as today"),
    )  # fmt: skip

    def __init__(self, *args: Any, statuses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_status"].choices = [("", _("Choose…")), *statuses]  # type: ignore[attr-defined]
        field = self.fields.get("to_ground")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = GroundKind.objects.filter(active=True)


class ReadyForm(forms.Form):
    """What is ready for a change of status, and what the person says of it."""

    done = forms.MultipleChoiceField(
        label=_("What is ready"), required=False, widget=forms.CheckboxSelectMultiple
    )
    person_words = forms.CharField(
        label=_("What the person says of it"), required=False, max_length=5000, widget=WordsInput(rows=3)
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done"].choices = lines  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """Who leaves, when, and who takes over."""

    leaver = forms.ChoiceField(label=_("Who leaves?"), error_messages={"required": _("Say who leaves.")})
    starts_on = day(_("The next ones work beside from"))
    passes_on = day(_("They answer for it from"), _("Thirty days later, unless you decide otherwise."))
    reason = line(_("Why does it change hands?"), _("Say why it changes hands."))
    receivers = forms.MultipleChoiceField(
        label=_("Who takes over?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Shared out by working time, a person's supports together; you can change each one afterwards."),
        error_messages={"required": _("Choose who takes over.")},
    )  # fmt: skip

    def __init__(self, *args: Any, leavers: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaver"].choices = [("", _("Choose…")), *leavers]  # type: ignore[attr-defined]
        self.fields["receivers"].choices = receivers  # type: ignore[attr-defined]


class StatusNowForm(StatusForm):
    """What the status is today, since when."""

    to_ground = None  # type: ignore[assignment]
    to_status = forms.ChoiceField(label=_("Status"), error_messages={"required": _("Choose a status.")})
    happens_on = day(_("Since"))


class Nothing(forms.Form):
    """Nothing is asked: the button alone."""
