"""The room's entry in the rail."""

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add(
    "organisations",
    NavigationItem(
        "organisations", _("Teams"), "organisations:teams", "people", "organisations.read", order=40
    ),
)
