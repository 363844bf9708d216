"""What the clock forgets for the forms: drafts past their date, answers nobody will ask for again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tuilage.core.forms import drafts
from tuilage.core.forms.models import SentForm
from tuilage.core.jobs import task

ANSWERS_KEPT = timedelta(days=7)


@task("forms.drop_expired_drafts", actor="clock", cron="7 3 * * *", lock="forms.drop_expired_drafts")
def drop_expired_drafts() -> None:
    """Delete drafts thirty days after their last word."""
    drafts.drop_expired()


@task("forms.forget_answers", actor="clock", cron="27 3 * * *", lock="forms.forget_answers")
def forget_answers() -> None:
    """Delete the keys of forms sent more than seven days ago."""
    SentForm.objects.filter(at__lt=timezone.now() - ANSWERS_KEPT).delete()
