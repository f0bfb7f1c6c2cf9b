"""The year of the demo: its history keeps every invariant and fills each list, whatever the day on which it starts."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.utils import timezone

from accounts.models import Department, User
from audit.models import AuditEvent
from demo.city.enterprises import CAST
from demo.clock import clock_at
from feedback.models import (
    ApplicationReceipt,
    DepartmentMonth,
    Inquiry,
    MeasureApplication,
    Notice,
    StopAdvice,
    ViolationReport,
)
from feedback.states import AdviceState, InquiryState, MonthState, NoticeKind, ReportState
from publicity.models import IncentiveCase, Objection, Publication
from publicity.states import ObjectionState
from reports.models import PeriodReport
from roster.models import RosterSubmission
from screening.models import ScreeningChunk, Standing
from screening.states import StandingState
from tests.demo_city import city_of
from tests.depth import FULL
from webhooks.models import Delivery
from webhooks.states import DeliveryState
from workbench.invariants import broken_invariants

pytestmark = pytest.mark.django_db(transaction=True)
# An ordinary day, the first working day after the spring festival, a day in the national holidays.
OTHER_DAYS = [date(2026, 11, 29), date(2027, 2, 15), date(2026, 10, 5)]
TODAYS = [timezone.localdate(), *(OTHER_DAYS if FULL else [])]


def state_of(enterprise: object) -> str:
    return Standing.objects.current().get(enterprise__uscc=enterprise.uscc).state


@pytest.mark.parametrize("today", TODAYS)
def test_year_of_the_demo_fills_every_list_and_keeps_the_invariants(
    today: date, settings: LazySettings, shared_folder: Path
) -> None:
    with city_of(today, settings, shared=shared_folder), clock_at(datetime.combine(today, time(9))):
        assert broken_invariants() == {}
        applied = MeasureApplication.objects.values_list("applied_on__year", "applied_on__month").distinct()
        assert len(applied.order_by()) >= 12
        assert set(MeasureApplication.objects.values_list("department_id", flat=True)) == set(
            Department.objects.values_list("pk", flat=True)
        )
        answered = StopAdvice.objects.exclude(answered_at=None)
        assert answered.filter(answered_at__date__lte=F("due_on")).exists()
        assert answered.filter(answered_at__date__gt=F("due_on")).exists()
        assert set(StopAdvice.objects.values_list("state", flat=True)) >= {
            *(AdviceState.OPEN, AdviceState.STOPPED, AdviceState.KEPT, AdviceState.LIFTED)
        }
        assert StopAdvice.objects.overdue(on=today).exists()
        assert set(ViolationReport.objects.values_list("state", flat=True)) == set(ReportState)
        assert set(Objection.objects.values_list("state", flat=True)) == set(ObjectionState)
        assert set(DepartmentMonth.objects.values_list("state", flat=True)) == set(MonthState)
        assert DepartmentMonth.objects.overdue(on=today).exists()
        assert set(Inquiry.objects.values_list("state", flat=True)) == set(InquiryState)
        assert ApplicationReceipt.objects.open().exists()
        assert MeasureApplication.objects.typical().count() == 2
        assert set(Notice.objects.values_list("kind", flat=True)) == set(NoticeKind)
        assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED, DeliveryState.DEAD}
        assert PeriodReport.objects.filter(kind="month", edition=1).count() >= 11
        assert PeriodReport.objects.filter(edition=2).count() == 1
        assert IncentiveCase.objects.visible().count() >= 6
        assert Publication.objects.visible().count() > 100
        assert state_of(CAST.case_hero) == StandingState.ELIGIBLE
        assert state_of(CAST.revoked) == StandingState.REVOKED
        assert state_of(CAST.blocked_by_uscc) == StandingState.BLOCKED
        assert state_of(CAST.cleared) == StandingState.ELIGIBLE
        assert state_of(CAST.possible_match) == StandingState.ELIGIBLE
        assert state_of(CAST.namesake_in_laiwu) == StandingState.PENDING
        assert RosterSubmission.objects.get(status="checked").error_count
        history = AuditEvent.objects.order_by("at")
        assert timezone.localdate(history.first().at) < today - timedelta(days=340)
        assert timezone.localdate(history.last().at) < today
        assert not User.objects.filter(last_login=None, pk__in=history.values("actor_id")).exists()
        assert not ScreeningChunk.objects.filter(finished_at__lt=F("started_at")).exists()
