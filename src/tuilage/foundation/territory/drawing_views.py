"""Drawing a zoning: a map on which communes are put in zones, and the same as a table for keyboard and phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from . import pages, queries
from .map import COLOURS
from .models import Commune, Zone, Zoning
from .zone_drawing import MOST_ZONES, Drawn, DrawnZone, draw_zoning, drawn, undo_drawing

OFFERED = 4  # zones ready to be named on a new zoning
SPARE = 2  # empty ones offered beneath those that are there


class DrawingForm(forms.Form):
    """What the zoning is; its zones and communes come beside it, as numbered fields."""

    name = forms.CharField(label=gettext_lazy("Name of the zoning"), max_length=120)
    criterion = forms.ChoiceField(
        label=gettext_lazy("Criterion"), choices=Zoning.Criterion.choices, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone to draw with: its number, its key when it is kept, its name, its colour and what it holds."""

    number: int
    key: str
    name: str
    colour: str
    communes: int
    inhabitants: str


@allow("territory.zoning")
@require_http_methods(["GET", "POST"])
def draw_new(request: HttpRequest) -> HttpResponse:
    """A new zoning, from communes in no zone."""
    return _draw(request, None)


@allow("territory.zoning")
@require_http_methods(["GET", "POST"])
def draw_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A zoning that is there, drawn again."""
    return _draw(request, find_or_404(request, Zoning.objects.all(), pk=pk))


@allow("territory.zoning")
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put back what the last drawing replaced."""
    zoning = find_or_404(request, Zoning.objects.all(), pk=pk)
    try:
        undo_drawing(request.actor, zoning)  # type: ignore[attr-defined]
        messages.success(request, _("“%(name)s” is as it was before.") % {"name": zoning.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("territory:zonings"), status=303)


def _draw(request: HttpRequest, zoning: Zoning | None) -> HttpResponse:
    departement = queries.home_departement()
    if departement is None:
        return render(request, "territory/not_loaded.html")
    communes = list(queries.communes_for_table(departement).order_by("folded", "code"))
    before = drawn(zoning) if zoning else Drawn("", "", "", ())
    if request.method == "GET":
        facts = {"name": before.name, "criterion": before.criterion, "description": before.description}
        form = DrawingForm(initial=facts)
        return _page(request, zoning, form, communes, before, zoning.version if zoning else 0)
    form, picture = DrawingForm(request.POST), _sent(request.POST, communes)
    if not form.is_valid():
        return _page(request, zoning, form, communes, picture, _version(request.POST), status=422)
    wanted = Drawn(
        form.cleaned_data["name"],
        form.cleaned_data["criterion"],
        form.cleaned_data["description"],
        picture.zones,
    )
    try:
        made = draw_zoning(request.actor, departement, zoning, _version(request.POST), wanted)  # type: ignore[attr-defined]
    except StaleVersion as stale:
        current: Any = stale.current
        return _page(request, zoning, form, communes, picture, current.version, status=409, stale=stale)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, zoning, form, communes, picture, _version(request.POST), status=422)
    messages.success(request, _("“%(name)s” is drawn.") % {"name": made.name})
    address = reverse("territory:home") + "?" + urlencode({"zonage": str(made.pk)})
    return HttpResponseRedirect(address, status=303)


def _version(sent: QueryDict) -> int:
    text = sent.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _sent(sent: QueryDict, communes: list[Commune]) -> Drawn:
    """What the page sent back: zone-1, zone-1-key…, and for each commune the number of its zone."""
    members: dict[int, list[UUID]] = {}
    for commune in communes:
        number = sent.get(f"c-{commune.pk}", "").strip()
        if number.isdecimal() and 1 <= int(number[:4]) <= MOST_ZONES:
            members.setdefault(int(number[:4]), []).append(commune.pk)
    named = [number for number in range(1, MOST_ZONES + 1) if sent.get(f"zone-{number}", "").strip()]
    last = max([*named, *members, 0])
    zones = tuple(
        DrawnZone(_key(sent.get(f"zone-{number}-key", "")), sent.get(f"zone-{number}", "")[:200], tuple(members.get(number, ())))
        for number in range(1, last + 1)
    )  # fmt: skip
    return Drawn("", "", "", zones)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(
    request: HttpRequest, zoning: Zoning | None, form: DrawingForm, communes: list[Commune], picture: Drawn,
    version: int, status: int = 200, stale: StaleVersion | None = None,
) -> HttpResponse:  # fmt: skip
    number_of = {key: number for number, zone in enumerate(picture.zones, 1) for key in zone.communes}
    context = {
        "zoning": zoning, "form": form, "version": version, "stale": stale, "most": MOST_ZONES,
        "zones": _lines(picture, communes, number_of), "spare": _line(0, "", "", 0, None),
        "drawing": _map(communes, number_of),
        "rows": [(commune, pages.figure(commune.population), number_of.get(commune.pk, "")) for commune in communes],
    }  # fmt: skip
    return render(request, "territory/draw.html", context, status=status)


def _lines(picture: Drawn, communes: list[Commune], number_of: dict[UUID, int]) -> list[ZoneLine]:
    """The zones of the picture, then some empty ones, so that a page without scripts has room for more."""
    people: dict[int, int] = {}
    for commune in communes:
        if commune.pk in number_of and commune.population:
            people[number_of[commune.pk]] = people.get(number_of[commune.pk], 0) + commune.population
    lines = [
        _line(number, str(zone.key or ""), zone.name, len(zone.communes), people.get(number))
        for number, zone in enumerate(picture.zones, 1)
    ]
    wanted = max(OFFERED, len(lines) + SPARE)
    return lines + [_line(number, "", "", 0, None) for number in range(len(lines) + 1, wanted + 1)]


def _line(number: int, key: str, name: str, communes: int, people: int | None) -> ZoneLine:
    return ZoneLine(
        number, key, name, f"zone-{(number - 1) % COLOURS}", communes, pages.figure(people) if people else ""
    )


def _map(communes: list[Commune], number_of: dict[UUID, int]) -> Any:
    """The communes in the colours of their numbers, as they were sent."""
    zones = [Zone(id=UUID(int=number), name="") for number in range(1, max([*number_of.values(), 0]) + 1)]
    zone_of = {key: zones[number - 1] for key, number in number_of.items()}
    return pages.territory_map(communes, zone_of, zones)
