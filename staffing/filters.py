"""Which accounts the system administrator is shown, those that are not used or end soon, and which absences."""

from datetime import timedelta
from typing import ClassVar

from django.db.models import Q, TextChoices
from django.utils import timezone

from foundation.web.lists import ListFilter, only_filter
from staffing.models import Absence, AbsenceQuerySet
from workdays.site_settings import site_settings


class Unused(TextChoices):
    """How an active account is not used."""

    IDLE = "idle", "久未登录"
    NEVER = "never", "从未登录"


def unused_label(kind: Unused) -> str:
    """Return the Chinese label of the kind, with the days of the site settings."""
    return f"超过{site_settings().idle_account_days}天未登录" if kind == Unused.IDLE else str(kind.label)


def unused_accounts(kind: str) -> Q:
    """Return the condition of the active accounts that are not used in this way; each is in one kind at most."""
    if kind == Unused.NEVER:
        return Q(is_active=True, last_login__isnull=True)
    last = timezone.localdate() - timedelta(days=site_settings().idle_account_days)
    return Q(is_active=True, last_login__date__lt=last)


def ending_accounts() -> Q:
    """Return the condition of the active accounts whose last day is near, or has passed."""
    return Q(is_active=True, ends_on__lte=timezone.localdate() + timedelta(days=site_settings().ending_account_days))


class AbsenceFilter(ListFilter):
    """Filter to the absences of today and later."""

    current = only_filter("外出", "只看现在和将来的", "only_current")

    class Meta:
        model = Absence
        fields: ClassVar = ("current",)

    def only_current(self, absences: AbsenceQuerySet, name: str, value: bool) -> AbsenceQuerySet:
        return absences.not_over() if value else absences
