"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "tuilage.core.journal"
    label = "journal"
    verbose_name = _("Access journal")

    def ready(self) -> None:
        for part in ("rules", "navigation", "jobs"):
            import_module(f"{self.name}.{part}")
