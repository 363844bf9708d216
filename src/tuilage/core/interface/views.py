from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuilage.core.access import anyone
from tuilage.core.interface.samples import style_guide_context


@anyone
@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in now, and a fresh CSRF token.

    A page left open overnight asks this before it sends anything, so that what was typed is never
    thrown at a sign-in page. Reads nothing about anybody.
    """
    account = str(request.user.pk) if request.user.is_authenticated else ""
    return JsonResponse({"account": account, "csrf": get_token(request)})


@anyone
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Each component of the frame with made-up content. Exists only in debug and demonstration."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "frame/style_guide.html", style_guide_context())
