"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "tuilage.practice.reception"
    label = "reception"
    verbose_name = _("Reception")

    def ready(self) -> None:
        for part in (
            "rules",
            "navigation",
            "history",
            "panels",
            "clocks",
            "indicators",
            "openings",
            "news",
            "jobs",
            "demo",
        ):
            import_module(f"{self.name}.{part}")
