"""Blacklists of other sectors: lists, entries, imports, feeds."""

from blacklists.models.blacklists import Blacklist
from blacklists.models.entries import BlacklistEntry
from blacklists.models.feeds import BlacklistFeed, FeedPull
from blacklists.models.imports import BlacklistHeading, BlacklistImport, BlacklistProblem, BlacklistRow, ParsedTable

__all__ = [
    "Blacklist",
    "BlacklistEntry",
    "BlacklistFeed",
    "BlacklistHeading",
    "BlacklistImport",
    "BlacklistProblem",
    "BlacklistRow",
    "FeedPull",
    "ParsedTable",
]
