"""Addresses of the agenda."""

from django.urls import path

from .views import roster

app_name = "agenda"
urlpatterns = [
    path("permanences/", roster.rosters, name="rosters"),
    path("permanences/<uuid:team_id>/", roster.week, name="roster"),
    path("permanences/<uuid:team_id>/modifier/", roster.edit, name="roster_edit"),
    path("permanences/<uuid:team_id>/echanger/", roster.swap, name="roster_swap"),
    path("permanences/<uuid:team_id>/equipes/", roster.serve, name="roster_serve"),
    path("permanences/<uuid:team_id>/equipes/<uuid:pk>/retirer/", roster.stop_serving, name="roster_stop"),
    path("permanences/changements/<uuid:pk>/annuler/", roster.undo, name="roster_undo"),
]
