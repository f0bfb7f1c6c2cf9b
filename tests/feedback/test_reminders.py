"""Stop advice that is not answered: reminders before and after the term, each once, and the list of 市发展改革委."""

from csv import DictReader
from datetime import date
from io import StringIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.advice import keep_measure
from feedback.models import AdviceReminder, Notice, StopAdvice
from feedback.states import NoticeKind, ReminderTime
from feedback.tasks import remind_of_advice
from feedback.wording import notice_text
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.steps import SignedIn, clerk_of, log, revoke


@pytest.fixture
def advice(clerk: User, officer: User) -> list[StopAdvice]:
    """Advice of Wednesday 1 July 2026 to 市税务局, about three enterprises, due on the 15th; one is answered."""
    with at("2026-07-01 09:00:00"):
        for _ in range(3):
            enterprise = make_certified()
            log(enterprise, clerk)
            revoke(enterprise, officer)
    advice = list(StopAdvice.objects.order_by("pk"))
    assert {each.due_on for each in advice} == {date(2026, 7, 15)}
    with at("2026-07-02 09:00:00"):
        keep_measure(advice=advice[2], answer="合同尚在履行", by=clerk)
    return advice[:2]


def texts() -> list[str]:
    reminders = Notice.objects.filter(kind=NoticeKind.REMINDER).order_by("pk")
    return [notice_text(notice, sees_screening=False) for notice in reminders]


def test_open_advice_is_reminded_of_once_before_and_once_after_its_term(
    advice: list[StopAdvice], clerk: User, signed_in: SignedIn
) -> None:
    first = advice[0].application.enterprise.name
    for day, sent in ((1, 0), (10, 0), (13, 1), (15, 1), (16, 2), (17, 2)):
        with at(f"2026-07-{day:02d} 09:00:00"):
            remind_of_advice()
            remind_of_advice()
            assert len(texts()) == sent, day
    assert texts() == [
        f"{first}等2项停用建议的答复期限是2026年7月15日，您单位尚未答复，请按期答复。",
        f"{first}等2项停用建议的答复期限2026年7月15日已过，您单位尚未答复，请尽快答复。市发展改革委可以看到逾期的天数。",
    ]
    assert set(AdviceReminder.objects.values_list("advice", "time")) == {
        (each.pk, time) for each in advice for time in ReminderTime.values
    }
    assert set(Notice.objects.filter(kind=NoticeKind.REMINDER).values_list("department", flat=True)) == {
        clerk.department_id
    }
    with at("2026-07-17 09:00:00"):
        page = signed_in(clerk).get(reverse("feedback:notice_list"), {"kind": "reminder"}).content.decode()
        assert f'href="{reverse("feedback:advice_list")}?mine=true"' in page


def test_database_refuses_a_second_reminder_of_a_kind(advice: list[StopAdvice]) -> None:
    with at("2026-07-13 09:00:00"):
        remind_of_advice()
    reminder = AdviceReminder.objects.all()[0]
    with pytest.raises(IntegrityError, match="reminder_once"), transaction.atomic():
        AdviceReminder.objects.create(advice=reminder.advice, time=reminder.time, notice=reminder.notice)


def test_overdue_advice_is_listed_by_department_with_the_days(
    advice: list[StopAdvice], credit: User, signed_in: SignedIn
) -> None:
    ecology = clerk_of("ecology")
    with at("2026-07-03 09:00:00"):
        enterprise = make_certified()
        log(enterprise, ecology, number=25)
        revoke(enterprise)
    with at("2026-07-17 09:00:00"):
        remind_of_advice()
        url, client = reverse("feedback:overdue_list"), signed_in(credit)
        page = client.get(url).content.decode()
        assert "市税务局" in page
        assert "市生态环境局" not in page
        file = client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig")
        rows = list(DictReader(StringIO(file)))
        assert [(row["单位"], row["逾期工作日"], row["最近催办时间"][:10]) for row in rows] == [
            ("市税务局", "2", "2026-07-17"),
        ] * 2
        assert url in client.get(reverse("feedback:advice_list")).content.decode()
        assert signed_in(make_user(Role.DEPARTMENT)).get(url).status_code == 403
