"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tuilage.foundation.people"
    label = "people"
    verbose_name = _("Persons")

    def ready(self) -> None:
        for part in ("rules", "history", "panels", "demo", "imports.target"):
            import_module(f"{self.name}.{part}")
