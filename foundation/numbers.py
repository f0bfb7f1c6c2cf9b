"""The numbers by which people name records of the portal."""

from datetime import datetime

from django.utils import timezone


def business_number(key: int, recorded_at: datetime) -> str:
    """Return the number of a record, such as 2026-000123: the year of its record and its key, which is unique."""
    return f"{timezone.localtime(recorded_at).year}-{key:06d}"
