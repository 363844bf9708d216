"""The real addresses, and a form to send: each act it does leaves a draft that can be counted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from tuilage.core.access import allow, declare_acts, refuse
from tuilage.core.database.keys import new_id
from tuilage.core.forms.drafts import keep_draft
from tuilage.urls import handler500
from tuilage.urls import urlpatterns as real

__all__ = ["handler500", "urlpatterns"]
declare_acts("sending", {"sending.send": {"case_worker", "head_of_service"}})


@allow("sending.send")
def act(request: HttpRequest) -> HttpResponse:
    """Do it; or fail as asked, after having written."""
    key = new_id()
    keep_draft(request.actor, "act", {"words": request.POST.get("words", "")}, key)  # type: ignore[attr-defined]
    outcome = request.POST.get("outcome")
    if outcome == "invalid":
        return HttpResponse("invalid", status=422)
    if outcome == "crash":
        raise ValueError("crash")
    if outcome == "refuse":
        raise refuse(request, "sending.hidden")
    if outcome == "absent":
        raise Http404
    return HttpResponseRedirect(f"/done/{key}/", status=303)


urlpatterns = [*real, path("send/", act, name="send")]
