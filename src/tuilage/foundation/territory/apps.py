"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "tuilage.foundation.territory"
    label = "territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        for part in ("rules", "navigation", "demo"):
            import_module(f"{self.name}.{part}")
