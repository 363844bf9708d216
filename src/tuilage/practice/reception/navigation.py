"""The room's entries in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "reception",
    NavigationItem(
        "reception", _("Reception"), "reception:receive", "door-open", "reception.receive", order=30
    ),
)
navigation.add(
    "reception.alert",
    NavigationItem(
        "reception.alert", _("Whom to alert"), "reception:alert", "megaphone", "reception.alert", order=95
    ),
)
