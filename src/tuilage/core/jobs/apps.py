from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tuilage.core.jobs"
    label = "jobs"
