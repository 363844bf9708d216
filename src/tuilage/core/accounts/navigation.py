"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "accounts", NavigationItem("accounts", _("Accounts"), "accounts:list", "key", "accounts.manage", order=92)
)
