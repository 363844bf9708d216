"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "tuilage.practice.support"
    label = "support"
    verbose_name = _("Supports")

    def ready(self) -> None:
        for part in (
            "rules",
            "duties",
            "watching",
            "told",
            "counted",
            "contacts",
            "history",
            "panels",
            "panels_beside",
            "clocks",
            "indicators",
            "indicators_path",
            "openings",
            "jobs",
            "letters",
            "demo",
            "demo_around",
            "navigation",
        ):
            import_module(f"{self.name}.{part}")
