"""Two people saved the same form: both versions are shown, what was typed is kept, the user chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tuilage.core.forms.versions import StaleVersion
from tuilage.core.interface.dates import moment_in_words


def render_conflict(
    request: HttpRequest, form: forms.BaseForm, stale: StaleVersion, cancel_url: str, title: str = ""
) -> HttpResponse:
    """The page (409) that shows what was typed beside what is saved now; saving the form again chooses "mine".

    The form carries the current version from here on: a third save in between is noticed as well.
    """
    form.version = stale.current.version  # type: ignore[attr-defined]
    stale.differences = [
        replace(
            each,
            mine=shown(stale.current, each.name, each.mine),
            theirs=shown(stale.current, each.name, each.theirs),
        )
        for each in stale.differences
    ]
    context = {
        "form": form,
        "stale": stale,
        "cancel_url": cancel_url,
        "title": title or _("Two versions, one to keep"),
    }
    return render(request, "forms/conflict.html", context, status=409)


def shown(row: models.Model, name: str, value: Any) -> str:
    """A value as people read it: the choice's label, yes or no, the day in words."""
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", None) or [])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return moment_in_words(value)
    return str(choices.get(value, "" if value is None else value))
