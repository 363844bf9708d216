"""Addresses of the territory."""

from django.urls import path

from . import drawing_views, views

app_name = "territory"
urlpatterns = [
    path("", views.home, name="home"),
    path("communes/chercher/", views.commune_search, name="commune_search"),
    path("communes/<uuid:pk>/", views.commune, name="commune"),
    path("zones/<uuid:pk>/", views.zone, name="zone"),
    path("zonages/", views.zonings, name="zonings"),
    path("zonages/nouveau/", drawing_views.draw_new, name="draw_zoning"),
    path("zonages/<uuid:pk>/dessiner/", drawing_views.draw_again, name="redraw_zoning"),
    path("zonages/<uuid:pk>/revenir/", drawing_views.undo, name="undo_zoning"),
    path("zonages/importer/", views.import_file, name="import_zoning"),
]
