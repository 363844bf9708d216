"""What the clock forgets for accounts."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from tuilage.core.jobs import task


@task("accounts.clear_sessions", actor="clock", cron="37 * * * *", lock="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions past their time, and what was noted of them."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
