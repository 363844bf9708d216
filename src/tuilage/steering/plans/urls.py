"""Addresses of the plans."""

from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("", views.home, name="home"),
    path("chercher/", views.find, name="find"),
    path("importer/", views.import_file, name="import"),
    path("<uuid:pk>/", views.plan, name="plan"),
    path("actions/<uuid:pk>/", views.action, name="action"),
    path("actions/<uuid:pk>/fiche/", views.sheet, name="sheet"),
    path("actions/<uuid:pk>/suivi/", views.follow_up, name="follow_up"),
]
