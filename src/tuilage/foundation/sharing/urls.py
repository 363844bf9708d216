"""Addresses of sharing: keys only."""

from django.urls import path

from . import views

app_name = "sharing"
urlpatterns = [
    path("<uuid:person_id>/ecrire/", views.note_create, name="note_create"),
    path("notes/<uuid:pk>/", views.note_edit, name="note_edit"),
    path("notes/<uuid:pk>/jeter/", views.note_drop, name="note_drop"),
    path("<uuid:person_id>/cercle/", views.circle, name="circle"),
    path("<uuid:person_id>/cercle/<uuid:pk>/sortir/", views.leave, name="leave"),
    path("<uuid:person_id>/accords/", views.consent, name="consent"),
    path("<uuid:person_id>/accords/<uuid:pk>/reprendre/", views.consent_withdraw, name="consent_withdraw"),
    path("<uuid:person_id>/acces-exceptionnel/", views.break_glass, name="break_glass"),
    path("<uuid:person_id>/lectures/", views.readers, name="readers"),
]
