from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tuilage.core.forms"
    label = "core_forms"
