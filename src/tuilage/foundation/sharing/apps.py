from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "tuilage.foundation.sharing"
    label = "sharing"
