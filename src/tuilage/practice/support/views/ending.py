"""The end, on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow
from tuilage.core.database.clock import today
from tuilage.practice.support import actions
from tuilage.practice.support import forms_ending as forms
from tuilage.practice.support.models import Support
from tuilage.practice.support.rules import add_months
from tuilage.practice.support.views.answering import Asking, acting, ask, find_support


@allow("support.lead")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Criteria one by one, the person's own word, what comes next."""
    support = find_support(request, pk)
    criteria = list(support.criteria.all())

    def act(data: dict[str, Any]) -> Support:
        form = forms.CloseForm(request.POST, criteria=criteria)
        form.cleaned_data = data
        told = {name: data[name] for name in forms.CloseForm.base_fields}
        return actions.close_support(acting(request), support, answers=form.answers(), **told)

    return ask(
        request,
        support,
        Asking(
            _("End the support"), _("End the support"), act, forms.CloseForm, "support.close",
            intro=_("The end is prepared with the person: what was reached, what they say of it, whom they can turn to."),
            initial={"on": today(), "follow_up_on": add_months(today(), 3)}, given={"criteria": criteria}, template="support/close.html",
            done=_("The support has ended. The person keeps a copy of what comes next."),
            extra={"power_before": support.power_before},
        ),
    )  # fmt: skip
