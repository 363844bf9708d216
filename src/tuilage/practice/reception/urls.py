"""Addresses of reception."""

from django.urls import path

from .views import diagnosing, framework, handling, listing, receiving

app_name = "reception"
urlpatterns = [
    path("", receiving.receive, name="receive"),
    path("reconnaitre/", receiving.likely, name="likely"),
    path("themes/", receiving.themes, name="themes"),
    path("demandes/", listing.requests, name="list"),
    path("demandes/<uuid:pk>/", handling.request_page, name="request"),
    path("demandes/<uuid:pk>/urgence/", handling.urgent, name="urgency"),
    path("demandes/<uuid:pk>/repondre/", handling.answer, name="answer"),
    path("demandes/<uuid:pk>/ailleurs/", handling.outside, name="outside"),
    path("demandes/<uuid:pk>/personne/", handling.attach, name="attach"),
    path("demandes/<uuid:pk>/reprendre/", handling.undo_outside, name="undo_outside"),
    path("reponses/<uuid:pk>/annuler/", handling.undo_answer, name="undo_answer"),
    path("personnes/<uuid:person_id>/diagnostic/", diagnosing.diagnose, name="diagnose"),
    path("personnes/<uuid:person_id>/diagnostics/", diagnosing.compare, name="diagnose_compare"),
    path("cadre/", framework.read, name="framework"),
    path("cadre/ecrire/", framework.write, name="write_framework"),
]
