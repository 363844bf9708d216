"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "territory",
    NavigationItem("territory", _("Territory"), "territory:home", "map", "territory.read", order=80),
)
