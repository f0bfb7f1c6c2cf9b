"""What 市发展改革委 publishes, and what somebody objects to."""

from publicity.models.bulletins import Bulletin
from publicity.models.cases import IncentiveCase
from publicity.models.content_changes import ContentChange, ContentVersion
from publicity.models.holds import Hold
from publicity.models.objection_evidence import ObjectionEvidence, UsedChallenge
from publicity.models.objections import Objection
from publicity.models.open_data import OpenDataFile
from publicity.models.publications import (
    Publication,
    PublishedChange,
    PublishedStanding,
    Withdrawable,
    WithdrawalReason,
)

__all__ = [
    "Bulletin",
    "ContentChange",
    "ContentVersion",
    "Hold",
    "IncentiveCase",
    "Objection",
    "ObjectionEvidence",
    "OpenDataFile",
    "Publication",
    "PublishedChange",
    "PublishedStanding",
    "UsedChallenge",
    "Withdrawable",
    "WithdrawalReason",
]
