"""The work of the departments: applications of measures, violation reports, notices, stop advice."""

from feedback.models.applications import CorrectionAcknowledgement, MeasureApplication
from feedback.models.changes import AnswerChange, ApplicationChange, TermChange
from feedback.models.evidence import Evidence
from feedback.models.followings import Following
from feedback.models.lookups import LookupBatch, LookupLine
from feedback.models.months import DepartmentMonth, MonthConfirmation
from feedback.models.notices import Announcement, Notice, ProcessedStanding, StandingChange, StopAdvice
from feedback.models.reminders import AdviceReminder
from feedback.models.reports import ViolationReport
from feedback.models.searches import SavedSearch

__all__ = [
    "AdviceReminder",
    "Announcement",
    "AnswerChange",
    "ApplicationChange",
    "CorrectionAcknowledgement",
    "DepartmentMonth",
    "Evidence",
    "Following",
    "LookupBatch",
    "LookupLine",
    "MeasureApplication",
    "MonthConfirmation",
    "Notice",
    "ProcessedStanding",
    "SavedSearch",
    "StandingChange",
    "StopAdvice",
    "TermChange",
    "ViolationReport",
]
