"""Reports on demand: somebody asks, a worker makes the edition, and the page that waits leads to it."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from audit.wording import details_text
from foundation.jobs.leases import MAX_ATTEMPTS
from reports.actions.period_reports import MAKING, make_report
from reports.actions.requests import make_requested_report, request_correction, request_report
from reports.models import PeriodReport, PeriodReportRequest
from reports.periods import Period, PeriodKind
from reports.tasks import make_due_reports
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.roles import as_owner
from tests.steps import SignedIn
from workbench.operations import queue_states

JULY = Period(PeriodKind.MONTH, date(2026, 7, 1))
CREATE = reverse("reports:period_report_create")
CHOSEN = {"period": "month-2026-07-01"}


@pytest.fixture(autouse=True)
def after_july(reference_data: None, blacklists: None) -> Iterator[None]:
    """It is the Saturday after a July with records; the platform makes the report on Monday."""
    with at("2026-07-06 09:00:00"):
        make_certified()
    with at("2026-08-01 09:00:00"):
        yield


@pytest.fixture
def client(credit: User, signed_in: SignedIn) -> Client:
    return signed_in(credit)


def ask(client: Client, data: dict[str, str] = CHOSEN, address: str = CREATE) -> Any:
    """Submit the form, and return the page that waits."""
    return client.post(address, data, follow=True)


def work() -> None:
    """Let a worker make all that is asked for."""
    for request in PeriodReportRequest.objects.waiting():
        make_requested_report(request.pk)


def queue() -> tuple[int, int]:
    """Return how many requests wait, and how many were given up, as the system administrator sees it."""
    (state,) = (each for each in queue_states() if each.label == "生成统计报告")
    return state.waiting, state.failed


def correct(report: PeriodReport) -> str:
    return reverse("reports:period_report_correct", args=[report.pk])


def test_page_waits_without_script_until_the_report_is_made_and_then_shows_it(client: Client, credit: User) -> None:
    waiting = ask(client)
    assert waiting.status_code == HTTPStatus.ACCEPTED
    page, address = waiting.content.decode(), waiting.redirect_chain[-1][0]
    assert "正在生成统计报告" in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "2026年7月月报第1版" in page
    assert not PeriodReport.objects.exists()
    assert "正在生成：" in client.get(reverse("reports:period_report_list")).content.decode()
    work()
    made = client.get(address, follow=True)
    report = PeriodReport.objects.get()
    assert made.redirect_chain[-1][0] == report.get_absolute_url()
    assert "已生成2026年7月月报第1版" in made.content.decode()
    assert report.made_by == credit
    assert "正在生成：" not in client.get(reverse("reports:period_report_list")).content.decode()
    types = AuditEvent.objects.order_by("pk").values_list("type", flat=True)
    assert list(types)[-2:] == [EventType.PERIOD_REPORT_REQUESTED, EventType.PERIOD_REPORT_MADE]


def test_edition_asked_twice_is_made_once(client: Client, credit: User, signed_in: SignedIn) -> None:
    colleague = signed_in(make_user(Role.CREDIT, department=credit.department))
    first, second = ask(client), ask(colleague)
    assert first.redirect_chain[-1][0] == second.redirect_chain[-1][0]
    assert f"{credit}，" in second.content.decode()
    pk = PeriodReportRequest.objects.get().pk
    make_requested_report(pk)
    make_requested_report(pk)
    assert PeriodReport.objects.count() == 1
    assert "这一期间不能生成" in ask(client).content.decode()


def test_edition_that_the_platform_makes_meanwhile_is_the_one_that_is_shown(client: Client) -> None:
    address = ask(client).redirect_chain[-1][0]
    with at("2026-08-03 00:30:00"):
        make_due_reports()
        work()
    report = PeriodReport.objects.get()
    assert report.made_by is None
    assert client.get(address, follow=True).redirect_chain[-1][0] == report.get_absolute_url()


def test_correction_is_made_by_a_worker_and_another_reason_meanwhile_is_refused(
    client: Client, credit: User, signed_in: SignedIn
) -> None:
    first = make_report(period=JULY, by=credit)
    waiting = ask(client, {"reason": "市税务局补登1次。"}, correct(first))
    assert "市税务局补登1次。" in waiting.content.decode()
    again = request_correction(report=first, reason="市税务局补登1次。", by=credit)
    assert again == PeriodReportRequest.objects.get()
    colleague = make_user(Role.CREDIT, department=credit.department)
    refused = ask(signed_in(colleague), {"reason": "市财政局撤销1次。"}, correct(first)).content.decode()
    assert f"{credit}刚才已以另一理由更正，第2版正在生成" in refused
    assert "市财政局撤销1次。" in refused
    work()
    second = PeriodReport.objects.latest("edition")
    assert (second.edition, second.reason, second.made_by) == (2, "市税务局补登1次。", credit)
    event = AuditEvent.objects.filter(type=EventType.PERIOD_REPORT_REQUESTED).get()
    assert "市税务局补登1次。" in details_text(event)


def test_request_waits_while_another_worker_makes_reports(client: Client, credit: User) -> None:
    request = request_report(period=JULY, by=credit)
    other = transaction.get_connection().copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [MAKING])
        make_requested_report(request.pk)
        assert not PeriodReport.objects.exists()
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [MAKING])
    other.close()
    make_requested_report(request.pk)
    assert PeriodReport.objects.exists()


def test_report_that_ended_its_workers_is_given_up_and_can_be_asked_for_again(client: Client, credit: User) -> None:
    address = ask(client).redirect_chain[-1][0]
    PeriodReportRequest.objects.update(attempts=MAX_ATTEMPTS)
    work()
    page = client.get(address)
    assert page.status_code == HTTPStatus.OK
    assert "2026年7月月报第1版没有生成。请重新提出" in page.content.decode()
    assert "http-equiv" not in page.content.decode()
    assert queue() == (0, 1)
    assert ask(client).redirect_chain[-1][0] != address
    assert queue() == (1, 1)
    work()
    assert PeriodReport.objects.count() == 1
    assert queue() == (0, 0)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"period": ""}, "请选择期间。"),
        ({"period": "month-2026-08-01"}, "这一期间不能生成"),
        ({"period": "month-2026-06-01"}, "这一期间不能生成"),
        ({"period": "week-2026-07-06"}, "这一期间不能生成"),
    ],
)
def test_wrong_period_is_refused_at_once(client: Client, data: dict[str, str], message: str) -> None:
    assert message in ask(client, data).content.decode()
    assert not PeriodReportRequest.objects.exists()


def test_others_do_not_wait_for_a_report(client: Client, clerk: User, signed_in: SignedIn) -> None:
    address = ask(client).redirect_chain[-1][0]
    assert signed_in(clerk).get(address).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("reports:period_report_request", args=[999_999])).status_code == HTTPStatus.NOT_FOUND


def test_database_keeps_one_waiting_request_of_an_edition_and_how_it_ended(credit: User) -> None:
    request = request_report(period=JULY, by=credit)
    edition = {"kind": request.kind, "first_day": request.first_day}
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodReportRequest.objects.create(**edition, edition=1, requested_by=credit)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodReportRequest.objects.create(**edition, edition=2, requested_by=credit)
    work()
    with as_owner():
        with pytest.raises(InternalError), transaction.atomic():
            PeriodReportRequest.objects.update(ended_at=None, report=None)
        with pytest.raises(InternalError), transaction.atomic():
            PeriodReportRequest.objects.all().delete()
