"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "imports",
    NavigationItem(
        "imports", _("Imports"), "tabular:runs", "file-earmark-spreadsheet", "tabular.import", order=80
    ),
)
