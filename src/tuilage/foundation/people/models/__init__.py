"""Persons and what surrounds them: identity, household, relations, protection, consignes, names in other software."""

from .cautions import Caution, CautionKind
from .identifiers import ExternalIdentifier, ExternalSystem
from .imports import IncomingIdentity, Resemblance, SourceRecord
from .merging import DoubleVerdict, Merge, MergeMove
from .persons import (
    ABOUT_PERSON,
    BY_A_TEAM,
    WRITTEN_BY_A_TEAM,
    Household,
    HouseholdMembership,
    IdentityKey,
    LegalProtection,
    Person,
    Relation,
    lasting,
)

__all__ = [
    "ABOUT_PERSON",
    "BY_A_TEAM",
    "WRITTEN_BY_A_TEAM",
    "Caution",
    "CautionKind",
    "DoubleVerdict",
    "ExternalIdentifier",
    "ExternalSystem",
    "Household",
    "HouseholdMembership",
    "IdentityKey",
    "IncomingIdentity",
    "LegalProtection",
    "Merge",
    "MergeMove",
    "Person",
    "Relation",
    "Resemblance",
    "SourceRecord",
    "lasting",
]
