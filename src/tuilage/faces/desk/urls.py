from django.urls import path

from tuilage.faces.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("recherche/", views.search, name="search"),
    path("aller/", views.jump, name="jump"),
    path("personnes/", views.persons, name="persons"),
    path("personnes/<uuid:person_id>/", views.person, name="person"),
]
