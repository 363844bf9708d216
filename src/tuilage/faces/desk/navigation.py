"""The first entries of the rail."""

from django.utils.translation import gettext_lazy as _

from tuilage.core.registries import NavigationItem, navigation

navigation.add("today", NavigationItem("today", _("Today"), "desk:today", "sun", "desk.today", order=10))
navigation.add(
    "persons",
    NavigationItem("persons", _("Persons"), "desk:persons", "person-heart", "desk.persons", order=20),
)
