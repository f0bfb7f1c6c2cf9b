"""Whether the calendar or the site settings may be changed so now. A check raises ActionDenied with the message."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from foundation.days import check_past_day
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from workdays.site_settings import site_settings
from workdays.year_days import YearDays, differences
from workdays.years import FIRST_YEAR, is_working_day, read_calendar


def check_may_load(year: int, days: YearDays) -> None:
    """Require a year that the portal covers, a notice that can have been issued, and days that differ."""
    if year < FIRST_YEAR:
        raise ActionDenied(f"本系统自{FIRST_YEAR}年起收录放假安排，请改正年份。")
    if year > timezone.localdate().year + 1:
        raise ActionDenied(f"{year}年的放假安排尚未公布（上一年年末公布），请改正年份。")
    for notice in days.notices:
        first = date(year - 1, 1, 1)
        check_past_day(notice.issued_on, label="印发日期", earliest=first, since="该年通知最早可能印发的日期")
    before = read_calendar().years.get(year)
    if before and before.notices == days.notices and not list(differences(before, days)):
        raise ActionDenied(f"{year}年的放假安排与现有的相同，没有可载入的内容。")


def check_may_add_exception(day: date, *, is_working: bool) -> None:
    """Require a day that the portal covers, and that the exception changes it."""
    if day.year < FIRST_YEAR:
        raise ActionDenied(f"本系统自{FIRST_YEAR}年起收录放假安排，请改正日期。")
    if day.year > timezone.localdate().year + 1:
        raise ActionDenied(f"{day.year}年的放假安排尚未公布，请改正日期。")
    if is_working_day(day) == is_working:
        raise ActionDenied(f"{chinese_date(day)}本来就{'上班' if is_working else '不上班'}，不需要登记。请核对日期。")


def check_may_change_settings(expected_version: int, values: Mapping[str, Any]) -> None:
    """Require that nobody has changed the site settings since the person saw them, and that a value differs."""
    current = site_settings()
    if current.version != expected_version:
        by = f"{current.changed_by}刚才已修改站点设置" if current.version else "站点设置已有变动"
        raise ActionDenied(f"{by}（第{current.version}版）。请对照最新的设置，重新填写要修改的各项。")
    if all(getattr(current, field) == value for field, value in values.items()):
        raise ActionDenied("各项与现有的站点设置相同，没有可保存的修改。")
