"""What is asked to keep an hour for somebody: a free one is proposed first, another can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuilage.core.interface.dates import day_in_words, time_in_words
from tuilage.core.interface.widgets import MomentInput
from tuilage.foundation.organisations.models import Professional, Structure

from .actions.booking import Wanted
from .finding import Offer
from .models import Appointment, PaperToBring

LENGTHS = [(30, _("30 minutes")), (45, _("45 minutes")), (60, _("1 hour")), (90, _("1 hour and a half"))]
ANYONE = ""


class FindForm(forms.Form):
    """With whom, for how long: what the free hours are looked for by. Sent with what is typed below, which stays."""

    avec = forms.ChoiceField(label=_("With"), required=False)
    duree = forms.TypedChoiceField(
        label=_("Length"), choices=LENGTHS, coerce=int, required=False, empty_value="45"
    )
    des = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, people: Sequence[Professional], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["avec"]
        field.choices = [(ANYONE, _("anyone of the team")), *[(str(each.pk), str(each)) for each in people]]


def offer_code(offer: Offer) -> str:
    """How the form names an offer."""
    return f"{offer.professional.pk}|{offer.starts.isoformat()}"


class BookForm(forms.Form):
    """A free hour chosen, the form of the appointment, what to bring."""

    slot = forms.ChoiceField(label=_("Free hours"), required=False, widget=forms.RadioSelect)
    form = forms.ChoiceField(
        label=_("Form of the appointment"), choices=Appointment.Form.choices, initial="office"
    )
    place_words = forms.CharField(label=_("Where exactly"), max_length=200, required=False)
    subject = forms.CharField(
        label=_("About"),
        max_length=120,
        required=False,
        help_text=_("A few words. They are never in calendars."),
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers to bring"), required=False, widget=forms.CheckboxSelectMultiple
    )
    papers_more = forms.CharField(label=_("Other papers"), max_length=300, required=False)
    co = forms.ModelChoiceField(Professional.objects.none(), label=_("And with"), required=False)
    by = forms.ChoiceField(
        label=_("Who asks for the move"), choices=Appointment.By.choices, initial="person", required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        offers: Sequence[Offer],
        people: Any,
        papers: Sequence[PaperToBring],
        named: bool,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["other"] = forms.DateTimeField(
            label=_("Another moment"), required=False, widget=MomentInput(),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        )  # fmt: skip
        # The offers of the page when it was opened may be gone: what is sent is read by itself, the database decides.
        sent = self.data.get("slot") if self.is_bound else None
        fields["slot"].choices = [(offer_code(offer), said(offer)) for offer in offers]
        if sent and sent not in dict(fields["slot"].choices) and read_slot(sent):
            fields["slot"].choices.append((sent, sent.partition("|")[2]))
        fields["co"].queryset = people
        fields["papers"].choices = [(paper.code, paper.label) for paper in papers]
        if not named:
            for name in ("place_words", "subject", "papers_more"):
                del fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("slot") and not data.get("other") and not self.errors:
            self.add_error("slot", _("Choose an hour, or type another one."))
        return data

    def wanted(self, professional: UUID | None, length: timedelta, site: Structure | None) -> Wanted | None:
        """What the action wants; None when a typed hour has nobody to hold it."""
        data = self.cleaned_data
        slot = read_slot(data.get("slot", ""))
        starts = data.get("other") or (slot[1] if slot else None)
        who = professional or (slot[0] if slot else None)
        if starts is None or who is None:
            return None
        if not data.get("other") and slot:
            who = slot[0]
        co = data.get("co")
        return Wanted(
            starts=starts, length=length, professional_id=who, co_professional_id=co.pk if co else None, form=data["form"],
            site_id=site.pk if site and data["form"] == "office" else None, place_words=data.get("place_words", ""),
            subject=data.get("subject", ""), papers=data["papers"], papers_more=data.get("papers_more", ""),
        )  # fmt: skip


def read_slot(code: str) -> tuple[UUID, datetime] | None:
    """Whom and when the code of an offer names; None for what is no code."""
    try:
        who, start = code.split("|")
        when = datetime.fromisoformat(start)
        return (UUID(who), when) if timezone.is_aware(when) else None
    except ValueError:
        return None


def said(offer: Offer) -> str:
    """An offer in words."""
    return f"{day_in_words(offer.starts)}, {time_in_words(offer.starts)}, {offer.professional}"
