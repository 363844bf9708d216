"""The address of a file that was united with another still answers: it leads to the file it is part of."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from .merging import now_in


class UnitedFiles:
    """A page about a person that does not exist, of somebody whose file is part of another one that may be seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """One query, and only on the way to a 404 about a person."""
        if not isinstance(exception, Http404) or request.method not in ("GET", "HEAD"):
            return None
        match = request.resolver_match
        asked = match.kwargs.get("person_id") if match else None
        if not isinstance(asked, UUID):
            return None
        survivor = now_in(asked)
        if survivor is None:
            return None
        # It was no refusal: nothing of it goes to the journal; the page that it leads to writes its own line.
        request.refusals = []  # type: ignore[attr-defined]
        return HttpResponseRedirect(request.path.replace(str(asked), str(survivor)))
