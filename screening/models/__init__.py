"""Screenings, hits and their decisions, the match policy, standings, revocations and suspensions."""

from screening.models.hits import ScreeningHit
from screening.models.impacts import ConfirmedImport, ImportImpact
from screening.models.match_policy import MatchPolicy
from screening.models.receipts import LookUpReceipt
from screening.models.revocations import Revocation
from screening.models.screenings import ScreenedPeriod, Screening, ScreeningChunk
from screening.models.standings import Standing
from screening.models.suspensions import Suspension
from screening.models.sweeps import Sweep

__all__ = [
    "ConfirmedImport",
    "ImportImpact",
    "LookUpReceipt",
    "MatchPolicy",
    "Revocation",
    "ScreenedPeriod",
    "Screening",
    "ScreeningChunk",
    "ScreeningHit",
    "Standing",
    "Suspension",
    "Sweep",
]
