"""Which day a standing is asked of, and as known when."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from foundation.web.forms import PastDayField


class MomentInput(forms.DateTimeInput):
    # So that a form hands the field its whole moment, and the field rounds it.
    supports_microseconds = True


class MomentField(forms.Field):
    """A moment that is not in the future: ISO date and time, local unless it says otherwise, or a day, meaning its end.

    Nothing and today mean now; so does a clock that goes a minute ahead.
    """

    widget = MomentInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
    default_error_messages = {"invalid": "请填写日期和时间，如2026-07-10T17:30，或只填日期。"}

    def prepare_value(self, value: Any) -> Any:
        """In local time, to the second: the next whole one, so that what was known is known when it is asked again."""
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
    """The moment that a text means, of a day its end; None where it means none."""
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
    """Which day a standing is asked of, and as the platform knew it when."""

    on = PastDayField(
        label="哪一天",
        required=False,
        help_text="留空即今天。",
        error_messages={"invalid": "请填写日期，如2026-07-10。"},
    )
    known_at = MomentField(
        label="平台所知截至", required=False, help_text="留空即现在；填过去的时刻，其后得知的一概不计。"
    )

    def clean(self) -> dict[str, Any]:
        """Without a day, the one of the moment."""
        said = super().clean() or {}
        if "known_at" in said and not said.get("on"):
            said["on"] = timezone.localdate(said["known_at"])
        return said
