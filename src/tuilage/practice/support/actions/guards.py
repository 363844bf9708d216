"""What every action checks first, and how it says no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.forms.versions import save_checked
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional
from tuilage.practice.support.models import Criterion, Goal, Handover, Keyworker, Review, Step, Support
from tuilage.practice.support.rules import says_something

# What PostgreSQL says when nobody put it in words before: the name of its constraint, in ours.
SENTENCES = {
    "support_keyworker_one": gettext_noop("Somebody else is already the keyworker on these dates."),
    "support_keyworker_beside": gettext_noop("Somebody already works beside on these dates."),
    "support_never_without": gettext_noop("The support would be left without a keyworker."),
    "support_start_goal": gettext_noop("The support cannot start without a goal set with the person."),
    "support_start_criterion": gettext_noop(
        "The support cannot start before its evaluation criteria are fixed."
    ),
    "support_start_opinion": gettext_noop("The support cannot start before the team's opinion is recorded."),
    "support_start_months": gettext_noop("The duration is not within the limits of this kind of support."),
    "support_closed_exit_plan": gettext_noop("Write what is left to do, and whom they can turn to."),
    "support_terms_of_kind": gettext_noop(
        "What is asked of a support is what its kind asked when it was proposed."
    ),
    "support_closed_answered": gettext_noop("Each criterion is answered before the support ends."),
}


def need(actor: Actor, act: str) -> UUID:
    """The acting professional's key. Raises Refused when their post does not allow the act."""
    if actor.id is None or not may(actor, act):
        raise Refused(_("Your post does not allow this."))
    return actor.id


@contextmanager
def checked() -> Iterator[None]:
    """Let the database's own guards speak now, in a sentence; nothing of the block stays when they refuse."""
    try:
        with transaction.atomic():
            yield
            check_constraints_now()
    except (IntegrityError, DataError) as error:
        raise Refused(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if name in SENTENCES:
        return _(SENTENCES[name])
    for model in (Support, Goal, Criterion, Step, Review, Keyworker, Handover):
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(getattr(constraint, "violation_error_message", "")) or str(error)
    return _("The database refuses this: %(name)s.") % {"name": name or type(error).__name__}


def write(support: Support, fields: Iterable[str], version: int | None = None) -> Support:
    """Save the named fields of a support, at the version it was read at (or the one its reader saw)."""
    return save_checked(support, support.version if version is None else version, fields)


def fresh(support: Support | UUID) -> Support:
    """The support as it is now, locked until the transaction ends. Raises Refused when it is not there for us."""
    key = support.pk if isinstance(support, Support) else support
    found = (
        Support.objects.select_for_update(of=("self",))
        .select_related("person", "kind", "terms", "form")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise Refused(_("This support cannot be found."))
    return found


def not_ahead(day: date, field: str = "on") -> date:
    """A day that is over or today: what is written down has happened."""
    if day > today():
        raise Refused(_("This date is still to come: write down what has happened."), field)
    return day


def not_before(day: date, first: date, field: str = "on") -> date:
    """Dates in order."""
    if day < first:
        raise Refused(_("This date is before %(day)s.") % {"day": short_day(first)}, field)
    return day


def words(text: str, field: str, asked: str) -> str:
    """A text in which something is said. `asked` is the sentence to show when nothing is."""
    text = text.strip()
    if not says_something(text):
        raise Refused(asked, field)
    return text


def perhaps_words(text: str, field: str) -> str:
    """Nothing, or a text in which something is said."""
    return words(text, field, _("Write it in words, or leave it empty.")) if text.strip() else ""


def professional_named(professional: Professional | UUID) -> Professional:
    """The professional. Raises Refused when there is none."""
    if isinstance(professional, Professional):
        return professional
    found = Professional.objects.filter(pk=professional).first()
    if found is None:
        raise Refused(_("This professional cannot be found."))
    return found
