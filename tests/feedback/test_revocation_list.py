"""The revocations of customs: their list, the page with what the departments did about one, and the API."""

from csv import DictReader
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse

from accounts.models import User
from feedback.actions.advice import stop_measure
from feedback.actions.applications import log_application
from feedback.actions.changes import acknowledge_correction
from feedback.actions.follow import notify_standing_changes
from feedback.models import MeasureApplication, StopAdvice
from feedback.policies import ApplicationDetails
from incentives.models import Measure
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import Revocation
from screening.states import RevocationCategory
from tests.clock import at
from tests.factories import make_certified
from tests.programs import program_of
from tests.steps import SignedIn, any_choices, clerk_of, log

LIST, API = "feedback:revocation_list", "feedback_api:revocation_list"


@pytest.fixture
def revocation(officer: User, clerk: User) -> Revocation:
    """Recorded on 10 July 2026 with effect from the 5th: 31 is to stop, 33 runs on; 38 was applied once on the 8th."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
        log(enterprise, clerk, number=31)
        log(enterprise, clerk, number=33)
    with at("2026-07-08 09:00:00"):
        log(enterprise, clerk, number=38)
        log(enterprise, clerk_of("ecology"), number=25)
    with at("2026-07-10 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=enterprise,
            category=RevocationCategory.SMUGGLING,
            reason="夹藏",
            document_number="8号",
            effective_on=date(2026, 7, 5),
            measures=[Measure.objects.get(number=31)],
            by=officer,
        )
        notify_standing_changes()
    return revocation


def test_page_shows_each_department_its_part_and_the_lead_all(
    revocation: Revocation, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    url = reverse("feedback:revocation_detail", args=[revocation.pk])
    with at("2026-07-14 09:00:00"):
        page = signed_in(clerk).get(url).content.decode()
        for words in ("走私犯罪或者走私行为", "限于第31项，其余继续适用", "待答复", "待知悉", "优先考虑，无须停止"):
            assert words in page
        assert "市生态环境局" not in page
        assert [each.measure.number for each in signed_in(clerk).get(url).context["spared"]] == [33]
        once = MeasureApplication.objects.get(measure__number=38)
        acknowledge_correction(application=once, note="展位已使用，无从收回。", by=clerk)
        stop_measure(advice=StopAdvice.objects.get(), stopped_on=date(2026, 7, 13), answer="已停止", by=clerk)
        page = signed_in(credit).get(url).content.decode()
        for words in ("展位已使用，无从收回。", "2026年7月13日停止", "市生态环境局", "待知悉"):
            assert words in page
        assert f'href="{url}"' in signed_in(clerk).get(revocation.enterprise.get_absolute_url()).content.decode()


def test_page_marks_what_began_before_the_day_of_effect_and_lasts_beyond_it(
    officer: User, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at("2026-07-08 09:00:00"):
        lasting, ended = (
            log_application(
                enterprise=enterprise,
                measure=Measure.objects.get(number=38),
                applied_on=date(2026, 7, 2),
                description="试点便利措施。",
                choices=any_choices(Measure.objects.get(number=38)),
                details=ApplicationDetails(applied_until=until, business_number=str(until)),
                by=clerk,
            )
            for until in (date(2026, 7, 7), date(2026, 7, 4))
        )
    with at("2026-07-10 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=enterprise, reason="夹藏", document_number="8号", effective_on=date(2026, 7, 5), by=officer
        )
        page = signed_in(clerk).get(reverse("feedback:revocation_detail", args=[revocation.pk])).content.decode()
        assert "取消日期前开始，持续到取消日期以后" in page
        assert reverse("feedback:application_detail", args=[lasting.pk]) in page
        assert reverse("feedback:application_detail", args=[ended.pk]) not in page
        detail = signed_in(clerk).get(reverse("feedback:application_detail", args=[lasting.pk])).content.decode()
        assert "登记时为联合激励对象，2026年7月7日现记录为已取消" in detail
        acknowledge_correction(application=lasting, note="已核对", by=clerk)
        assert list(MeasureApplication.objects.to_acknowledge(clerk.department)) == []
        assert list(MeasureApplication.objects.to_acknowledge(credit.department)) == [lasting]


def test_list_and_api_have_the_revocation_and_then_its_restoration(
    revocation: Revocation, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-07-14 09:00:00"):
        file = signed_in(clerk).get(reverse(LIST), {"category": "smuggling", "format": "csv"})
        (row,) = DictReader(StringIO(file.getvalue().decode("utf-8-sig")))
        assert (row["原因类别"], row["建议停止的措施"], row["恢复日期"]) == ("走私犯罪或者走私行为", "第31项", "")
        program = program_of(clerk)
        (shown,) = program.get(reverse(API), {"state": "in_force"}).json()["results"]
        assert (shown["category"], shown["office"]["name"], shown["restored_on"]) == ("smuggling", "泉城海关", None)
        assert [measure["number"] for measure in shown["measures"]] == [31]
        later = revoke_enterprise(
            enterprise=make_certified(),
            reason="注销",
            document_number="9号",
            effective_on=date(2026, 7, 14),
            by=officer,
        )
    with at("2026-07-15 09:00:00"):
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="10号", restored_on=date(2026, 7, 15), by=officer
        )
        found = program.get(reverse(API)).json()["results"]
        assert [(each["id"], each["restored_on"]) for each in found] == [
            (revocation.pk, "2026-07-15"), (later.pk, None),
        ]  # fmt: skip
        assert found[0]["changed_at"] == found[0]["restored_at"]
        assert program.get(reverse(API), {"state": "ended"}).status_code == 400
        assert signed_in(clerk).get(reverse(LIST), {"state": "restored"}).context["page"].object_list == [revocation]
