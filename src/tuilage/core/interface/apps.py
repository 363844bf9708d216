from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "tuilage.core.interface"
    label = "interface"
