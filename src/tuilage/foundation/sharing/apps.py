"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "tuilage.foundation.sharing"
    label = "sharing"
    verbose_name = _("Sharing")

    def ready(self) -> None:
        for part in ("rules", "actions", "merging", "history", "panels", "jobs", "demo", "around"):
            import_module(f"{self.name}.{part}")
