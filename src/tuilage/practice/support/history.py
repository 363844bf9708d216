"""What changed, as one would say it: "le 3 mars, la référente a repoussé l'échéance au 30 avril"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence
from tuilage.core.interface.dates import short_day
from tuilage.practice.support.models import (
    AwaitedDecision,
    Criterion,
    Goal,
    Handover,
    Keyworker,
    Place,
    Step,
    Support,
)


@sentence(Support)
def tell_status(before: Any, after: Any) -> str | None:
    """The great moments of a support."""
    if after is None or before.status == after.status or before.status == "closed":
        return None
    said = {
        "preparing": _("began to prepare the support"),
        "engaged": _("started the support"),
        "closed": _("ended the support"),
        "abandoned": _("set the proposal aside"),
    }
    return said.get(after.status)


@sentence(Support)
def tell_end(before: Any, after: Any) -> str | None:
    """The agreed end was moved."""
    if after is None or before.planned_end is None or after.planned_end in (None, before.planned_end):
        return None
    day = {"day": short_day(after.planned_end)}
    if after.planned_end > before.planned_end:
        return _("pushed the agreed end back to %(day)s") % day
    return _("brought the agreed end forward to %(day)s") % day


@sentence(Support)
def tell_adhesion(before: Any, after: Any) -> str | None:
    """The person agreed, or took their agreement back."""
    if after is None:
        return None
    if before.adhesion_withdrawn_on is None and after.adhesion_withdrawn_on is not None:
        return _("wrote down that the person took back their agreement")
    if before.adhesion_on is None and after.adhesion_on is not None:
        return _("wrote down the person's agreement, %(how)s") % {"how": after_how(after)}
    return None


def after_how(row: Any) -> str:
    """How the agreement was given, in words: history rows know the codes only."""
    return str(Support.How(row.adhesion_how).label) if row.adhesion_how else ""


@sentence(Support)
def tell_project(before: Any, after: Any) -> str | None:
    """What the person wants was written otherwise."""
    fields = ("own_words", "strengths", "life_project", "work_project", "networks", "domains")
    if after is None or all(getattr(before, field) == getattr(after, field) for field in fields):
        return None
    return _("rewrote what the person wants and can lean on")


@sentence(Support)
def tell_pace(before: Any, after: Any) -> str | None:
    """Lightened, paused, resumed."""
    if after is None or before.pace == after.pace:
        return None
    said = {
        "light": _("lightened the support"),
        "paused": _("paused the support"),
        "ordinary": _("resumed the support at its ordinary pace"),
    }
    return said.get(after.pace)


@sentence(Support)
def tell_duration(before: Any, after: Any) -> str | None:
    """The duration agreed on before the start."""
    if after is None or before.months == after.months or after.months is None:
        return None
    return _("set the duration to %(months)d months") % {"months": after.months}


@sentence(Support)
def tell_opinion(before: Any, after: Any) -> str | None:
    """The team gave its opinion."""
    if after is None or before.team_opinion == after.team_opinion or not after.team_opinion:
        return None
    return _("wrote down the team's opinion: %(opinion)s") % {
        "opinion": Support.Opinion(after.team_opinion).label
    }


@sentence(Support)
def tell_lasting(before: Any, after: Any) -> str | None:
    """Meant to last, or not any more."""
    if after is None or before.lasting == after.lasting:
        return None
    return (
        _("wrote down that it is meant to last")
        if after.lasting
        else _("wrote down that it will end one day")
    )


@sentence(Support)
def tell_completed(before: Any, after: Any) -> str | None:
    """What ran before Tuilage is complete."""
    if after is None or before.completed_on is not None or after.completed_on is None:
        return None
    return _("completed the support that ran before")


@sentence(Support)
def tell_reopened(before: Any, after: Any) -> str | None:
    """An end was taken back."""
    if after is None or before.status != "closed" or after.status != "engaged":
        return None
    return _("took the end back: the support runs again")


@sentence(Support)
def tell_together(before: Any, after: Any) -> str | None:
    """One of the two goes on alone."""
    if after is None or before.together is None or after.together is not None:
        return None
    return _("wrote down that each goes on alone")


@sentence(Support)
def tell_written(before: Any, after: Any) -> str | None:
    """The document was written, heading by heading."""
    if after is None or before.form_texts == after.form_texts:
        return None
    return _("wrote the document, heading by heading")


@sentence(AwaitedDecision)
def tell_decision(before: Any, after: Any) -> str | None:
    """An institution decided."""
    if after is None or before.decided_on is not None or after.decided_on is None:
        return None
    return _("wrote down the decision awaited: %(decision)s") % {"decision": after.decision}


@sentence(Place)
def tell_place(before: Any, after: Any) -> str | None:
    """A place ended; the others stay."""
    if after is None or before.period == after.period:
        return None
    return _("wrote down that they leave %(place)s") % {"place": after.name}


@sentence(Goal)
def tell_goal(before: Any, after: Any) -> str | None:
    """A goal reached, reworded, taken up again."""
    if after is None:
        return _("took away the goal “%(goal)s”") % {"goal": before.sentence}
    if before.status != after.status:
        return _("says of the goal “%(goal)s”: %(status)s") % {
            "goal": after.sentence,
            "status": Goal.Status(after.status).label,
        }
    if before.sentence != after.sentence:
        return _("reworded the goal “%(before)s” as “%(after)s”") % {
            "before": before.sentence,
            "after": after.sentence,
        }
    return None


@sentence(Criterion)
def tell_criterion(before: Any, after: Any) -> str | None:
    """A criterion answered, or taken away before the start."""
    if after is None:
        return _("took away the criterion “%(sentence)s”") % {"sentence": before.sentence}
    if before.answer != after.answer and after.answer:
        return _("answered the criterion “%(sentence)s”: %(answer)s") % {
            "sentence": after.sentence,
            "answer": Criterion.Answer(after.answer).label,
        }
    return None


@sentence(Step)
def tell_step(before: Any, after: Any) -> str | None:
    """A step was done."""
    if after is None or before.done_on is not None or after.done_on is None:
        return None
    return _("wrote down that “%(what)s” is done") % {"what": after.what}


@sentence(Keyworker)
def tell_keyworker(before: Any, after: Any) -> str | None:
    """The day on which a keyworker stops answering."""
    if after is None or before.lane != Keyworker.Lane.RESPONSIBLE or before.period == after.period:
        return None
    if after.period.upper is None:
        return _("kept the present keyworker")
    return _("set %(day)s as the day the keyworker changes") % {"day": short_day(after.period.upper)}


@sentence(Handover)
def tell_handover(before: Any, after: Any) -> str | None:
    """A handover done or cancelled."""
    if after is None or before.status == after.status:
        return None
    said = {
        "running": _("began the handover: both keyworkers are there"),
        "passed": _("completed the handover"),
        "cancelled": _("cancelled the handover"),
    }
    return said.get(after.status)
