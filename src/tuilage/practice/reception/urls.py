"""Addresses of reception."""

from django.urls import path

from .views import counter, diagnosing, framework, handling, listing, passing, protection, receiving, tallying

app_name = "reception"
urlpatterns = [
    path("", receiving.receive, name="receive"),
    path("reconnaitre/", receiving.likely, name="likely"),
    path("themes/", receiving.themes, name="themes"),
    path("ordre/", receiving.arrange, name="arrange"),
    path("passages/<slug:act>/", counter.note, name="pass"),
    path("passage/<uuid:pk>/", counter.passage, name="passage"),
    path("passage/<uuid:pk>/annuler/", counter.undo_passage, name="undo_passage"),
    path("messages/", counter.all_messages, name="messages"),
    path("messages/nouveau/", counter.leave_message, name="leave_message"),
    path("messages/<uuid:pk>/", counter.message, name="message"),
    path("en-attente/<uuid:pk>/", counter.lay_down, name="lay_down"),
    path("avis/", counter.feedback, name="feedback"),
    path("journee/", tallying.tally, name="tally"),
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
    path("cadre/alerter/", framework.alert, name="alert"),
    path("cadre/paliers/", framework.steps, name="steps"),
    path("cadre/domaines/", framework.domains, name="domains"),
    path("demandes/<uuid:pk>/confier/", passing.pass_on, name="pass_on"),
    path("confiees/<uuid:pk>/", passing.settle, name="settle"),
    path("protection/", protection.reports, name="reports"),
    path("protection/ecrire/", protection.protect, name="protect"),
    path("protection/demandes/<uuid:request_id>/", protection.protect_request, name="protect_request"),
    path("protection/<uuid:pk>/", protection.report, name="report"),
    path("cadre/ecrire/", framework.write, name="write_framework"),
]
