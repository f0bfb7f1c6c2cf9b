"""What follows for the departments when a measure is amended, suspended, resumed, moved or abolished."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.changes import stop_application
from feedback.models import MeasureApplication, Notice
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from incentives.models import Measure
from incentives.states import MeasureAct
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.steps import SignedIn, amend, change_measure, clerk_of, log

DAY = timedelta(days=1)
SUSPENDED, RESUMED, MOVED, ABOLISHED = (date(2026, 9, 1), date(2026, 9, 11), date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture
def system() -> User:
    return make_user(Role.SYSTEM)


@pytest.fixture
def changed(system: User, clerk: User) -> MeasureApplication:
    """Measure 31 runs at 市税务局; it is suspended for ten days, then 市财政局 has it under another name, then none."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    with at("2026-07-08 09:00:00"):
        application = log(enterprise, clerk, on=date(2026, 7, 8))
    with at("2026-08-20 09:00:00"):
        change_measure(31, MeasureAct.SUSPEND, in_force_from=SUSPENDED, by=system, legal_basis="济信用办〔2026〕8号")
        change_measure(31, MeasureAct.RESUME, in_force_from=RESUMED, by=system, legal_basis="济信用办〔2026〕9号")
        amend(31, in_force_from=MOVED, by=system, short_title="发票用量随需核定", departments=["finance"])
        change_measure(31, MeasureAct.ABOLISH, in_force_from=ABOLISHED, by=system, legal_basis="济信用办〔2026〕11号")
    return application


@pytest.mark.parametrize(
    ("department", "day", "message"),
    [
        ("tax", SUSPENDED - DAY, None),
        ("tax", SUSPENDED, "自2026年9月1日起暂停（济信用办〔2026〕8号），2026年9月1日不能登记。"),
        ("tax", RESUMED - DAY, "不能登记"),
        ("tax", RESUMED, None),
        ("finance", RESUMED, "第31项（增值税发票比照A级纳税人）由市税务局实施，市财政局不能登记。"),
        ("tax", MOVED, "第31项（发票用量随需核定）由市财政局实施，市税务局不能登记。"),
        ("finance", MOVED, None),
        ("finance", ABOLISHED, "自2026年11月1日起废止（济信用办〔2026〕11号）"),
    ],
)
def test_measure_is_logged_only_on_days_on_which_it_is_in_force_for_the_department(
    changed: MeasureApplication, department: str, day: date, message: str | None
) -> None:
    clerk = clerk_of(department)
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at("2026-11-20 09:00:00"):
        if message is None:
            assert log(enterprise, clerk, on=day).version == Measure.objects.get(number=31).version_on(day)
            return
        with pytest.raises(ActionDenied) as denied:
            log(enterprise, clerk, on=day)
    assert message in denied.value.message


def test_earlier_application_keeps_name_wording_and_department_of_its_day(
    changed: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-11-20 09:00:00"):
        client = signed_in(clerk)
        detail = client.get(reverse("feedback:application_detail", args=[changed.pk])).content.decode()
        listed = client.get(reverse("feedback:application_list")).content.decode()
        of_enterprise = client.get(changed.enterprise.get_absolute_url()).content.decode()
        public = client.get(reverse("publicity:measure_list")).content.decode()
    for page in (detail, listed):
        assert "第31项　增值税发票比照A级纳税人" in page
        assert "发票用量随需核定" not in page.replace("第31项　发票用量随需核定（自2026年11月1日起废止）</option>", "")
    assert "发票用量随需核定" not in of_enterprise
    assert "（自2026年11月1日起废止）" in public
    assert "38项激励措施" in public


def test_departments_concerned_have_a_notice_of_each_change_and_of_what_runs(
    changed: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    """市税务局 goes on to be notified while it applies the measure, 市财政局 as soon as it is responsible."""
    texts_of = {
        code: [notice_text(notice, False) for notice in Notice.objects.filter(department__code=code, kind="measure")]
        for code in ("tax", "finance", "ndrc", "ecology")
    }
    assert {code: len(texts) for code, texts in texts_of.items()} == {"tax": 4, "finance": 2, "ndrc": 4, "ecology": 0}
    abolished, moved, _, suspended = texts_of["tax"]
    assert suspended == (
        "第31项（增值税发票比照A级纳税人）自2026年9月1日起暂停（济信用办〔2026〕8号），暂停期间不能新登记。"
        "您单位正在适用1项（1家企业），可继续适用；决定停止的，请登记停止日期。"
    )
    assert "自该日起由市财政局实施。" in moved
    assert "您单位正在适用1项（1家企业），请停止适用，并登记停止日期。" in abolished
    page = signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
    assert "措施变动" in page
    assert suspended in page
    stop_application(application=changed, stopped_on=ABOLISHED, reason="措施废止", by=clerk)
    assert not MeasureApplication.objects.running().exists()


def test_database_refuses_an_application_on_a_day_without_the_measure(changed: MeasureApplication) -> None:
    measure = Measure.objects.get(number=31)
    for day, department in ((SUSPENDED, "tax"), (MOVED, "tax"), (ABOLISHED, "finance")):
        values = {
            **{field.attname: getattr(changed, field.attname) for field in MeasureApplication._meta.concrete_fields},
            **{"id": None, "applied_on": day, "version_id": measure.version_on(day).pk},
            **{"department_id": make_department(department).pk, "sub_item": 0},
        }
        with pytest.raises(InternalError, match="not in force for the department"), transaction.atomic():
            MeasureApplication.objects.create(**values)
