"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "tuilage.foundation.papers"
    label = "papers"
    verbose_name = _("Papers")

    def ready(self) -> None:
        for part in ("rules", "navigation", "history", "facts", "panels", "clocks", "jobs", "demo"):
            import_module(f"{self.name}.{part}")
