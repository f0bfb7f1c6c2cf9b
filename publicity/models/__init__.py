"""What 市发展改革委 publishes, and what somebody objects to."""

from publicity.models.objections import Objection
from publicity.models.publications import IncentiveCase, Publication, Withdrawable, WithdrawalReason

__all__ = ["IncentiveCase", "Objection", "Publication", "Withdrawable", "WithdrawalReason"]
