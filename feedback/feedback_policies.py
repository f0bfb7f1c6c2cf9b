"""Checks of what departments feed back about a month. Each raises ActionDenied with the message that the page shows."""

from django.utils import timezone

from accounts.models import User
from feedback.models import DepartmentMonth
from feedback.models.months import next_month
from feedback.states import MonthState
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date


def check_may_confirm_month(month: DepartmentMonth, expected_version: str, user: User) -> None:
    """Require a month of the user's department that is over, not confirmed, and as the page showed it."""
    if month.in_charge != user.department:
        raise ActionDenied(f"{month}由{month.in_charge}确认，{user.department}不能确认。")
    if not month.is_over:
        raise ActionDenied(f"{month.name}尚未结束，请自{chinese_date(next_month(month.month))}起确认。")
    if month.state == MonthState.CONFIRMED:
        last = month.confirmations.latest("edition")
        day = chinese_date(timezone.localdate(last.confirmed_at))
        raise ActionDenied(f"{month.name}已由{last.confirmed_by}于{day}确认，此后没有变动，无须再次确认。")
    if month.version != expected_version:
        raise ActionDenied(f"{month.name}的措施实施刚才有变动，请核对现在所列的内容后再确认。")
