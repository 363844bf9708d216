"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tuilage.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        import_module(f"{self.name}.stalled")
