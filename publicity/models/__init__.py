"""What 市发展改革委 publishes."""

from publicity.models.publications import IncentiveCase, Publication, Withdrawable, WithdrawalReason

__all__ = ["IncentiveCase", "Publication", "Withdrawable", "WithdrawalReason"]
