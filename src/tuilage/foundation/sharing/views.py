"""The pages of sharing: writing, who stands around, consents, exceptional access, who read."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tuilage.core.access import allow, find_or_404, refuse
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.drafts import drop_draft
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person

from . import actions
from .circle import members, readings, standing, told, who_reads
from .forms import ConsentForm, MemberForm, NoteForm, ReasonForm
from .models import Consent, Note, Participation, Tier
from .panels import TIER_WORDS
from .reading import read_person

form_page = require_http_methods(["GET", "HEAD", "POST"])
LINES = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _to(url: str) -> HttpResponseRedirect:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def _say(form: forms.BaseForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@allow("sharing.write")
@form_page
def note_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write about a person; the page says who else will read it, before it is written."""
    person = read_person(request, person_id, "notes")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, data = _actor(request), form.cleaned_data
        try:
            actions.write_note(
                actor, person.pk, data["kind"], data["tier"], data["happened_at"], data["text"]
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            drop_draft(actor, "sharing.note", person.pk)
            return _to(person.get_absolute_url())
    around = standing(person.pk, today())
    spoken = [(label, who_reads(around, tier, _actor(request))) for tier, label in TIER_WORDS]
    return render(request, "sharing/note.html", {"person": person, "form": form, "readers": spoken})


@allow("sharing.write")
@form_page
def note_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct one's own note; what it said before stays in its history."""
    note = find_or_404(request, Note.objects.filter(author_id=_actor(request).id), pk=pk)
    person = read_person(request, note.person_id, "notes")
    if request.method != "POST":
        form = NoteForm(instance=note)
        form.version = note.version
        return _note_page(request, person, note, form)
    form = NoteForm(request.POST, instance=Note(pk=note.pk))
    sent = request.POST.get("version", "")
    form.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    if form.is_valid():
        try:
            actions.correct_note(_actor(request), note, form.version, form.cleaned_data)
        except StaleVersion as stale:
            return render_conflict(
                request, form, stale, person.get_absolute_url(), _("Two versions of your note")
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            drop_draft(_actor(request), "sharing.note_edit", note.pk)
            return _to(person.get_absolute_url())
    return _note_page(request, person, note, form)


def _note_page(request: HttpRequest, person: Person, note: Note, form: NoteForm) -> HttpResponse:
    context = {"person": person, "note": note, "form": form, "is_draft": note.tier == Tier.DRAFT}
    return render(request, "sharing/note_edit.html", context)


@allow("sharing.write")
@form_page
def note_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw one's own draft away, after having been asked."""
    mine = Note.objects.filter(author_id=_actor(request).id, tier=Tier.DRAFT)
    note = find_or_404(request, mine, pk=pk)
    person = read_person(request, note.person_id, "notes")
    if request.POST.get("confirm") == "yes":
        actions.drop_draft_note(_actor(request), note)
        return _to(person.get_absolute_url())
    return _ask(
        request,
        person,
        _("Throw this draft away?"),
        _("Nothing of it remains, not even in its history."),
        _("Throw away"),
    )


def _ask(request: HttpRequest, person: Person, question: str, consequence: str, act: str) -> HttpResponse:
    context = {
        "question": question,
        "consequence": consequence,
        "act": act,
        "back_url": person.get_absolute_url(),
        "form": None,
    }
    return render(request, "frame/confirm.html", context)


@allow("sharing.circle")
@form_page
def circle(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who stands around the person; let a team in."""
    person = read_person(request, person_id, "circle")
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.require_standing(person.pk)
            actions.join_circle(
                _actor(request),
                person.pk,
                data["role"],
                data["start"],
                team_id=data["team"].pk,
                ground=data["ground"],
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(reverse("sharing:circle", args=[person.pk]))
    context = {"person": person, "form": form, "members": members(standing(person.pk, today()))}
    return render(request, "sharing/circle.html", context)


@allow("sharing.circle")
@form_page
def leave(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """Somebody leaves the circle and stops seeing the file at once."""
    rows = Participation.objects.filter(person_id=person_id, period__contains=today()).select_related(
        "team", "professional"
    )
    participation = find_or_404(request, rows.exclude(role=Participation.Role.PARTNER), pk=pk)
    person = read_person(request, person_id, "circle")
    if request.POST.get("confirm") == "yes":
        try:
            actions.leave_circle(_actor(request), participation)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return _to(reverse("sharing:circle", args=[person.pk]))
        mine = Person.objects.filter(pk=person.pk).exists()
        return _to(reverse("sharing:circle", args=[person.pk]) if mine else reverse("desk:persons"))
    who = str(participation.professional or participation.team)
    return _ask(
        request,
        person,
        _("%(person)s: %(who)s leaves the circle?") % {"who": who, "person": person.name},
        _("They stop seeing the file at once. What they wrote stays."),
        _("Take out of the circle"),
    )


@allow("sharing.consent")
@form_page
def consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the person agreed to share with partners; one more consent."""
    person = read_person(request, person_id, "consents")
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.give_consent(
                _actor(request), person.pk, data["team"].pk, data["what"], data["given_on"], data["how"]
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(reverse("sharing:consent", args=[person.pk]))
    rows = Consent.objects.filter(person_id=person.pk).select_related("team__structure")
    context = {"person": person, "form": form, "consents": list(rows.order_by("withdrawn_on", "-given_on"))}
    return render(request, "sharing/consent.html", context)


@allow("sharing.consent")
@form_page
def consent_withdraw(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """The person takes a consent back."""
    rows = Consent.objects.filter(person_id=person_id).select_related("team")
    given = find_or_404(request, rows, pk=pk)
    person = read_person(request, person_id, "consents")
    if request.POST.get("confirm") == "yes":
        try:
            actions.withdraw_consent(_actor(request), given)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return _to(reverse("sharing:consent", args=[person.pk]))
    return _ask(
        request,
        person,
        _("%(person)s takes back their consent with %(team)s?")
        % {"person": person.name, "team": given.team.name},
        _("This partner stops seeing the file at once. What they wrote stays."),
        _("Take the consent back"),
    )


@allow("sharing.break_glass")
@form_page
def break_glass(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask for four hours of access to a file of one's own structure. Elsewhere the page does not exist."""
    file = reverse("desk:person", args=[person_id])
    if Person.objects.filter(pk=person_id).exists():
        return _to(file)
    if not actions.may_break_glass(person_id):
        raise refuse(request, f"people.person {person_id}")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.break_glass(_actor(request), person_id, form.cleaned_data["reason"])
        except Refused as refusal:
            _say(form, refusal)
        else:
            if opened is None:
                raise refuse(request, f"people.person {person_id}")
            return _to(file)
    return render(request, "sharing/break_glass.html", {"form": form})


@allow("sharing.readers")
@require_GET
def readers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who read this file: when, by service and function, why; never a name."""
    person = read_person(request, person_id, "readers")
    page = Paginator(readings(person.pk), LINES).get_page(request.GET.get("page"))
    total = page.paginator.count
    context = {
        "person": person,
        "page": page,
        "lines": [told(entry) for entry in page],
        "amount": ngettext("%(n)d reading", "%(n)d readings", total) % {"n": total},
    }
    return render(request, "sharing/readers.html", context)
