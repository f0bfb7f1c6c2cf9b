"""How a day is written in a sentence; in data it is ISO."""

from datetime import date


def in_words(day: date) -> str:
    """2026年7月10日."""
    return f"{day.year}年{day.month}月{day.day}日"
