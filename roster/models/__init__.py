"""Enterprises, their certifications, and the rosters that customs offices submit."""

from roster.models.enterprises import Certification, Enterprise
from roster.models.list_rules import ListRules
from roster.models.submissions import RosterHeading, RosterProblem, RosterRemoval, RosterRow, RosterSubmission
from roster.models.transfers import Transfer

__all__ = [
    "Certification",
    "Enterprise",
    "ListRules",
    "RosterHeading",
    "RosterProblem",
    "RosterRemoval",
    "RosterRow",
    "RosterSubmission",
    "Transfer",
]
