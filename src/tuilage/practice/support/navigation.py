"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "support",
    NavigationItem("support", _("Supports"), "support:list", "signpost-2", "support.list", order=45),
)
