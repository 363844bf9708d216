from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "tuilage.core.database"
    label = "database"
    verbose_name = "Database"
