"""The firms and how they get on the list."""

from roster.models.blacklists import Blacklist, BlacklistEntry, BlacklistImport, BlacklistProblem, BlacklistRow
from roster.models.enterprises import Certification, Enterprise
from roster.models.feeds import BlacklistFeed, FeedPull
from roster.models.hits import ScreeningHit
from roster.models.match_policy import MatchPolicy
from roster.models.screenings import Screening, ScreeningChunk
from roster.models.standings import Revocation, Standing
from roster.models.submissions import ExplainedTitle, RosterLeaving, RosterProblem, RosterRow, RosterSubmission
from roster.models.sweeps import Sweep

__all__ = [
    "Blacklist",
    "BlacklistEntry",
    "BlacklistFeed",
    "BlacklistImport",
    "BlacklistProblem",
    "BlacklistRow",
    "Certification",
    "Enterprise",
    "ExplainedTitle",
    "FeedPull",
    "MatchPolicy",
    "Revocation",
    "RosterLeaving",
    "RosterProblem",
    "RosterRow",
    "RosterSubmission",
    "Screening",
    "ScreeningChunk",
    "ScreeningHit",
    "Standing",
    "Sweep",
]
