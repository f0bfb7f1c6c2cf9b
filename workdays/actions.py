"""Add a year or an exception to the calendar; change the site settings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from foundation.jobs.enqueue import enqueue
from workdays.cache import forget_read
from workdays.models import CalendarException, CalendarYear, SiteSettings
from workdays.policies import check_may_add_exception, check_may_change_settings, check_may_load
from workdays.site_settings import site_settings
from workdays.year_days import Notice, differences, read_days
from workdays.years import read_calendar


@transaction.atomic
def load_year(*, year: int, document_number: str, issued_on: date, days: str, by: User) -> CalendarYear:
    """Add the notice of a year; it takes the place of the one that is known. Raises ActionDenied."""
    read = read_days(days, year=year, notices=[Notice(document_number, issued_on)])
    check_may_load(year, read)
    row = CalendarYear.objects.create(
        year=year, document_number=document_number, issued_on=issued_on, days=days, loaded_by=by
    )
    changed = list(differences(read_calendar().years.get(year), read))
    record(
        EventType.CALENDAR_YEAR_LOADED, target=row, data={"document_number": document_number, "days": changed}, by=by
    )
    _recount_terms()
    return row


@transaction.atomic
def add_exception(*, day: date, is_working: bool, document_number: str, reason: str, by: User) -> CalendarException:
    """Let one day be worked or not, otherwise than until now. Raises ActionDenied."""
    check_may_add_exception(day, is_working=is_working)
    row = CalendarException.objects.create(
        day=day, is_working=is_working, document_number=document_number, reason=reason, added_by=by
    )
    data = {"document_number": document_number, "reason": reason}
    record(EventType.CALENDAR_EXCEPTION_ADDED, target=row, data=data, by=by)
    _recount_terms()
    return row


def _recount_terms() -> None:
    """Let this request read the new calendar, and workers count open terms again after commit."""
    forget_read()
    for task in settings.CALENDAR_FOLLOWERS:
        enqueue(task)


@transaction.atomic
def change_settings(*, expected_version: int, values: Mapping[str, Any], by: User) -> SiteSettings:
    """Add a version of the site settings with these values of all fields, which were typed over `expected_version`.

    Raises ActionDenied.
    """
    check_may_change_settings(expected_version, values)
    before = site_settings()
    row = SiteSettings.objects.create(version=expected_version + 1, changed_by=by, **values)
    changes = changed_fields({field: getattr(before, field) for field in values}, values)
    record(EventType.SITE_SETTINGS_CHANGED, target=row, changes=changes, by=by)
    forget_read()
    return row
