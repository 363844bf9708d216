from django.urls import path

from tuilage.foundation.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.teams, name="teams"),
    path("<uuid:team_id>/", views.team, name="team"),
    path("<uuid:team_id>/absences/", views.add_absence, name="add-absence"),
    path("<uuid:team_id>/absences/<uuid:absence_id>/retirer/", views.remove_absence, name="remove-absence"),
]
