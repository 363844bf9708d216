from django.urls import path

from tuilage.faces.public import views

app_name = "public"
urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/<slug:name>/", views.sign_in_as, name="sign-in-as"),
]
