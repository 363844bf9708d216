"""Requests, what was done about danger, diagnoses, answers; and the words the département offers for them.

Who can read: a request without a name belongs to the team that received it. A request about a person belongs to
their circle, at its tier. Whoever leaves the circle loses it, even what they wrote: a withdrawn grant is felt at
once. Whoever closes a circle first gives its open requests to somebody (the desk shows them).
Kept as long as the person's file; nothing here is deleted by hand.
"""

from tuilage.practice.reception.models.counter import FeedbackSlip, HeldReception, Message, Passage
from tuilage.practice.reception.models.diagnoses import Answer, Diagnosis, DiagnosisDomain
from tuilage.practice.reception.models.escalations import Escalation, EscalationPlan
from tuilage.practice.reception.models.passing import Passing
from tuilage.practice.reception.models.protection import ProtectionReport, ProtectionUnit
from tuilage.practice.reception.models.reference import AnswerKind, Domain, Theme, UrgencyFramework
from tuilage.practice.reception.models.requests import Request, UrgencyAction

__all__ = [
    "Answer",
    "AnswerKind",
    "Diagnosis",
    "DiagnosisDomain",
    "Domain",
    "Escalation",
    "EscalationPlan",
    "FeedbackSlip",
    "HeldReception",
    "Message",
    "Passage",
    "Passing",
    "ProtectionReport",
    "ProtectionUnit",
    "Request",
    "Theme",
    "UrgencyAction",
    "UrgencyFramework",
]
