"""Addresses of the observatory."""

from django.urls import path

from . import opening, views

app_name = "observatory"
urlpatterns = [
    path("", views.home, name="home"),
    path("<str:code>/", views.indicator, name="indicator"),
    path("<str:code>/lignes/", opening.opened, name="opened"),
]
