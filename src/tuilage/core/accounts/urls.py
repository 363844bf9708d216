"""Addresses of accounts."""

from django.urls import path

from tuilage.core.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.accounts, name="list"),
    path("changer/", views.switch, name="switch"),
    path("nouveau/", views.create, name="create"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.open_invitation, name="open_invitation"),
    path("<uuid:pk>/", views.one, name="one"),
    path("<uuid:pk>/inviter/", views.invite, name="invite"),
    path("<uuid:pk>/fermer/", views.close, name="close"),
    path("<uuid:pk>/rouvrir/", views.reopen, name="reopen"),
    path("<uuid:pk>/deverrouiller/", views.unlock, name="unlock"),
    path("<uuid:pk>/second-facteur/", views.second_factor, name="second_factor"),
]
