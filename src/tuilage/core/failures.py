"""When something breaks: the page that says so, and a log that holds nothing of what people wrote."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TypeAlias

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = "3"
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: 503 when PostgreSQL does not answer (the page comes back by itself, drafts are kept), else 500.

    Django turns an exception into an answer at the layer where it is raised, so that no middleware sees it: here
    is the one place where all of them pass.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(
            render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS}
        )
    return HttpResponse(render_to_string("500.html"), status=500)


class Terse(logging.Formatter):
    """Where it broke and what kind of error, never its message or the address: both may hold what somebody wrote.

    PostgreSQL quotes the refused row in its messages; addresses hold keys.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            status = getattr(record, "status_code", "")
            record = logging.makeLogRecord(record.__dict__)
            record.msg, record.args = f"{status} {request.method} {match.view_name if match else '?'}", ()
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (logging's own name)
        kind, _error, trace = ei
        frames = traceback.extract_tb(trace)
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*lines, kind.__name__ if kind else "unknown error"])
