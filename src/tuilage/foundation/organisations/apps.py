from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tuilage.foundation.organisations"
    label = "organisations"
