from django.urls import path

from tuilage.core.forms import views

app_name = "forms"
urlpatterns = [path("", views.draft, name="draft")]
