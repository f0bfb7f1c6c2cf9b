"""Days in Chinese prose, such as 2026年7月10日. Data has days in ISO 8601."""

from datetime import date


def chinese_date(day: date) -> str:
    """Return the day as 2026年7月10日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
