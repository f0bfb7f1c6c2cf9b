"""The page of an application and its evidence: access, and the wording of the measure."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from roster.models import Enterprise
from tests.factories import make_department, make_user
from tests.steps import SignedIn, amend, clerk_of, log

EVIDENCE = b"%PDF-1.7 <script>alert(1)</script>"


@pytest.fixture
def application(enterprise: Enterprise, clerk: User) -> MeasureApplication:
    return log_application(
        enterprise=enterprise,
        measure=Measure.objects.get(number=31),
        applied_on=timezone.localdate(),
        description="核定增值税发票用量。",
        evidence=[SimpleUploadedFile("../../etc/说明 书.pdf", EVIDENCE, content_type="text/html")],
        choices=ApplicationChoices(condition_met=True),
        by=clerk,
    )


def evidence_url(application: MeasureApplication) -> str:
    return reverse("feedback:evidence_download", args=[application.evidence.get().pk])


def test_evidence_is_served_as_a_download_only(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    response = signed_in(clerk).get(evidence_url(application))
    assert b"".join(response.streaming_content) == EVIDENCE
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "etc" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_application_of_another_department_is_not_found(application: MeasureApplication, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("ecology"))
    for url in (reverse("feedback:application_detail", args=[application.pk]), evidence_url(application)):
        assert client.get(url).status_code == 404
    assert application.enterprise.name not in client.get(reverse("feedback:application_list")).content.decode()


@pytest.mark.parametrize(
    ("role", "code"), [(Role.CREDIT, "ndrc"), (Role.CUSTOMS, "quancheng-customs"), (Role.CUSTOMS, "laiwu-customs")]
)
def test_application_is_visible_to_ndrc_and_both_customs_offices(
    application: MeasureApplication, signed_in: SignedIn, role: Role, code: str
) -> None:
    client = signed_in(make_user(role, department=make_department(code)))
    assert application.enterprise.name in client.get(reverse("feedback:application_list")).content.decode()
    assert client.get(reverse("feedback:application_detail", args=[application.pk])).status_code == 200


def test_application_before_an_amendment_keeps_the_old_wording(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    amend(
        31,
        by=make_user(Role.SYSTEM),
        in_force_from=date(2026, 1, 1),
        short_title="发票用量随需调整",
        wording="发票用量随需调整。",
        departments=["finance"],
    )
    page = signed_in(clerk).get(reverse("feedback:application_detail", args=[application.pk])).content.decode()
    assert "增值税发票领域比照纳税信用" in page
    assert "随需调整" not in page
    assert "第31项　增值税发票比照A级纳税人" in page


def test_list_filters_by_measure_enterprise_day_and_department(
    application: MeasureApplication, enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk, number=38)
    client = signed_in(make_user(Role.CREDIT))
    url = reverse("feedback:application_list")
    logged, other = (Measure.objects.get(number=number).pk for number in (31, 12))
    tax, ecology = (make_department(code).pk for code in ("tax", "ecology"))
    for query, count in (
        ("", 2),
        (f"?measure={logged}", 1),
        (f"?measure={other}", 0),
        (f"?department={tax}", 2),
        (f"?department={ecology}", 0),
        ("?enterprise=汀岚", 2),
        ("?enterprise=没有", 0),
        ("?state=running", 1),
        ("?state=valid", 2),
        ("?state=stopped", 0),
        ("?state=cancelled", 0),
        ("?since=2999-01-01", 0),
    ):
        assert client.get(url + query).context["page"].paginator.count == count, query
    for order, numbers in (("measure", [31, 38]), ("-measure", [38, 31])):
        page = client.get(url, {"order": order}).context["page"]
        assert [application.measure.number for application in page] == numbers
    assert client.get(url, {"order": "password"}).status_code == 200


def test_filter_offers_a_department_its_own_measures_and_the_lead_all(
    application: MeasureApplication, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    address = reverse("feedback:application_list")
    own = signed_in(clerk).get(address).content.decode()
    assert 'name="department"' not in own
    assert "第31项　增值税发票比照A级纳税人" in own
    assert "第25项　减少生态环境监管频次" not in own
    found = signed_in(clerk).get(address, {"measure": application.measure_id}).context["page"]
    assert list(found) == [application]
    everything = signed_in(credit).get(address).content.decode()
    assert 'name="department"' in everything
    assert "第25项　减少生态环境监管频次" in everything
