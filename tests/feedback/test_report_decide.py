"""The competent customs office decides a violation report by one of five outcomes, checked before (plan §3)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.report_changes import supplement_report
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import Notice, ViolationReport
from feedback.states import NoticeKind, ReportState
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Measure
from publicity.actions.cases import publish_case, write_case
from roster.models import Enterprise
from screening.actions.suspensions import suspend_enterprise
from screening.models import Revocation, Suspension
from tests.factories import make_certified, make_department, make_user
from tests.feedback.report_steps import REVOKED, SUSPENDED, check, checked, decide, stored
from tests.roles import as_owner
from tests.steps import SignedIn, log, publish_enterprises, revoke

FACTS = "虚开增值税专用发票，已立案检查。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User) -> ViolationReport:
    return report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)


def today() -> str:
    return timezone.localdate().isoformat()


def state_of(enterprise: Enterprise) -> str:
    return str(enterprise.standings.current().get().state)


def notice_to(department: Department | None) -> str:
    """The text of the newest notice to the department about the decision on its report."""
    notice = Notice.objects.filter(department=department, kind=NoticeKind.REPORT_DECIDED).latest("pk")
    return notice_text(notice, sees_screening=False)


def suspend(enterprise: Enterprise, officer: User) -> Suspension:
    return suspend_enterprise(
        enterprise=enterprise,
        reason="立案核查",
        document_number="泉关企管〔2026〕7号",
        effective_on=timezone.localdate(),
        by=officer,
    )


def test_nothing_is_decided_before_it_is_checked(report: ViolationReport, officer: User, signed_in: SignedIn) -> None:
    page = check(signed_in(officer), report, **REVOKED, effective_on=today())
    for words in ("核对处理结论", "取消资格，提交", "泉关企管〔2026〕8号", "其他领域的违法失信行为", "取消资格后"):
        assert words in page
    report.refresh_from_db()
    assert report.is_open
    assert not Revocation.objects.exists()


def test_decision_changed_after_the_check_is_checked_again(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(officer), reverse("feedback:report_decide", args=[report.pk])
    page = check(client, report, outcome="unfounded", reason="查无实据")
    version = page.split('name="version" value="')[1].split('"')[0]
    shown = {"report_version": report.version, "version": version, "checked": "true"}
    sent = {"outcome": "warned", "reason": "查无实据", **shown}
    assert "核对处理结论" in client.post(address, sent).content.decode()
    report.refresh_from_db()
    assert report.is_open


def test_report_that_was_supplemented_after_it_was_shown_is_read_again_before_it_is_decided(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    """Whether it was supplemented before the decision was checked, or after."""
    client, address = signed_in(officer), reverse("feedback:report_decide", args=[report.pk])
    decision, old = {"outcome": "unfounded", "reason": "查无实据"}, report.version
    page = check(client, report, **decision)
    supplement_report(report=report, facts="已移送公安机关。", by=clerk)
    sent = {"report_version": old, **decision, **checked(page)}
    for data in (sent, {**decision, "report_version": old}):
        page = client.post(address, data).content.decode()
        assert "您打开页面之后，该线索又有补充" in page
        assert "已移送公安机关。" in page
        assert f'name="report_version" value="{stored(report).version}"' in page
        assert stored(report).is_open
    assert "失信线索不成立" in decide(client, report, **decision)


def test_no_outcome_is_selected_before_the_officer_chooses(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(officer).get(reverse("feedback:report_decide", args=[report.pk])).content.decode()
    for label in ("不成立", "警示", "暂停资格", "取消资格"):
        assert label in page
    assert "并入已有决定" not in page
    assert " checked" not in page


def test_unfounded_and_warned_keep_the_qualification(
    report: ViolationReport, enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert "企业的激励资格不因此改变" in check(client, report, outcome="warned", reason="情节轻微")
    assert "资格不变" in decide(client, report, outcome="warned", reason="情节轻微，已整改")
    other = report_violation(
        enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, is_another=True, by=clerk
    )
    assert "失信线索不成立" in decide(client, other, outcome="unfounded", reason="查无实据")
    assert state_of(enterprise) == "eligible"
    assert not Revocation.objects.exists()
    assert not Suspension.objects.exists()


def test_suspended_enterprise_is_pending_and_its_standing_states_the_reason(
    report: ViolationReport, enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert "暂停资格后" in check(client, report, **SUSPENDED, effective_on=today())
    page = decide(client, report, **SUSPENDED, effective_on=today())
    day = chinese_date(timezone.localdate())
    assert f"已暂停资格（泉关企管〔2026〕9号，自{day}起）" in page
    report.refresh_from_db()
    assert (report.state, report.suspension) == ("suspended", Suspension.objects.get())
    assert state_of(enterprise) == "pending"
    shown = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
    assert "暂停资格：立案核查（泉关企管〔2026〕9号）" in shown


def test_revoked_enterprise_loses_its_standing_with_category_and_named_measures(
    report: ViolationReport, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    measure = Measure.objects.get(number=31)
    page = decide(signed_in(officer), report, **REVOKED, effective_on=today(), measures=[measure.pk])
    assert "已取消资格" in page
    report.refresh_from_db()
    revocation = Revocation.objects.get()
    assert report.revocation == revocation
    assert (revocation.category, revocation.measures) == ("other_violation", [measure.pk])
    assert state_of(enterprise) == "revoked"


def test_revocation_takes_the_place_of_a_suspension(
    report: ViolationReport, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    suspension = suspend(enterprise, officer)
    client = signed_in(officer)
    page = client.get(reverse("feedback:report_decide", args=[report.pk])).content.decode()
    assert 'value="suspended"' not in page
    decide(client, report, **REVOKED, effective_on=today())
    suspension.refresh_from_db()
    assert suspension.replaced_by == Revocation.objects.get()


@pytest.mark.parametrize("decide_before", [revoke, suspend])
def test_report_joins_the_decision_in_force(
    report: ViolationReport,
    enterprise: Enterprise,
    officer: User,
    clerk: User,
    signed_in: SignedIn,
    decide_before: "partial[Revocation | Suspension]",
) -> None:
    before = decide_before(enterprise, officer)
    client = signed_in(officer)
    page = client.get(reverse("feedback:report_decide", args=[report.pk])).content.decode()
    assert f"（{before.document_number}），可以将这条线索并入该决定" in page
    assert f"已并入{before.document_number}" in decide(client, report, outcome="joined", reason="")
    report.refresh_from_db()
    assert (report.state, report.decision) == ("joined", before)
    assert Revocation.objects.count() + Suspension.objects.count() == 1
    assert f"已并入已有决定（{before.document_number}" in notice_to(clerk.department)


def test_joining_without_a_decision_in_force_is_denied(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    assert "无从并入" in check(signed_in(officer), report, outcome="joined", reason="")
    with pytest.raises(ActionDenied, match="无从并入"):
        decide_report(report=report, outcome=ReportState.JOINED, by=officer)
    report.refresh_from_db()
    assert report.is_open


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        ({"reason": "情节轻微"}, ["请选择处理结论"]),
        ({"outcome": "unfounded", "reason": " "}, ["请写明处理意见"]),
        ({"outcome": "suspended"}, ["请写明处理意见", "请填写决定文号", "请填写生效日期"]),
        ({"outcome": "revoked"}, ["请选择原因类别", "请写明处理意见", "请填写决定文号", "请填写生效日期"]),
        ({**SUSPENDED, "effective_on": "2999-01-01"}, ["日期不能晚于今天"]),
    ],
)
def test_incomplete_decision_is_refused_with_what_is_missing(
    report: ViolationReport, officer: User, signed_in: SignedIn, data: dict[str, str], messages: list[str]
) -> None:
    page = check(signed_in(officer), report, **data)
    for words in ("<title>错误：", *messages):
        assert words in page
    report.refresh_from_db()
    assert report.is_open


@pytest.mark.parametrize(
    ("data", "label"), [(SUSPENDED, "暂停日期"), (REVOKED, "取消日期")], ids=["suspended", "revoked"]
)
def test_day_before_the_certification_is_denied_before_the_check(
    report: ViolationReport, officer: User, signed_in: SignedIn, data: dict[str, str], label: str
) -> None:
    page = check(signed_in(officer), report, **data, effective_on="2015-01-01")
    assert f"{label}2015年1月1日早于认证日期" in page
    assert "核对处理结论" not in page
    assert data["reason"] in page


def test_incomplete_decision_is_denied_by_the_action(report: ViolationReport, officer: User) -> None:
    with pytest.raises(ActionDenied, match="请填写决定文号。请填写生效日期。"):
        decide_report(report=report, outcome=ReportState.SUSPENDED, reason="立案核查", by=officer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    parts = {"reason": "立案核查", "document_number": "泉关企管〔2026〕9号", "effective_on": tomorrow}
    with pytest.raises(ActionDenied, match=r"暂停日期.*晚于今天"):
        decide_report(report=report, outcome=ReportState.SUSPENDED, **parts, by=officer)


def test_second_officer_learns_who_has_decided(report: ViolationReport, officer: User, signed_in: SignedIn) -> None:
    second = signed_in(make_user(Role.CUSTOMS, department=officer.department))
    address, data = reverse("feedback:report_decide", args=[report.pk]), {**REVOKED, "effective_on": today()}
    page = check(second, report, **data)
    decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微", by=officer)
    version = page.split('name="version" value="')[1].split('"')[0]
    refused = second.post(address, {**data, "version": version, "checked": "true"}).content.decode()
    assert f"该线索已由{officer}处理：已警示" in refused
    assert data["reason"] in refused
    assert not Revocation.objects.exists()
    assert f"该线索已由{officer}处理：已警示" in second.get(address).content.decode()


def test_other_customs_office_reads_and_does_not_decide(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.CUSTOMS, department=make_department("laiwu-customs")))
    detail = reverse("feedback:report_detail", args=[report.pk])
    page = client.get(detail).content.decode()
    assert FACTS in page
    assert "decide/" not in page
    denied = "由泉城海关主管，莱芜海关不能处理其资格"
    assert denied in client.get(reverse("feedback:report_decide", args=[report.pk])).content.decode()
    assert denied in check(client, report, **REVOKED, effective_on=today())
    assert not Revocation.objects.exists()


def test_revoking_a_revoked_enterprise_is_denied_with_the_day(
    report: ViolationReport, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    revoke(enterprise, officer)
    page = check(signed_in(officer), report, **REVOKED, effective_on=today())
    assert "的资格已于" in page
    assert REVOKED["reason"] in page


def test_check_counts_what_follows_a_revocation(
    enterprise: Enterprise, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    application = log(enterprise, clerk)
    publish_enterprises(enterprises=[enterprise], by=credit)
    publish_case(case=write_case(application=application, title="案", body="例", by=credit), by=credit)
    report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)
    client = signed_in(officer)
    for page in (
        check(client, report, **REVOKED, effective_on=today()),
        client.get(reverse("screening:revocation_create", args=[enterprise.uscc])).content.decode(),
    ):
        for words in ("15个成员单位将收到通报", "将向市税务局发出1项停用建议", "移出公布名单", "案例1篇同时撤下"):
            assert words in page


def test_reporting_department_learns_the_outcome(
    report: ViolationReport, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    assert "市税务局将收到处理结果" in decide(signed_in(officer), report, outcome="warned", reason="情节轻微")
    text, client = notice_to(clerk.department), signed_in(clerk)
    for words in ("您单位报送的", report.enterprise.name, "已由海关处理：已警示", "情节轻微"):
        assert words in text
    assert text in client.get(reverse("feedback:notice_list")).content.decode()
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    for words in ("已警示", "情节轻微"):
        assert words in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "suspended", "decision_reason": "立案"},
        {"state": "revoked", "decision_reason": "属实"},
        {"state": "joined", "decision_reason": "并入"},
        {"state": "warned", "decision_reason": " "},
    ],
)
def test_database_refuses_a_decision_without_what_it_needs(
    report: ViolationReport, officer: User, wrong: dict[str, str]
) -> None:
    decided = {"decided_by": officer, "decided_at": timezone.now(), **wrong}
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        ViolationReport.objects.filter(pk=report.pk).update(**decided)


def test_database_refuses_a_decision_about_another_enterprise(report: ViolationReport, officer: User) -> None:
    suspension = suspend(make_certified(), officer)
    decided = {"decided_by": officer, "decided_at": timezone.now(), "decision_reason": "立案"}
    with pytest.raises(IntegrityError, match="another enterprise"), transaction.atomic():
        ViolationReport.objects.filter(pk=report.pk).update(state="suspended", suspension=suspension, **decided)
