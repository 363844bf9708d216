"""The journal as the data protection officer reads it: keys and services, no person's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tuilage.core import journal
from tuilage.core.access import allow
from tuilage.core.interface.dates import moment_in_words
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.core.journal import months, queries
from tuilage.core.journal.forms import LogFilter
from tuilage.core.journal.models import Entry

PAGE_SIZE = 50
LARGEST_EXPORT = 100_000
Names = Callable[[set[UUID]], dict[UUID, str]]
_names: list[Names] = []
_parts: dict[str, Any] = {}


def name_agents(function: Names) -> Names:
    """Register who knows the names of professionals (a room above): keys are shown as long as nobody does."""
    _names.append(function)
    return function


def name_parts(words: Mapping[str, Any]) -> None:
    """Register what the parts of a file are called (lazy translations): a part nobody named is shown as written."""
    _parts.update(words)


def _agents(entries: Iterable[Entry]) -> dict[UUID, str]:
    keys = {entry.actor_id for entry in entries if entry.actor_id}
    return {key: name for function in _names for key, name in function(keys).items()} if keys else {}


@allow("journal.read")
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The lines of a period, fifty at a time; reading them is itself a line."""
    journal.record("read", part="journal")
    form = LogFilter(request.GET if "du" in request.GET else None, queries.services())
    rows = queries.entries(form.wanted)
    page = list(queries.before(rows, request.GET.get("avant", ""))[: PAGE_SIZE + 1])
    shown = page[:PAGE_SIZE]
    kept = {name: str(value) for name, value in form.wanted.items() if value}
    older = urlencode({**kept, "avant": queries.cursor_of(shown[-1])}) if len(page) > PAGE_SIZE else ""
    context = {
        "filter_form": form,
        "amount": _amount(queries.count(rows)),
        "exports": [("CSV", f"{reverse('journal:export')}?{urlencode(kept)}")],
        "table": _table(shown, _agents(shown)) if shown else None,
        "older": older,
        "first": f"?{urlencode(kept)}" if request.GET.get("avant") else "",
        "room": months.room_ahead(),
    }
    return render(request, "journal/log.html", context)


@allow("journal.read")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The lines of a period as CSV, 100,000 at most; the export is itself a line."""
    journal.record("export", part="journal")
    form = LogFilter(request.GET if "du" in request.GET else None, queries.services())
    rows = list(queries.entries(form.wanted)[:LARGEST_EXPORT])
    return _as_csv(rows, _agents(rows))


def _amount(amount: int) -> str:
    if amount > queries.COUNTED:
        return _("more than %(n)d lines") % {"n": queries.COUNTED}
    return ngettext("%(n)d line", "%(n)d lines", amount) % {"n": amount}


def _who(entry: Entry, names: dict[UUID, str]) -> str:
    if entry.actor_id:
        return names.get(entry.actor_id, str(entry.actor_id))
    return entry.system or _("nobody signed in")


def _table(entries: list[Entry], names: dict[UUID, str]) -> Table:
    heads = [_("When"), _("Service"), _("Who"), _("Act"), _("Person (key)"), _("What"), _("Reason")]
    return Table(
        _("Lines of the journal, newest first"),
        [Column(head) for head in heads],
        [
            [
                moment_in_words(entry.at),
                entry.service or "–",
                _who(entry, names),
                str(entry.get_act_display()),
                _person(entry),
                str(_parts.get(entry.part, entry.part)) or "–",
                entry.reason or "–",
            ]
            for entry in entries
        ],
    )


def _person(entry: Entry) -> Cell | str:
    if not entry.person_id:
        return "–"
    return Cell(str(entry.person_id), "?" + urlencode({"du": "", "au": "", "personne": str(entry.person_id)}))


def _plain(value: str) -> str:
    """Text that a spreadsheet would run as a formula is quoted."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _as_csv(entries: list[Entry], names: dict[UUID, str]) -> HttpResponse:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(["at", "service", "agent", "agent_key", "act", "person_key", "part", "reason"])
    for entry in entries:
        writer.writerow(
            [
                timezone.localtime(entry.at).isoformat(),
                _plain(entry.service),
                _plain(_who(entry, names)),
                entry.actor_id or "",
                entry.act,
                entry.person_id or "",
                _plain(str(_parts.get(entry.part, entry.part))),
                _plain(entry.reason),
            ]
        )
    response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journal-{timezone.localdate():%Y-%m-%d}.csv"'
    return response
