"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class TabularConfig(AppConfig):
    name = "tuilage.core.tabular"
    label = "tabular"

    def ready(self) -> None:
        for part in ("rules", "jobs", "navigation"):
            import_module(f"{self.name}.{part}")
