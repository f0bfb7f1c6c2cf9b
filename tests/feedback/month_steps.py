"""Months of departments (月度确认) that wait for their confirmation."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Department
from feedback.models import DepartmentMonth
from feedback.models.months import month_of, next_month
from foundation.days import start_of


def open_month(department: Department | None, *, ago: int = 1) -> DepartmentMonth:
    """Return a month of the department, so many months ago, that it has to confirm by today."""
    month = month_of(timezone.localdate())
    for _ in range(ago):
        month = month_of(month - timedelta(days=1))
    return DepartmentMonth.objects.create(
        department=department,
        in_charge=department,
        month=month,
        waiting_since=start_of(next_month(month)),
        working_days=5,
        due_on=timezone.localdate(),
    )
