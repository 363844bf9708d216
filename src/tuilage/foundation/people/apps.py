from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tuilage.foundation.people"
    label = "people"
