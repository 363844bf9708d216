"""Addresses of persons. Never a name or a word that was searched in them."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("recherche/", views.search, name="search"),
    path("nouvelle/", views.create, name="create"),
    path("nouvelle/ressemblances/", views.duplicates, name="duplicates"),
    path("<uuid:person_id>/identite/", views.edit, name="edit"),
    path("<uuid:person_id>/menage/", views.household, name="household"),
    path("<uuid:person_id>/menage/<uuid:pk>/fin/", views.household_end, name="household_end"),
    path("<uuid:person_id>/entourage/", views.relation, name="relation"),
    path("<uuid:person_id>/entourage/<uuid:pk>/fin/", views.relation_end, name="relation_end"),
    path("<uuid:person_id>/protection/", views.protection, name="protection"),
    path("<uuid:person_id>/protection/<uuid:pk>/fin/", views.protection_end, name="protection_end"),
]
