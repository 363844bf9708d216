from importlib import import_module

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tuilage.foundation.organisations"
    label = "organisations"

    def ready(self) -> None:
        for part in ("rules", "navigation", "demo"):
            import_module(f"{self.name}.{part}")
        # The journal's page shows professionals by name, persons by key.
        name_agents = import_module("tuilage.core.journal.views").name_agents
        name_agents(import_module(f"{self.name}.actors").names_of)
