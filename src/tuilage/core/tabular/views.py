"""The pages of an import: the file, its columns, how far it is, what became of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404, may, refuse
from tuilage.core.database.context import Actor
from tuilage.core.jobs import defer
from tuilage.core.refusals import Refused

from . import actions, exports
from .forms import ColumnsForm, FileForm
from .jobs import run_step
from .models import ImportRun, RowReport
from .targets import Saying, Target, targets

PAGE_SIZE = 50
RUNS_SHOWN = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _to(url: str) -> HttpResponseRedirect:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def _target(request: HttpRequest, code: str) -> Target:
    """The target, if it exists and the reader may bring rows into it."""
    if code not in targets or not may(_actor(request), targets[code].act):
        raise refuse(request, "tabular.import")
    return targets[code]


def _run(request: HttpRequest, pk: UUID) -> tuple[ImportRun, Target]:
    run: ImportRun = find_or_404(request, ImportRun.objects.all(), pk=pk)
    return run, _target(request, run.target)


@allow("tabular.import")
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The files brought in by one's teams, newest first, and what can be brought in."""
    mine = [target for target in targets if may(_actor(request), target.act)]
    found = ImportRun.objects.filter(target__in=[target.code for target in mine])[:RUNS_SHOWN]
    lines = [(run, targets[run.target].label) for run in found]
    return render(request, "tabular/runs.html", {"lines": lines, "targets": mine})


@allow("tabular.import")
@form_page
def choose(request: HttpRequest, target: str) -> HttpResponse:
    """Choose a file: it is read whole, at once; what cannot be read is said beside it."""
    found = _target(request, target)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = actions.receive_file(_actor(request), found, upload.file, upload.name or "")
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _to(reverse("tabular:columns", args=[run.pk]))
    status = 422 if form.errors else 200
    return render(request, "tabular/choose.html", {"form": form, "target": found}, status=status)


@allow("tabular.import")
@form_page
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What each column holds, the first ten rows as they would be read, then begin."""
    run, target = _run(request, pk)
    if run.state != ImportRun.State.CHOSEN:
        return _to(reverse("tabular:run", args=[run.pk]))
    form = ColumnsForm(run, target, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.match_columns(
                _actor(request), run, form.columns, data["date_order"], data["source"], data["name"]
            )
            act = request.POST.get("act", "")
            if act in ("run", "try"):
                actions.start(_actor(request), run, strict=data["strict"], dry_run=act == "try")
                defer(run_step, run_id=run.pk)
                return _to(reverse("tabular:run", args=[run.pk]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "run": run, "target": target, "preview": _preview(run, target)}
    context["guesses"] = actions.guesses(run)
    return render(request, "tabular/columns.html", context, status=422 if form.errors else 200)


def _preview(run: ImportRun, target: Target) -> list[dict[str, Any]]:
    labels = {each.code: each.label for each in target.fields}
    heads = {code: heading for heading, code in run.columns.items() if code}
    return [
        {
            "number": number,
            "cells": [(labels[code], value) for code, value in values.items() if code in heads and value],
            "remarks": [(target.sayings[remark.code].level, exports.sentence(target.sayings[remark.code], remark.value, remark.detail))
                        for remark in remarks],
        }
        for number, values, remarks in actions.preview(run)
    ]  # fmt: skip


@allow("tabular.import")
@require_GET
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a run is, then its report: by kind of remark, and row by row."""
    found, target = _run(request, pk)
    levels: dict[str, int] = {}
    kinds: list[dict[str, Any]] = []
    said = RowReport.objects.filter(run=found)
    for line in (
        said.values("level", "code")
        .annotate(n=Count("number", distinct=True))
        .order_by("-n")
        .values_list("level", "code", "n")
    ):
        levels[line[0]] = levels.get(line[0], 0) + line[2]
        kinds.append({"level": line[0], "code": line[1], "n": line[2], "saying": target.sayings[line[1]]})
    chosen, code = request.GET.get("niveau", ""), request.GET.get("quoi", "")
    if chosen in RowReport.Level.values:
        said = said.filter(level=chosen)
    if code in target.sayings:
        said = said.filter(code=code)
    page = Paginator(said, PAGE_SIZE).get_page(request.GET.get("page"))
    journal.record("read", part="import report", actor=_actor(request))
    context = {
        "run": found, "target": target, "levels": [(value, label, levels.get(value, 0)) for value, label in RowReport.Level.choices],
        "kinds": _kinds(kinds), "page": page, "lines": [_line(target, each) for each in page],
        "chosen": chosen, "code": code, "page_query": f"niveau={chosen}&quoi={code}&",
        "review_url": reverse(target.review_url) if target.review_url else "",
    }  # fmt: skip
    return render(request, "tabular/run.html", context)


def _kinds(kinds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = list(RowReport.Level.values)
    for kind in kinds:
        kind["sentence"] = exports.sentence(kind["saying"], "…", "…")
    return sorted(kinds, key=lambda kind: (order.index(kind["level"]), -kind["n"]))


def _line(target: Target, row: RowReport) -> dict[str, Any]:
    saying: Saying = target.sayings[row.code]
    return {"row": row, "sentence": exports.sentence(saying, row.value, row.detail), "advice": saying.advice}


@allow("tabular.import")
@require_GET
def export(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """The report taken away, safe to open: nothing in it is a formula."""
    found, target = _run(request, pk)
    journal.record("export", part="import report", actor=_actor(request))
    rows: Iterator[RowReport] = RowReport.objects.filter(run=found).iterator(chunk_size=2_000)
    return exports.report_file("xlsx" if kind == "xlsx" else "csv", target, rows)


@allow("tabular.import")
@require_POST
def abandon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let go of a file that was chosen: its rows are deleted."""
    found, _target_found = _run(request, pk)
    try:
        actions.abandon(_actor(request), found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file was let go of; nothing of it is kept."))
    return _to(reverse("tabular:runs"))
