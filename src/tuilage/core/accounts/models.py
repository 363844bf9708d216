"""An account: how somebody proves who they are. What they may see comes from their posts, never from here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tuilage.core.database.keys import new_id


class User(AbstractUser):
    """E-mail or user name, password, and a second factor (allauth). No rights: Django's groups are not used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    session_round = models.PositiveIntegerField(default=0, editable=False)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions hold this hash: a new password or a new round ends them all at their next request."""
        key_salt = "tuilage.core.accounts.models.User.session"
        return salted_hmac(
            key_salt, f"{self.session_round}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_one_account_per_email",
                violation_error_message=_("Another account already uses this e-mail address."),
            )
        ]
