"""The territory's pages: the département read by one zoning or another, a commune, a zone, the imports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404, may
from tuilage.core.refusals import Refused

from . import exports, pages, queries
from .forms import TerritoryFilter, ZoningImportForm, label_of
from .models import Commune, Zone, Zoning
from .zonings import ImportReport, import_zoning

PAGE_SIZE = 60
NEIGHBOURS = 8
REMARKS_SHOWN = 100
REPORT_KEY = "territory_import"


@allow("territory.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The communes of the département, coloured and sorted by the zoning the reader chooses."""
    departement = queries.home_departement()
    if departement is None:
        return render(request, "territory/not_loaded.html")
    form, zoning, zone = _filter(request, departement)
    zone_of = queries.zone_by_commune(zoning) if zoning else {}
    sort = request.GET.get("tri", "nom")
    sort = sort if sort in pages.SORTS else "nom"
    communes = list(queries.communes_for_table(departement).order_by(*pages.SORTS[sort]))
    chosen = [c for c in communes if zone is None or (c.pk in zone_of and zone_of[c.pk].pk == zone.pk)]
    kept = {"zonage": str(zoning.pk) if zoning else "", "zone": str(zone.pk) if zone else ""}
    kept = {key: value for key, value in kept.items() if value}
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return _export(export, departement.code, chosen, zone_of)
    zones = pages.all_zones(zoning)
    numbers = pages.numbered(zones)
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "departement": departement, "zoning": zoning, "zone": zone, "filter_form": form, "page": page,
        "page_query": urlencode({**kept, "tri": sort}) + "&", "population": _sum(chosen),
        "amount": _communes(len(chosen)),
        "drawing": pages.territory_map(communes, zone_of, zones),
        "zone_table": pages.zone_table(pages.zones_in_order(zone, zones), numbers) if zoning else None,
        "table": pages.commune_table(list(page), zone_of, numbers, pages.commune_columns(sort, kept)),
        "exports": [(kind.upper(), "?" + urlencode({**kept, "tri": sort, "export": kind})) for kind in ("csv", "xlsx")],
        "may_import": may(request.actor, "territory.zoning"),  # type: ignore[attr-defined]
        "report": request.session.pop(REPORT_KEY, None),
        "left_out": [c for c in communes if c.pk not in zone_of] if zoning else [],
    }  # fmt: skip
    return render(request, "territory/home.html", context)


def _filter(request: HttpRequest, departement: Any) -> tuple[TerritoryFilter, Zoning | None, Zone | None]:
    """The form, the zoning to read by (the first political one unless asked otherwise) and its zone."""
    asked = "zonage" in request.GET
    form = TerritoryFilter(departement, request.GET if asked else None)
    zoning: Zoning | None
    zone: Zone | None = None
    if asked and form.is_valid():
        zoning, zone = form.cleaned_data["zonage"], form.cleaned_data["zone"]
        zone = zone if zone and zoning and zone.zoning_id == zoning.pk else None
    else:
        zoning = queries.zoning_by_key("sectors", departement) if not asked else None
        zoning = zoning or (Zoning.objects.filter(departement=departement).first() if not asked else None)
        form.initial["zonage"] = zoning
    form.narrow(zoning)
    return form, zoning, zone


def _sum(communes: list[Commune]) -> int | None:
    known = [commune.population for commune in communes if commune.population is not None]
    return sum(known) if known else None


def _communes(amount: int) -> str:
    return ngettext("%(amount)d commune", "%(amount)d communes", amount) % {"amount": amount}


def _export(kind: str, code: str, communes: list[Commune], zone_of: dict[UUID, Zone]) -> HttpResponse:
    heading = [column.label for column in pages.commune_columns("", {})]
    write = exports.as_csv if kind == "csv" else exports.as_xlsx
    return write(f"communes-{code}", heading, pages.commune_values(communes, zone_of))


@allow("territory.read")
@require_GET
def commune(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A commune: its figures, its town hall, its place in each zoning, what is near."""
    rows = Commune.objects.select_related("departement", "epci", "parent", "merged_into")
    found = find_or_404(request, rows, pk=pk)
    near = queries.nearest_communes(found.centre, NEIGHBOURS, [found.pk]) if found.centre else []
    context = {
        "commune": found,
        "population": pages.figure(found.population),
        "area": pages.figure(found.area_km2, 1),
        "density": pages.figure(found.density),
        "town_halls": found.town_halls.select_related("former", "commune").order_by("former__name"),
        "former": [old for old in found.former.all() if old.name or old.code != found.code],
        "memberships": queries.zones_of(found),
        "near": [(neighbour.commune, pages.figure(neighbour.km, 1)) for neighbour in near],
        "panels": pages.gathered(request.actor, "territory.commune", found.pk),  # type: ignore[attr-defined]
    }
    return render(request, "territory/commune.html", context)


@allow("territory.read")
@require_GET
def zone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A zone: its communes, its population, and what the other rooms know of it."""
    found = find_or_404(request, Zone.objects.select_related("zoning__departement"), pk=pk)
    communes = list(found.communes.select_related("epci", "parent").order_by("folded"))
    places = {commune.pk: found for commune in communes}
    context = {
        "zone": found,
        "population": _sum(communes),
        "amount": _communes(len(communes)),
        "drawing": pages.territory_map(communes, places, [found]),
        "table": pages.commune_table(communes, places, {}, pages.commune_columns("", {}, sortable=False)),
        "panels": pages.gathered(request.actor, "territory.zone", found.pk),  # type: ignore[attr-defined]
    }
    return render(request, "territory/zone.html", context)


@allow("territory.read")
@require_POST
def commune_search(request: HttpRequest) -> HttpResponse:
    """Communes for a picker: options of a datalist for htmx, JSON otherwise. POST: no text in an address."""
    field = next((key for key in request.POST if key == "q" or key.endswith("commune")), "q")
    found = queries.search_communes(request.POST.get(field, "")[:80])
    if request.headers.get("HX-Request"):
        options = [(label_of(line.commune), line) for line in found]
        return render(request, "territory/commune_options.html", {"options": options})
    lines = [
        {
            "id": str(line.commune.pk), "code": line.commune.code, "name": line.commune.name,
            "label": label_of(line.commune), "postcodes": line.commune.postcodes, "note": line.note,
        }
        for line in found
    ]  # fmt: skip
    return JsonResponse({"communes": lines})


@allow("territory.read")
@require_GET
def zonings(request: HttpRequest) -> HttpResponse:
    """The zonings side by side, each with its criterion and its source."""
    departement = queries.home_departement()
    context = {
        "departement": departement,
        "zonings": queries.zonings_with_size(departement) if departement else [],
        "may_import": may(request.actor, "territory.zoning"),  # type: ignore[attr-defined]
    }
    return render(request, "territory/zonings.html", context)


@allow("territory.zoning")
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Import a zoning; a file with errors comes back with a report by line, and nothing is written."""
    form = ZoningImportForm(request.POST or None, request.FILES or None)
    report: ImportReport | None = None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            report = import_zoning(
                request.actor, facts["name"], facts["criterion"], facts["file"],  # type: ignore[attr-defined]
                description=facts["description"], source=facts["source"], dated_on=facts["dated_on"],
                replace=facts["replace"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
    if report and report.zoning:
        return _imported(request, report, report.zoning)
    context = {"form": form, "report": report, "remarks": report.remarks[:REMARKS_SHOWN] if report else []}
    return render(
        request, "territory/import_zoning.html", context, status=422 if report or form.errors else 200
    )


def _imported(request: HttpRequest, report: ImportReport, zoning: Zoning) -> HttpResponse:
    said = {"name": zoning.name, "communes": report.communes, "zones": report.zones}
    messages.success(request, _("“%(name)s” imported: %(communes)d communes in %(zones)d zones.") % said)
    if report.remarks:
        request.session[REPORT_KEY] = [
            {"line": remark.line, "text": remark.text} for remark in report.remarks[:REMARKS_SHOWN]
        ]
    address = reverse("territory:home") + "?" + urlencode({"zonage": str(zoning.pk)})
    return HttpResponseRedirect(address, status=303)
