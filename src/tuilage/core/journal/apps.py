from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tuilage.core.journal"
    label = "journal"
