"""Rows that a test wrote itself: the test template already holds one of each thing about two persons."""

from __future__ import annotations

from django.db.models import QuerySet

from tuilage.foundation.sharing.cast import key
from tuilage.practice.reception.models import Answer, Diagnosis, Request

IN_TEMPLATE = (key("daughter"), key("stranger"))


def requests() -> QuerySet[Request]:
    """Requests, but the template's."""
    return Request.objects.exclude(person_id__in=IN_TEMPLATE).exclude(words="Sans nom.")


def diagnoses() -> QuerySet[Diagnosis]:
    """Diagnoses, but the template's."""
    return Diagnosis.objects.exclude(person_id__in=IN_TEMPLATE)


def answers() -> QuerySet[Answer]:
    """Answers, but the template's."""
    return Answer.objects.exclude(request__person_id__in=IN_TEMPLATE)
