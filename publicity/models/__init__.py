"""What 市发展改革委 publishes, and what somebody objects to."""

from publicity.models.content_changes import ContentChange, ContentVersion
from publicity.models.objections import Objection
from publicity.models.publications import IncentiveCase, Publication, Withdrawable, WithdrawalReason

__all__ = [
    "ContentChange",
    "ContentVersion",
    "IncentiveCase",
    "Objection",
    "Publication",
    "Withdrawable",
    "WithdrawalReason",
]
