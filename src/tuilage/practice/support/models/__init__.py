"""The tables of voluntary support: what was agreed with the person, what was done, who answered for it when."""

from tuilage.practice.support.models.around import Attribution, BulkHandover, Coordinator, CoWorker
from tuilage.practice.support.models.grounds import PersonStatus, StatusChange, SupportGround
from tuilage.practice.support.models.keyworkers import Handover, Keyworker
from tuilage.practice.support.models.kinds import LifeDomain, SupportKind
from tuilage.practice.support.models.project import Criterion, Goal, Review, Step
from tuilage.practice.support.models.supports import Support
from tuilage.practice.support.models.words import GroundKind, Term

__all__ = [
    "Attribution",
    "BulkHandover",
    "CoWorker",
    "Coordinator",
    "Criterion",
    "Goal",
    "GroundKind",
    "Handover",
    "Keyworker",
    "LifeDomain",
    "PersonStatus",
    "Review",
    "StatusChange",
    "Step",
    "Support",
    "SupportGround",
    "SupportKind",
    "Term",
]
