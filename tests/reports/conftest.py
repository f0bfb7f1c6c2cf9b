"""Fixtures of reports: a few days with applications, a loss that was followed and one that was not."""

import pytest
from django.utils import timezone

from accounts.models import User
from feedback.actions.advice import stop_measure
from feedback.models import StopAdvice
from reports.periods import Days
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import log, revoke


@pytest.fixture
def days(reference_data: None, enterprise: Enterprise, clerk: User) -> Days:
    """Days on which one enterprise had measures 31 and 34, lost its standing, and measure 31 was stopped."""
    other, loser = make_certified(), make_certified()
    log(enterprise, clerk, number=34)
    log(other, clerk)
    log(loser, clerk)
    revoke(loser)
    today = timezone.localdate()
    stop_measure(advice=StopAdvice.objects.get(), stopped_on=today, answer="已停用。", by=clerk)
    log(make_certified(), clerk)
    revoke(Enterprise.objects.latest("pk"))
    make_certified()
    return Days(today.replace(day=1), today)
