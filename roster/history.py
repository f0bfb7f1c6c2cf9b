"""The roster as recorded at the end of any day, from the history tables."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from accounts.models import Department
from roster.difference import RosterEnterprise
from roster.models.enterprises import Certification, Enterprise
from roster.models.submissions import RosterRow, RosterSubmission
from uploads.models import Mode


def roster_on(office: Department, day: date) -> dict[str, RosterEnterprise]:
    """Return USCC → the enterprise on the roster of the office at the end of the day, with its name of that time."""
    end = _end_of(day)
    certifications = _last_events(Certification, end).filter(office=office, until__isnull=True)
    enterprises = {
        event.pgh_obj_id: event
        for event in _last_events(Enterprise, end).filter(pgh_obj_id__in=certifications.values("enterprise_id"))
    }
    return {
        (enterprise := enterprises[pk]).uscc: RosterEnterprise(
            enterprise.uscc,
            enterprise.name,
            enterprise.customs_code,
            certified_on.isoformat(),
            enterprise.address,
            enterprise.registration_number,
        )
        for pk, certified_on in certifications.order_by("enterprise_id").values_list("enterprise_id", "certified_on")
    }


def places_in_files(office: Department, day: date, usccs: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return USCC → the place at which the files in force at the end of the day name the enterprise.

    First stand those of the newest full roster, in its order; then those that later changes added, file by file.
    """
    confirmed = RosterSubmission.objects.confirmed().filter(office=office, confirmed_at__lt=_end_of(day))
    full = confirmed.filter(mode=Mode.FULL).order_by("confirmed_at").last()
    lines = dict(full.rows.values_list("uscc", "line")) if full else {}
    added = stated_rows(office, day, [uscc for uscc in usccs if uscc not in lines])
    places = {uscc: (0, line) for uscc, line in lines.items()}
    places |= {uscc: (row.submission_id, row.line) for uscc, row in added.items()}
    nowhere = (max((place[0] for place in places.values()), default=0) + 1, 0)
    return {uscc: places.get(uscc, nowhere) for uscc in usccs}


def stated_rows(office: Department, day: date, usccs: Collection[str]) -> dict[str, RosterRow]:
    """Return USCC → the roster row on which the certification of the enterprise rested at the end of the day."""
    end = _end_of(day)
    certifications = _last_events(Certification, end).filter(office=office, enterprise__uscc__in=usccs)
    rows = RosterRow.objects.filter(pk__in=certifications.filter(until__isnull=True).values("row_id"))
    return {row.uscc: row for row in rows}


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _last_events(model: type[Model], end: datetime) -> QuerySet[Any]:
    """Return the newest event before `end` of each object that has one."""
    events = model._meta.get_field("events").related_model._default_manager
    newest = events.filter(pgh_created_at__lt=end).values("pgh_obj_id").annotate(newest=Max("pgh_id"))
    return events.filter(pgh_id__in=newest.values("newest"))
