"""Just the addresses that the frame itself names."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("style/", include("tuilage.core.interface.urls")),
    path(
        "",
        include(([path("aller/", nothing, name="jump"), path("chercher/", nothing, name="search")], "desk")),
    ),
]
