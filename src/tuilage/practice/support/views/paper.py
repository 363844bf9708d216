"""The document to sign and keep, as a PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tuilage.core import journal
from tuilage.core.access import allow
from tuilage.practice.support import paper as sheets
from tuilage.practice.support import queries
from tuilage.practice.support.views.answering import acting, find_support
from tuilage.practice.support.views.project import gather


@allow("support.read")
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The written project (S1-052): taken away, so journalled as an export."""
    support = find_support(request, pk, queries.whole())
    project = gather(support, acting(request))
    journal.record("export", support.person_id, "support")
    answer = HttpResponse(sheets.contract(project), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="projet.pdf"'
    return answer
