"""The work of the departments: applications of measures, violation reports, notices, stop advice."""

from feedback.models.application_receipts import ApplicationReceipt
from feedback.models.applications import CorrectionAcknowledgement, MeasureApplication
from feedback.models.assignments import Assignment
from feedback.models.changes import AnswerChange, ApplicationChange, TermChange
from feedback.models.evidence import Evidence
from feedback.models.followings import Following
from feedback.models.inquiries import Inquiry
from feedback.models.lookups import LookupBatch, LookupLine
from feedback.models.months import DepartmentMonth, MonthConfirmation
from feedback.models.notices import Announcement, Notice, ProcessedStanding, StandingChange, StopAdvice
from feedback.models.reminders import AdviceReminder
from feedback.models.report_receipts import ReportReceipt
from feedback.models.report_supplements import ReportSupplement
from feedback.models.reports import ViolationReport
from feedback.models.searches import SavedSearch
from feedback.models.typical_marks import TypicalMark

__all__ = [
    "AdviceReminder",
    "Announcement",
    "AnswerChange",
    "ApplicationChange",
    "ApplicationReceipt",
    "Assignment",
    "CorrectionAcknowledgement",
    "DepartmentMonth",
    "Evidence",
    "Following",
    "Inquiry",
    "LookupBatch",
    "LookupLine",
    "MeasureApplication",
    "MonthConfirmation",
    "Notice",
    "ProcessedStanding",
    "ReportReceipt",
    "ReportSupplement",
    "SavedSearch",
    "StandingChange",
    "StopAdvice",
    "TermChange",
    "TypicalMark",
    "ViolationReport",
]
