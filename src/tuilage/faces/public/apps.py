from importlib import import_module

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "tuilage.faces.public"
    label = "public"

    def ready(self) -> None:
        import_module(f"{self.name}.world")
        import_module(f"{self.name}.readings")
