"""The room's entry in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "agenda", NavigationItem("agenda", _("Agenda"), "agenda:mine", "calendar3", "agenda.read", order=35)
)
