"""What every page receives: who acts, where they may go, where drafts are kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tuilage.core.access import may
from tuilage.core.database.context import NOBODY
from tuilage.core.registries import navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context: no query."""
    actor = getattr(request, "actor", NOBODY)
    items = []
    for item in navigation:
        if actor.known and may(actor, item.act):
            url = reverse(item.url_name)
            active = request.path == url or (url != "/" and request.path.startswith(url))
            items.append({"label": item.label, "url": url, "icon": item.icon, "active": active})
    return {
        "actor": actor,
        "navigation": items,
        "draft_url": reverse("forms:draft") if actor.known else "",
    }
