"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    name = "tuilage.steering.observatory"
    label = "observatory"
    verbose_name = _("Observatory")

    def ready(self) -> None:
        for part in ("rules", "navigation", "cards", "jobs", "demo"):
            import_module(f"{self.name}.{part}")
