"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "tuilage.steering.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        for part in ("rules", "navigation", "history", "clocks", "demo"):
            import_module(f"{self.name}.{part}")
