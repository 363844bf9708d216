"""Where the page's script keeps drafts while somebody types."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core.access import anyone
from tuilage.core.forms.drafts import TooLarge, drop_draft, keep_draft


def _clean(value: Any) -> Any:
    """The same without what PostgreSQL cannot keep (a NUL, half an emoji): the rest of the text must not be lost."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(name): _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value


def _read(request: HttpRequest) -> tuple[str, UUID | None, dict[str, Any] | None]:
    body = _clean(json.loads(request.body))
    object_id = UUID(body["object"]) if body.get("object") else None
    data = body.get("data")
    if not isinstance(body["key"], str) or not (data is None or isinstance(data, dict)):
        raise ValueError
    return body["key"][:80], object_id, data


@anyone
@require_POST
def draft(request: HttpRequest) -> JsonResponse:
    """Keep (or, with no data, drop) a draft. 401 tells the script that the session is over: the text stays there."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.id is None:
        return JsonResponse({"error": _("Your session is over.")}, status=401)
    try:
        key, object_id, data = _read(request)
        if data is None:
            drop_draft(actor, key, object_id)
            return JsonResponse({"dropped": True})
        kept = keep_draft(actor, key, data, object_id)
    except TooLarge:
        return JsonResponse({"error": _("This text is too long to be kept as a draft.")}, status=413)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        return JsonResponse({"error": _("This draft cannot be read.")}, status=400)
    return JsonResponse({"saved_at": timezone.localtime(kept.updated_at).strftime("%H:%M")})
