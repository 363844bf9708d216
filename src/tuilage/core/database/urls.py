from django.urls import path

from tuilage.core.database import views

urlpatterns = [path("", views.health, name="healthz")]
