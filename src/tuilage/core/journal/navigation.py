"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "journal",
    NavigationItem("journal", _("Access journal"), "journal:log", "shield-lock", "journal.read", order=90),
)
