from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "tuilage.core.history"
    label = "history"
