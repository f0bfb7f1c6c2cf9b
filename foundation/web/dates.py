"""How a day is written in a sentence: 2026年7月10日; in data it is ISO."""

import re
from datetime import date

ISO_DAY = re.compile(r"(?<![0-9A-Za-z-])\d{4}-\d{2}-\d{2}(?![\d-])")


def chinese_date(day: date) -> str:
    """2026年7月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_dates(text: str) -> str:
    """The text with its ISO days as people read them."""
    return ISO_DAY.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        return chinese_date(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
