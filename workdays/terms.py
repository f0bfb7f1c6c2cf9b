"""Deadlines in working days, and how they were counted."""

from datetime import date, timedelta

from workdays.years import is_published, is_working_day, read_calendar

ONE_DAY = timedelta(days=1)


def add_working_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day`.

    The day itself does not count; counting begins on the next day (民法典第二百零一条). In a year whose notice is not
    published Monday to Friday count; `explain_term` mentions it. Raises DayNotCovered for a day before the first year.
    """
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def elapsed_deadline(day: date) -> date:
    """Return a deadline that has just passed on `day`: the day before it."""
    return day - ONE_DAY


def count_working_days(after: date, until: date) -> int:
    """Count the working days from the day after the first day to the second day, which is included."""
    return sum(map(is_working_day, _days(after, until)))


def explain_term(after: date, until: date) -> str:
    """Explain in Chinese, for the page, how the term from the day after `after` until `until` is counted.

    For example: 5个工作日，国庆节放假，10月10日上班（国办发明电〔2025〕7号）. It names the holidays that fall on Monday
    to Friday, the make-up days, the notices that order them, and the years without a notice. Raises DayNotCovered.
    """
    calendar = read_calendar()
    days = _days(after, until)
    holidays = [day for day in days if day.weekday() < 5 and day in calendar.holidays]
    make_up_days = [day for day in days if day in calendar.make_up_days]
    parts = [f"{count_working_days(after, until)}个工作日"]
    if holidays:
        parts.append(f"{'、'.join(dict.fromkeys(calendar.holidays[day] for day in holidays))}放假")
    if make_up_days:
        parts.append(f"{'、'.join(f'{day.month}月{day.day}日' for day in make_up_days)}上班")
    if years := _years([*holidays, *make_up_days]):
        numbers = [notice.document_number for year in years for notice in calendar.notices.get(year, ())]
        parts[-1] += f"（{'、'.join(numbers)}）"
    if unpublished := [f"{year}年" for year in _years(days) if not is_published(year)]:
        parts.append(f"{'、'.join(unpublished)}放假安排尚未公布，按周一至周五计算")
    return "，".join(parts)


def _days(after: date, until: date) -> list[date]:
    """The days from the day after `after` to `until`."""
    return [after + ONE_DAY * number for number in range(1, (until - after).days + 1)]


def _years(days: list[date]) -> list[int]:
    return sorted({day.year for day in days})
