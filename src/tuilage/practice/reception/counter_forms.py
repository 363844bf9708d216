"""The short forms of the counter: a message, a passage, a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.widgets import WordsInput
from tuilage.foundation.organisations.models import Professional

from .forms import VersionedForm, offer
from .models import FeedbackSlip, Message, Request, Theme
from .passages import named


class PassageForm(VersionedForm):
    """What more is known of a passage."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    channel = forms.ChoiceField(label=_("How it came"), choices=Request.Channel.choices)
    expected_by = forms.ChoiceField(label=_("Whom they came to see"), required=False)

    def __init__(
        self, themes: Iterable[Theme], people: Sequence[Professional], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "theme", [("", "–"), *((theme.code, theme.label) for theme in themes)])
        offer(self, "expected_by", [("", "–"), *named(people)])


class MessageForm(VersionedForm):
    """A message left for a colleague."""

    to = forms.ChoiceField(label=_("To whom"), error_messages={"required": _("Say for whom the message is.")})
    words = forms.CharField(
        label=_("The message"),
        widget=WordsInput(rows=3),
        max_length=500,
        error_messages={"required": _("Write the message, in a few words.")},
    )
    from_whom = forms.CharField(label=_("From whom"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    asks = forms.ChoiceField(
        label=_("What is asked"), choices=Message.Asks.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, people: Sequence[Professional], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [("", "–"), *named(people)])


class LayDownForm(VersionedForm):
    """Why nobody will finish it."""

    why = forms.CharField(
        label=_("Why nobody will finish it"),
        help_text=_("For example: they left without waiting, or it was written twice."),
        max_length=300,
        error_messages={"required": _("Say in a word why this is laid down.")},
    )


class FeedbackForm(VersionedForm):
    """How were you received today?"""

    rating = forms.ChoiceField(
        label=_("How were you received today?"),
        choices=list(reversed(FeedbackSlip.Rating.choices)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    words = forms.CharField(label=_("A word, if you like"), required=False, max_length=300)


class TallyFilter(forms.Form):
    """Which team, which day, one day or the week."""

    equipe = forms.ChoiceField(label=_("Team"), required=False)
    jour = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    vue = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("the day")), ("semaine", _("the week"))]
    )

    def __init__(self, teams: Iterable[tuple[Any, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "equipe", [(str(pk), name) for pk, name in teams])
