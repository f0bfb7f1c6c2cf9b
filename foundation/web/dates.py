"""Days in Chinese prose, such as 2026年7月10日. Data has days in ISO 8601."""

import re
from datetime import date

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def chinese_date(day: date) -> str:
    """Return the day as 2026年7月10日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def shown_text(text: str) -> str:
    """Return a stored text for a page: a day in ISO 8601 as 2026年7月10日, any other text as it is."""
    return chinese_date(date.fromisoformat(text)) if ISO_DAY.fullmatch(text) else text
