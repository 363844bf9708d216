"""Its entry in the rail, for those who keep the templates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "papers.templates",
    NavigationItem(
        "papers.templates",
        _("Letter templates"),
        "papers:templates",
        "envelope-paper",
        "papers.templates",
        85,
    ),
)
