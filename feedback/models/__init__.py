"""The work of the departments: applications of measures, violation reports, notices, stop advice."""

from feedback.models.applications import MeasureApplication
from feedback.models.changes import ApplicationChange
from feedback.models.notices import Notice, NoticeParams, ProcessedStanding, StopAdvice, ViolationReport

__all__ = [
    "ApplicationChange",
    "MeasureApplication",
    "Notice",
    "NoticeParams",
    "ProcessedStanding",
    "StopAdvice",
    "ViolationReport",
]
