"""Checks of days that an action takes, whose refusal names the field and the limit; the moments of a day."""

from datetime import date, datetime, time

from django.utils import timezone

from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date


def start_of(day: date) -> datetime:
    """Return the first moment of the day in the local time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the last moment of the day in the local time."""
    return timezone.make_aware(datetime.combine(day, time.max))


def check_past_day(day: date, *, label: str, earliest: date, since: str) -> None:
    """Require that the day of the field `label` is neither in the future nor before `earliest`.

    `since` names the event of the earliest day, such as 取消日期, and precedes the day in the message. Raises
    ActionDenied.
    """
    if day > timezone.localdate():
        raise ActionDenied(f"{label}{chinese_date(day)}晚于今天，请改正{label}后再提交。")
    if day < earliest:
        raise ActionDenied(f"{label}{chinese_date(day)}早于{since}{chinese_date(earliest)}，请改正{label}后再提交。")
