"""Other ways in: a support that ran before Tuilage, one entry for a couple; and out of it, one alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow
from tuilage.core.database.clock import today
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import actions
from tuilage.practice.support.actions.together import Said
from tuilage.practice.support.forms import ProposeForm, day_field, leaders, words_field
from tuilage.practice.support.models import Support, SupportKind
from tuilage.practice.support.views.answering import (
    Asking,
    acting,
    ask,
    confirm,
    find_support,
    just_do,
    project_url,
)

form_page = require_http_methods(["GET", "HEAD", "POST"])


class ResumeForm(forms.Form):
    """A support that ran before: what is known of it."""

    kind = forms.ModelChoiceField(
        SupportKind.objects.none(), label=gettext_lazy("Kind of support"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": gettext_lazy("Choose a kind of support.")},
    )  # fmt: skip
    since = day_field(gettext_lazy("Since which day does it run?"))
    keyworker = forms.ChoiceField(label=gettext_lazy("Who is the keyworker?"))
    months = forms.IntegerField(
        label=gettext_lazy("How many months?"), min_value=1, max_value=120, required=False,
        help_text=gettext_lazy("If it was agreed. What is missing is completed at the next review."),
    )  # fmt: skip
    own_words = words_field(gettext_lazy("What the person wants, in their words"))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, who = self.fields["kind"], self.fields["keyworker"]
        kind.queryset = SupportKind.objects.filter(active=True)  # type: ignore[attr-defined]
        who.choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]


class TogetherForm(ProposeForm):
    """One entry, a file each."""

    field_order = [
        "partner",
        "kind",
        "origin",
        "domains",
        "own_words",
        "about_partner",
        "partner_words",
        "about_person",
    ]
    partner = forms.ChoiceField(label=gettext_lazy("With whom?"), widget=forms.RadioSelect)
    about_partner = words_field(
        gettext_lazy("What they say of the other"), gettext_lazy("Kept in their file only."), rows=2
    )
    partner_words = words_field(gettext_lazy("What the other wants, in their words"))
    about_person = words_field(
        gettext_lazy("What the other says of them"), gettext_lazy("Kept in the other's file only."), rows=2
    )

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partner"]
        field.choices = partners


@allow("support.propose")
@form_page
def resume(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take up a support that ran before Tuilage."""
    person, actor = read_person(request, person_id, "support"), acting(request)

    def act(data: dict[str, Any]) -> Support:
        return actions.resume(
            actor, person.pk, data["kind"].code, data["since"], UUID(data["keyworker"]), months=data["months"],
            own_words=data["own_words"],
        )  # fmt: skip

    return ask(
        request,
        person,
        Asking(
            _("Take up a support that already runs"), _("Take it up"), act, ResumeForm, "support.resume",
            intro=_("It began before Tuilage: write what is known. What is missing is completed with the person at the next review."),
            given={"leaders": leaders(actor.teams, today())}, initial={"keyworker": str(actor.id)},
            back=person.get_absolute_url(), target=project_url, done=_("The support is taken up."),
        ),
    )  # fmt: skip


@allow("support.propose")
@form_page
def together(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose a support to a person and their partner at once."""
    person = read_person(request, person_id, "support")
    others = Person.objects.filter(pk__in=actions.partners_of(person.pk))
    partners = [(str(one.pk), one.name) for one in others]

    def act(data: dict[str, Any]) -> Support:
        said = (
            Said(data["own_words"], data["about_partner"]),
            Said(data["partner_words"], data["about_person"]),
        )
        return actions.propose_together(
            acting(request),
            (person.pk, UUID(data["partner"])),
            data["kind"].code,
            data["origin"],
            said,
            data["domains"],
        )[0]

    intro = _("One entry, a file each: what each of them says stays in their own file.")
    if not partners:
        intro = _(
            "No partner with a file is written down around this person. Write the relation in their file first."
        )
    return ask(
        request,
        person,
        Asking(
            _("Propose a support to two people"), _("Propose"), act, TogetherForm, "support.together", intro=intro,
            given={"partners": partners}, initial={"partner": partners[0][0] if partners else ""},
            back=person.get_absolute_url(), target=project_url, done=_("The support is proposed to both."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the two goes on alone, after having been asked."""
    support = find_support(request, pk)
    if request.POST.get("confirm") == "yes":
        return just_do(
            request,
            support,
            lambda: actions.leave_together(acting(request), support),
            _("Each goes on alone."),
        )
    return confirm(
        request, support, _("Does one of the two go on alone?"),
        _("Both supports are kept as they are; they no longer know of each other."), _("Go on alone"),
    )  # fmt: skip
