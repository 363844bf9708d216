"""The tables of voluntary support: what was agreed with the person, what was done, who answered for it when."""

from tuilage.practice.support.models.around import Attribution, BulkHandover, Coordinator, CoWorker
from tuilage.practice.support.models.closing import ClosureBatch
from tuilage.practice.support.models.grounds import PersonStatus, StatusChange, SupportGround
from tuilage.practice.support.models.keyworkers import Handover, Keyworker
from tuilage.practice.support.models.kinds import KindVersion, LifeDomain, SupportForm, SupportKind
from tuilage.practice.support.models.plans import FollowUp, PlanVersion
from tuilage.practice.support.models.project import Criterion, Goal, Review, Step
from tuilage.practice.support.models.supports import Support
from tuilage.practice.support.models.surroundings import AwaitedDecision, Place
from tuilage.practice.support.models.words import GroundKind, Term

__all__ = [
    "Attribution",
    "AwaitedDecision",
    "BulkHandover",
    "ClosureBatch",
    "CoWorker",
    "Coordinator",
    "Criterion",
    "FollowUp",
    "Goal",
    "GroundKind",
    "Handover",
    "Keyworker",
    "KindVersion",
    "LifeDomain",
    "PersonStatus",
    "Place",
    "PlanVersion",
    "Review",
    "StatusChange",
    "Step",
    "Support",
    "SupportForm",
    "SupportGround",
    "SupportKind",
    "Term",
]
