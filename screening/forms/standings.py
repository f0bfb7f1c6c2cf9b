"""The query for a standing: a day, and the moment whose knowledge counts."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from foundation.web.forms import PastDayField


class MomentInput(forms.DateTimeInput):
    # The form passes the whole moment to the field, which rounds it.
    supports_microseconds = True


class MomentField(forms.Field):
    """A moment that is not in the future.

    ISO 8601 date and time, local time unless it has an offset, or a day, meaning its end. Empty and today mean now, and
    so does a moment up to one minute ahead, for clocks that differ.
    """

    widget = MomentInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
    default_error_messages = {"invalid": "请填写日期和时间，如2026-07-10T17:30，或只填日期。"}

    def prepare_value(self, value: Any) -> Any:
        """Return the value in local time, rounded up to the second, so that a repeated query includes the same rows."""
        if not isinstance(value, datetime):
            return value
        if value.microsecond:
            value = value.replace(microsecond=0) + timedelta(seconds=1)
        return timezone.localtime(value)

    def to_python(self, value: str | None) -> datetime:
        text = (value or "").strip()
        now = timezone.now()
        if not text:
            return now
        moment = now if text == str(timezone.localdate(now)) else _moment(text)
        if moment is None:
            raise ValidationError(self.error_messages["invalid"])
        if moment > now + timedelta(minutes=1):
            raise ValidationError("时刻不能晚于现在：以后的事平台无从知道。")
        return min(moment, now)


def _moment(text: str) -> datetime | None:
    """Return the moment that a text states, for a day its end; None where it states none."""
    if "T" in text:
        # A plus sign that a query did not escape arrives as a space.
        text = text.replace(" ", "+")
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time.max) if day else parse_datetime(text)
        if moment and timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return moment and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class StandingForm(forms.Form):
    """The day of the standing, and the moment whose knowledge counts."""

    on = PastDayField(
        label="哪一天",
        required=False,
        help_text="留空即今天。",
        error_messages={"invalid": "请填写日期，如2026-07-10。"},
    )
    known_at = MomentField(
        label="信息截至", required=False, help_text="不填为当前；填写过去时间，则只采用该时间以前的记录。"
    )

    def clean(self) -> dict[str, Any]:
        """Set a missing day to the day of the moment."""
        data = super().clean() or {}
        if "known_at" in data and not data.get("on"):
            data["on"] = timezone.localdate(data["known_at"])
        return data
