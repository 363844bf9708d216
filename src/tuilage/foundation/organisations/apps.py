from importlib import import_module

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tuilage.foundation.organisations"
    label = "organisations"

    def ready(self) -> None:
        for part in ("rules", "navigation", "demo"):
            import_module(f"{self.name}.{part}")
