"""How measures read wherever they stand, and whose measures the credit desk applies."""

import re

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.models import MeasureApplication, ViolationReport
from incentives.models import Measure, MeasureVersion
from roster.models import Enterprise
from tests.steps import SignedIn, log, revoke


def test_measure_reads_with_its_number_title_and_sub_items(
    enterprise: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    client, administrator = signed_in(clerk), signed_in(credit)
    applied = [log(enterprise, clerk, number=number) for number in (31, 32)]
    create = reverse("feedback:application_create", args=[enterprise.uscc])
    applications = reverse("feedback:application_list")
    chosen = client.get(f"{create}?measure={applied[1].measure_id}").content.decode()
    pages = [
        client.get(enterprise.get_absolute_url()).content.decode(),
        client.get(create).content.decode(),
        client.get(applications).content.decode(),
        administrator.get(reverse("publicity:case_create")).content.decode(),
        client.get(f"{applications}?format=csv").getvalue().decode(),
    ]
    revoke(enterprise)
    pages.append(client.get(reverse("feedback:advice_list")).content.decode())
    for page in pages:
        assert re.search("第31项[　（]增值税发票比照A级纳税人", page)
        assert "第31条" not in page
    items = MeasureVersion.objects.get(measure__number=32).sub_items
    assert len(items) == 3
    for item in items:
        assert all(item in page for page in (pages[0], pages[1], chosen))
    assert items[applied[1].sub_item - 1] in pages[4]


def test_credit_desk_logs_and_reports_as_its_own_department(
    enterprise: Enterprise, credit: User, signed_in: SignedIn
) -> None:
    client, today = signed_in(credit), timezone.localdate().isoformat()
    logged = {"measure": Measure.objects.get(number=14).pk, "applied_on": today, "description": "优先支持。"}
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    assert "第14项" in client.get(url).content.decode()
    client.post(url, {**logged, "condition_met": "on", "competition": "同等条件下优先支持。"})
    assert MeasureApplication.objects.get().department == credit.department
    report = {"found_on": today, "facts": "申报材料不实。"}
    client.post(reverse("feedback:report_create", args=[enterprise.uscc]), report)
    assert ViolationReport.objects.get().department == credit.department
