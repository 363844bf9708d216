"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tuilage.core.forms"
    label = "core_forms"

    def ready(self) -> None:
        import_module(f"{self.name}.jobs")
