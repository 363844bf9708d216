"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "support",
    NavigationItem("support", _("Supports"), "support:list", "signpost-2", "support.list", order=45),
)
navigation.add(
    "support.regulation",
    NavigationItem(
        "support.regulation", _("Regulation"), "support:regulation", "people", "support.regulate", order=46
    ),
)
navigation.add(
    "support.kinds",
    NavigationItem(
        "support.kinds", _("Kinds of support"), "support:kinds", "list-check", "support.kinds", order=47
    ),
)
