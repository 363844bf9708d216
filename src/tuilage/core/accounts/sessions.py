"""A session's clock starts when its owner signs in: `core.middleware.SessionLimits` reads it."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(user_logged_in, dispatch_uid="tuilage.session_start")
def start(sender: Any, request: HttpRequest | None = None, **_: Any) -> None:
    """Note when the session began."""
    if request is not None:
        request.session["started"] = request.session["seen"] = int(time.time())
