"""Addresses of persons. Never a name or a word that was searched in them."""

from django.urls import path

from . import views
from .imports import views as imports
from .pages import cautions, homes, identifiers, merging

app_name = "people"
urlpatterns = [
    path("ressemblances/", imports.resemblances, name="resemblances"),
    path("ressemblances/<uuid:pk>/", imports.answer, name="resemblance"),
    path("recherche/", views.search, name="search"),
    path("nouvelle/", views.create, name="create"),
    path("nouvelle/ressemblances/", views.duplicates, name="duplicates"),
    path("<uuid:person_id>/identite/", views.edit, name="edit"),
    path("<uuid:person_id>/menage/", views.household, name="household"),
    path("<uuid:person_id>/menage/<uuid:pk>/fin/", views.household_end, name="household_end"),
    path("<uuid:person_id>/entourage/", views.relation, name="relation"),
    path("<uuid:person_id>/entourage/<uuid:pk>/fin/", views.relation_end, name="relation_end"),
    path("<uuid:person_id>/menage/<uuid:pk>/", homes.stay, name="stay"),
    path("<uuid:person_id>/menage/<uuid:pk>/retrait/", homes.stay_remove, name="stay_remove"),
    path("<uuid:person_id>/conjoint/", homes.partner, name="partner"),
    path("<uuid:person_id>/entourage/<uuid:pk>/dossier/", homes.own_file, name="own_file"),
    path("<uuid:person_id>/consignes/", cautions.cautions, name="cautions"),
    path("<uuid:person_id>/consignes/<uuid:pk>/fin/", cautions.caution_end, name="caution_end"),
    path("<uuid:person_id>/consignes/<uuid:pk>/retour/", cautions.caution_back, name="caution_back"),
    path("<uuid:person_id>/numeros/", identifiers.identifiers, name="identifiers"),
    path("<uuid:person_id>/numeros/<uuid:pk>/", identifiers.identifier_use, name="identifier_use"),
    path("doublons/", merging.doubles, name="doubles"),
    path("doublons/<uuid:person_id>/<uuid:other_id>/<slug:verdict>/", merging.say_of_two, name="say_of_two"),
    path("<uuid:person_id>/fusion/", merging.choose, name="merge_choose"),
    path("<uuid:person_id>/fusion/<uuid:other_id>/", merging.merge, name="merge"),
    path("<uuid:person_id>/fusion/<uuid:pk>/defaire/", merging.unmerge, name="unmerge"),
    path("<uuid:person_id>/protection/", views.protection, name="protection"),
    path("<uuid:person_id>/protection/<uuid:pk>/fin/", views.protection_end, name="protection_end"),
]
