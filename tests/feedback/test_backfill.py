"""补登: what was applied on a day of which the platform knows nothing is logged with a reason, and never as checked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.forms.application_tables import COLUMNS
from feedback.models import MeasureApplication, StopAdvice
from incentives.models import Measure
from roster.models import Enterprise
from spreadsheets.typed_tables import text_of
from tests.feedback.application_acts import correct
from tests.steps import SignedIn, log, revoke

REASON = "2025年已适用，当时平台未启用。"
# The enterprise of the tests is known since today.
YEAR_AGO = timezone.localdate() - timedelta(days=365)


def post(client: Client, enterprise: Enterprise, **fields: str) -> str:
    data = {
        "measure": Measure.objects.get(number=31).pk,
        "applied_on": YEAR_AGO.isoformat(),
        "description": "核定增值税发票用量。",
        "condition_met": "on",
        **fields,
    }
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    return client.post(url, data, follow=True).content.decode()


def test_day_before_the_platform_knew_is_logged_with_a_reason_and_marked(
    enterprise: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    page = post(client, enterprise)
    assert "平台当日没有该企业的记录，当时确已实施的，请填写补登理由" in page
    assert 'name="backfill_reason"' in page
    assert not MeasureApplication.objects.exists()
    page = post(client, enterprise, backfill_reason=REASON)
    for shown in ("已补登，并反馈至", f"未经平台核验。补登理由：{REASON}"):
        assert shown in page
    application = MeasureApplication.objects.get()
    assert (application.standing, application.is_backfilled) == (None, True)
    listed = client.get(reverse("feedback:application_list"), {"state": "backfilled"}).content.decode()
    assert ("补登" in listed, enterprise.name in listed) == (True, True)
    assert not MeasureApplication.objects.publishable().exists()
    assert not MeasureApplication.objects.standing_corrected().exists()
    assert not MeasureApplication.objects.to_acknowledge(clerk.department).exists()
    detail = reverse("feedback:application_detail", args=[application.pk])
    assert "据此编写案例" not in signed_in(credit).get(detail).content.decode()


def test_backfilled_measure_that_runs_is_logged_once_and_stopped_after_a_loss(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    post(client, enterprise, backfill_reason=REASON)
    today = timezone.localdate().isoformat()
    assert "是否补充材料？" in post(client, enterprise, applied_on=today)
    revoke(enterprise, officer)
    assert StopAdvice.objects.open().get().application == MeasureApplication.objects.get()


def test_reason_for_a_day_that_the_platform_knows_is_refused(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    today = timezone.localdate().isoformat()
    page = post(signed_in(clerk), enterprise, applied_on=today, backfill_reason=REASON)
    assert "资格记录（联合激励对象），请删去补登理由后登记" in page
    assert not MeasureApplication.objects.exists()


def test_correction_of_a_backfilled_application_keeps_its_reason(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    post(client, enterprise, backfill_reason=REASON)
    application = MeasureApplication.objects.get()
    day = YEAR_AGO.isoformat()
    assert "请填写补登理由" in correct(client, application, applied_on=day, backfill_reason="")
    assert "已更正" in correct(client, application, applied_on=day, backfill_reason="据2025年台账。")
    today = timezone.localdate().isoformat()
    assert "请删去补登理由" in correct(client, application, applied_on=today, backfill_reason=REASON)
    assert "已更正" in correct(client, application, applied_on=today, backfill_reason="")
    application.refresh_from_db()
    assert application.standing == enterprise.standings.standing_on(timezone.localdate()).get()


def test_workbook_of_a_past_year_is_backfilled_row_by_row(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(clerk), reverse("feedback:application_batch")

    def row(measure: str, reason: str) -> list[str]:
        texts = {"enterprise": enterprise.uscc, "measure": measure, "applied_on": YEAR_AGO.isoformat()}
        texts |= {"description": "已适用。", "condition_met": "是", "backfill_reason": reason}
        return [texts.get(field, "") for field in COLUMNS.values()]

    table = text_of([list(COLUMNS), row("31", REASON), row("34", REASON), row("33", "")])
    tried = client.post(url, {"table": table})
    assert "可登记2行，有误1行" in tried.content.decode()
    data = {"table": table, "version": tried.context["form"].data["version"], "log": "true", "leave_out": "on"}
    assert "请填写补登理由" in client.post(url, data, follow=True).content.decode()
    assert [each.backfill_reason for each in MeasureApplication.objects.backfilled()] == [REASON, REASON]


@pytest.mark.usefixtures("owner_role")
def test_database_refuses_what_is_neither_checked_nor_backfilled(enterprise: Enterprise, clerk: User) -> None:
    application = log(enterprise, clerk)
    fields = ("enterprise", "department", "in_charge", "measure", "version", "kind", "condition_met", "logged_by")
    copy = {field: getattr(application, field) for field in fields} | {"description": "已适用。", "kind": "standing"}
    for wrong, error, message in (
        ({"applied_on": YEAR_AGO}, IntegrityError, "application_backfilled_with_reason"),
        ({"applied_on": timezone.localdate(), "backfill_reason": REASON}, InternalError, "is known"),
    ):
        with pytest.raises(error, match=message), transaction.atomic():
            MeasureApplication.objects.create(**copy, **wrong)
