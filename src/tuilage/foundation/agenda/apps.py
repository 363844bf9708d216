"""The room's registration."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "tuilage.foundation.agenda"
    label = "agenda"
    verbose_name = _("Agenda")

    def ready(self) -> None:
        for part in ("rules", "navigation", "history", "panels", "letters", "clocks", "indicators", "demo"):
            import_module(f"{self.name}.{part}")
