"""The tables of voluntary support: what was agreed with the person, what was done, who answered for it when."""

from tuilage.practice.support.models.keyworkers import Handover, Keyworker
from tuilage.practice.support.models.kinds import LifeDomain, SupportKind
from tuilage.practice.support.models.project import Criterion, Goal, Review, Step
from tuilage.practice.support.models.supports import Support

__all__ = [
    "Criterion",
    "Goal",
    "Handover",
    "Keyworker",
    "LifeDomain",
    "Review",
    "Step",
    "Support",
    "SupportKind",
]
