"""A one-time link by which somebody chooses their password: signed, for 72 hours, used once, the last one only."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from tuilage.core.accounts.models import User

SALT = "tuilage.accounts.invitation"
VALID_FOR = timedelta(hours=72)


def make_token(account: User) -> str:
    """Invite: the links made before stop working. Returns what the link carries."""
    account.invited_at = timezone.now()
    account.save(update_fields=["invited_at"])
    return signing.dumps([str(account.pk), account.invited_at.isoformat()], salt=SALT)


def invited(token: str) -> User | None:
    """The account a link is for; None when it is forged, too old, already used or replaced."""
    try:
        key, at = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    account = User.objects.filter(pk=key, is_active=True).first()
    if account is None or account.invited_at is None or account.invited_at.isoformat() != at:
        return None
    return account
