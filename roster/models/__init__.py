"""Enterprises, their certifications, and the rosters that customs offices submit."""

from roster.models.enterprises import Certification, Enterprise
from roster.models.submissions import ExplainedTitle, RosterLeaving, RosterProblem, RosterRow, RosterSubmission

__all__ = [
    "Certification",
    "Enterprise",
    "ExplainedTitle",
    "RosterLeaving",
    "RosterProblem",
    "RosterRow",
    "RosterSubmission",
]
