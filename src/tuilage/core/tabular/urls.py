"""Addresses of imports. A target's code, a run's key: nothing of what is in a file."""

from django.urls import path

from . import views

app_name = "tabular"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("<uuid:pk>/", views.run, name="run"),
    path("<uuid:pk>/colonnes/", views.columns, name="columns"),
    path("<uuid:pk>/export/<slug:kind>/", views.export, name="export"),
    path("<uuid:pk>/abandon/", views.abandon, name="abandon"),
    path("<slug:target>/fichier/", views.choose, name="choose"),
]
