from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuilage.core.accounts"
    label = "accounts"
