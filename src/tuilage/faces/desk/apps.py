from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tuilage.faces.desk"
    label = "desk"

    def ready(self) -> None:
        for part in ("rules", "navigation"):
            import_module(f"{self.name}.{part}")
