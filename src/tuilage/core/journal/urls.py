"""Addresses of the access journal."""

from django.urls import path

from tuilage.core.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.log, name="log"),
    path("export/", views.export, name="export"),
]
