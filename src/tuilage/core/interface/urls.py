from django.urls import path

from tuilage.core.interface import views

app_name = "interface"

urlpatterns = [
    path("session/", views.session, name="session"),
    path("", views.style_guide, name="style_guide"),
]
