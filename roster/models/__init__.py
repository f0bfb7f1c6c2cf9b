"""The firms and how they get on the list."""

from roster.models.blacklists import Blacklist, BlacklistEntry, BlacklistImport, BlacklistRow
from roster.models.enterprises import Certification, Enterprise
from roster.models.screenings import Screening, ScreeningHit
from roster.models.standings import Revocation, Standing
from roster.models.submissions import RosterChange, RosterRow, RosterSubmission

__all__ = [
    "Blacklist",
    "BlacklistEntry",
    "BlacklistImport",
    "BlacklistRow",
    "Certification",
    "Enterprise",
    "Revocation",
    "RosterChange",
    "RosterRow",
    "RosterSubmission",
    "Screening",
    "ScreeningHit",
    "Standing",
]
