"""A simulated 机构改革: departments are renamed, split, merged, founded and closed while their work goes on."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.advice import read_notice, stop_measure
from feedback.actions.changes import stop_application
from feedback.actions.follow import notify_standing_changes
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import MeasureApplication, Notice, StopAdvice, ViolationReport
from feedback.states import NoticeKind, ReportState
from foundation.denials import ActionDenied
from incentives.models import Measure
from incentives.states import MeasureAct
from reorganisations.models import Reorganisation
from reorganisations.tasks import carry_out_due
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.lock_order import out_of_order, recorded_locks
from tests.reorganisations.acts import Administrators
from tests.roles import as_owner
from tests.steps import SignedIn, amend, change_measure, clerk_of, log, revoke

BEFORE, REFORM, AFTER = "2026-07-08 09:00:00", "2026-11-20 09:00:00", "2026-12-02 09:00:00"
pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def administrators(signed_in: SignedIn) -> Administrators:
    return Administrators(signed_in)


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def measure(number: int) -> int:
    return Measure.objects.get(number=number).pk


def open_application(client: Client, application: MeasureApplication) -> str:
    return client.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()


def test_reform_leaves_earlier_records_as_they_were_and_hands_open_work_over(
    administrators: Administrators, officer: User, signed_in: SignedIn
) -> None:
    market, tax, bureau, finance = map(clerk_of, ("market-supervision", "tax", "local-finance", "finance"))
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    with at(BEFORE):
        of_market, of_tax, abolished = (
            log(enterprise, market, number=26),
            log(enterprise, tax, number=31),
            log(enterprise, tax, number=33),
        )
        of_bureau = log(enterprise, bureau, number=19)
        report = report_violation(enterprise=enterprise, found_on=date(2026, 7, 8), facts="虚开发票", by=bureau)
    with at(REFORM):
        administrators.enact("rename", "tax", day="2026-11-01", name="市税务与社保局")
        split = {
            "name": "市知识产权局",
            "code": "intellectual-property",
            "measures": [measure(26)],
            "accounts": [market.pk],
        }
        preview = administrators.preview("split", "market-supervision", **split)
        assert "措施1项的责任单位改为市知识产权局：第26项" in preview
        assert "措施实施1项由市知识产权局承办，其中正在适用1项，待答复的停用建议0项" in preview
        assert f"账号1个改属市知识产权局：{market}" in preview
        administrators.enact("split", "market-supervision", **split)
        transfer = {"target": department("finance").pk, "measures": [measure(31)]}
        administrators.enact("transfer", "tax", **transfer)
        merger = administrators.enact("merge", "local-finance", day="2026-12-01", target=department("finance").pk)
        assert "已同意，待施行。" in merger
        announced = Client().get(reverse("publicity:measure_list")).content.decode()
        assert "2026年12月1日起市地方金融监管局并入市财政局（济编〔2026〕3号），第19项、" in announced
        assert "的责任单位同日改为市财政局。" in announced
        administrators.enact("establish", name="市数据局", code="data")
        second = administrators.second
        change_measure(
            33, MeasureAct.ABOLISH, in_force_from=date(2026, 11, 21), by=second, legal_basis="济信用办〔2026〕9号"
        )
        amend(
            26, in_force_from=date(2026, 11, 30), by=second, wording="改后的文本", departments=["intellectual-property"]
        )
    with at(AFTER):
        carry_out_due()
        revoke(enterprise, officer)
        for user in (market, tax, bureau, finance):
            user.refresh_from_db()
        auditor = signed_in(make_user(Role.AUDITOR))
        pages = {each: open_application(auditor, each) for each in (of_market, of_tax, abolished, of_bureau)}
        listed = auditor.get(reverse("feedback:application_list")).content.decode()
        of_closed = auditor.get(reverse("feedback:application_list"), {"department": department("local-finance").pk})
        public = Client().get(reverse("publicity:measure_list")).content.decode()
        decide_report(report=report, outcome=ReportState.UNFOUNDED, reason="查无实据", by=officer)
        advice = {each.application.measure.number: each for each in StopAdvice.objects.all()}
        stop_measure(advice=advice[26], stopped_on=date(2026, 12, 2), answer="", by=market)
        stop_measure(advice=advice[19], stopped_on=date(2026, 12, 2), answer="", by=finance)
        with pytest.raises(ActionDenied, match="该措施实施由市财政局承办，市税务与社保局不能"):
            stop_application(application=of_tax, stopped_on=date(2026, 12, 2), reason="不再适用", by=tax)
    # Facts of a day have the names, the wording and the department of that day.
    names = {of_market: "市市场监管局", of_tax: "市税务局", abolished: "市税务局", of_bureau: "市地方金融监管局"}
    now = {of_market: "市知识产权局", of_tax: "市财政局", of_bureau: "市财政局"}
    for application, page in pages.items():
        holder = f"（现由{now[application]}承办）" if application in now else ""
        assert f"{names[application]}{holder}" in page
        assert "改后的文本" not in page
    assert "更名" not in pages[of_tax]
    assert "转交" in pages[of_market]
    assert "由市市场监管局分立市知识产权局（济编〔2026〕3号）" in pages[of_market]
    # The present has the present ones, and says what they were called.
    assert {number: each.department.code for number, each in advice.items()} == {
        **{26: "intellectual-property", 31: "finance", 19: "finance", 33: "tax"}
    }
    assert [market.department.name, bureau.department.name] == ["市知识产权局", "市财政局"]
    assert "责任单位：市知识产权局；" in public
    assert "市税务与社保局（原市税务局）" in public
    assert "市数据局" in public
    assert "市地方金融监管局" not in public
    assert "市地方金融监管局（已撤销）</option>" in listed
    assert of_bureau.number in of_closed.content.decode() or "第19项" in of_closed.content.decode()
    assert Notice.objects.filter(department=department("finance"), kind="report_decided").count() == 1
    announced = Notice.objects.filter(announcement__kind="lost").values_list("department__code", flat=True)
    assert "intellectual-property" in announced
    assert "local-finance" not in announced
    assert department("market-supervision").closed_on is None
    assert department("local-finance").closed_on == date(2026, 12, 1)


def test_merger_of_a_department_with_an_unread_digest_leaves_the_digest_where_it_is(
    administrators: Administrators,
) -> None:
    """The receiver has its own digest of the week, of its own measures."""
    bureau = clerk_of("local-finance")
    params = {"until": "2026-11-15", "count": 1, "enterprises": ["济南汀岚公司"], "measures": []}
    with at(REFORM):
        Notice.objects.create(
            department=bureau.department, kind=NoticeKind.NEWCOMERS, covers_from=date(2026, 11, 9), params=params
        )
        administrators.enact("merge", "local-finance", target=department("finance").pk)
    assert department("local-finance").closed_on == date(2026, 11, 20)
    assert not Notice.objects.filter(department=department("finance"), kind=NoticeKind.NEWCOMERS).exists()


def test_loss_that_was_read_and_not_acknowledged_is_handed_over(administrators: Administrators) -> None:
    """A department that was established after the loss has no notice of it."""
    bureau = clerk_of("local-finance")
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
        notify_standing_changes()
        revoke(enterprise)
        for notice in Notice.objects.filter(department=bureau.department):
            read_notice(notice=notice, by=bureau)
    with at(REFORM):
        administrators.enact("establish", name="市数据局", code="data")
        administrators.enact("merge", "local-finance", target=department("data").pk)
    assert Notice.objects.filter(department=department("data"), kind=NoticeKind.LOST, read_at=None).count() == 1
    assert not Notice.objects.filter(department=department("data"), kind=NoticeKind.ADDED).exists()


def test_merger_locks_open_reports_before_enterprises_as_a_decision_does(administrators: Administrators) -> None:
    tax = clerk_of("tax")
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at(BEFORE):
        log(enterprise, tax, number=31)
        report = report_violation(enterprise=enterprise, found_on=date(2026, 7, 8), facts="虚开发票", by=tax)
        ViolationReport.objects.filter(pk=report.pk).update(in_charge=tax.department)
    with at(REFORM):
        administrators.enact("merge", "tax", day="2026-12-01", target=department("finance").pk)
    with at(AFTER), recorded_locks() as transactions:
        carry_out_due()
    assert department("tax").closed_on
    assert out_of_order(transactions) == []


def test_reorganisation_that_fails_by_an_error_lets_the_later_ones_be_carried_out(
    administrators: Administrators, caplog: pytest.LogCaptureFixture
) -> None:
    with at(REFORM):
        administrators.enact("establish", day="2026-12-01", name="市数据局", code="data")
        administrators.enact("rename", "tax", day="2026-12-01", name="市税务与社保局")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_department ADD CONSTRAINT no_data CHECK (code <> 'data')")
    with at(AFTER):
        carry_out_due()
    assert department("tax").name == "市税务与社保局"
    failed = Reorganisation.objects.get(act="establish")
    assert failed.is_approved
    assert f"reorganisation {failed.pk} cannot be carried out" in caplog.text


def test_department_with_open_work_is_closed_only_after_that_is_handed_over(
    administrators: Administrators, signed_in: SignedIn
) -> None:
    clerk = clerk_of("market-supervision")
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at(BEFORE):
        log(enterprise, clerk, number=26)
    with at(REFORM):
        refused = administrators.propose("close", "market-supervision").content.decode()
        assert (
            "市市场监管局还有启用的账号1个、为责任单位的措施4项、正在适用的措施实施1项，请先划转或办结，或者改办并入。"
            in refused
        )
        assert (
            reverse("admin:reorganisations_reorganisation_propose", args=["transfer", clerk.department_id]) in refused
        )
        assert f"department__id__exact={clerk.department_id}" in refused
        parts = {"measures": list(map(measure, (26, 27, 38, 39))), "accounts": [clerk.pk], "work": "on"}
        administrators.enact("transfer", "market-supervision", target=department("finance").pk, **parts)
        administrators.enact("close", "market-supervision", day="2026-12-01")
    late = make_user(department=department("market-supervision"))
    with at(AFTER):
        carry_out_due()
        newest = Reorganisation.objects.latest("pk")
        page = administrators.first.get(reverse("admin:reorganisations_reorganisation_change", args=[newest.pk]))
        assert "现在不能施行：市市场监管局还有启用的账号1个" in page.content.decode()
        User.objects.filter(pk=late.pk).update(is_active=False)
        carry_out_due()
    closed = department("market-supervision")
    assert closed.closed_on == date(2026, 12, 1)
    with pytest.raises(ValidationError, match="市市场监管局已撤销"):
        User(username="new", full_name="新人", role=Role.DEPARTMENT, department=closed).clean()
    with pytest.raises(InternalError, match="closed department is not active"), transaction.atomic():
        User.objects.filter(pk=late.pk).update(is_active=True)
    amendment = reverse("admin:incentives_measure_act", args=[measure(25), "amend"])
    assert "市市场监管局" not in administrators.first.get(amendment).content.decode()


def test_transfer_moves_what_is_left_names_the_rest_and_is_announced_ahead_of_its_day(
    administrators: Administrators, signed_in: SignedIn
) -> None:
    clerk, leaver = (clerk_of("tax") for _ in range(2))
    notices, home = reverse("feedback:notice_list"), reverse("workbench:home")
    with at(REFORM):
        for code, enterprise in (("tax", "济南汀岚公司"), ("finance", "济南沅溪公司")):
            moved = {"term_of": "advice", "enterprise": enterprise, "count": 1, "before": "2026-12-01"}
            Notice.objects.create(department=department(code), kind="term", params={**moved, "after": "2026-12-02"})
        parts = {"measures": [measure(31), measure(33)], "accounts": [clerk.pk, leaver.pk], "work": "on"}
        administrators.enact("transfer", "tax", day="2026-12-01", target=department("finance").pk, **parts)
        text = "2026年12月1日起市税务局向市财政局划转职责（济编〔2026〕3号），第31项、第33项的责任单位同日改为市财政局"
        for code in ("tax", "finance", "ndrc"):
            assert text in signed_in(clerk_of(code)).get(notices).content.decode()
        assert not Notice.objects.filter(department__code="ecology").exists()
        change_measure(33, MeasureAct.ABOLISH, in_force_from=date(2026, 11, 25), by=administrators.second)
        User.objects.filter(pk=leaver.pk).update(is_active=False)
    with at(AFTER):
        carry_out_due()
        done = Reorganisation.objects.get()
        left_out = f"未划转：第33项届时已废止或不由市税务局负责；账号{leaver}届时已停用或不属于市税务局。"
        page = reverse("admin:reorganisations_reorganisation_change", args=[done.pk])
        assert all(left_out in administrators.first.get(address).content.decode() for address in (page, home))
    with at("2026-12-10 09:00:00"):
        assert left_out not in administrators.first.get(home).content.decode()
    clerk.refresh_from_db()
    assert clerk.department.code == "finance"
    received = Notice.objects.filter(department=clerk.department, kind__in=("term", "reorganisation"))
    assert sorted(received.values_list("kind", flat=True)) == ["reorganisation", "term", "term"]
    assert Measure.objects.get(number=31).newest.responsible == "市财政局"


@pytest.mark.parametrize(
    ("abolished_from", "reason"),
    [
        (date(2026, 11, 25), "到2026年12月1日，所选的措施和账号都已不属于市税务局，没有可以划转的内容。"),
        (date(2026, 12, 20), "自2026年12月20日起废止，不能调整。"),
    ],
)
def test_transfer_that_cannot_be_on_its_day_is_shown_with_its_reason_and_taken_back_by_any_administrator(
    administrators: Administrators, signed_in: SignedIn, abolished_from: date, reason: str
) -> None:
    home = reverse("workbench:home")
    with at(REFORM):
        administrators.enact(
            "transfer", "tax", day="2026-12-01", target=department("finance").pk, measures=[measure(33)]
        )
        change_measure(33, MeasureAct.ABOLISH, in_force_from=abolished_from, by=administrators.second)
    with at(AFTER):
        carry_out_due()
        stuck = Reorganisation.objects.get()
        assert stuck.is_approved
        page, reject = (
            reverse(f"admin:reorganisations_reorganisation_{name}", args=[stuck.pk]) for name in ("change", "reject")
        )
        other, clerk = (signed_in(user) for user in (administrators.second, clerk_of("tax")))
        for address in (page, home):
            assert reason in other.get(address).content.decode()
        answer = {"version": stuck.approval_id, "reason": "措施已废止"}
        after = other.post(reject, answer, follow=True).content.decode()
        assert "重新提请" in after
        assert reason not in other.get(home).content.decode()
        withdrawn = "原定2026年12月1日起市税务局向市财政局划转职责（济编〔2026〕3号），已撤回：措施已废止。"
        assert withdrawn in clerk.get(reverse("feedback:notice_list")).content.decode()
        assert (
            "须由另一名系统管理员复核"
            in administrators.propose("rename", "tax", day="2026-12-02", name="市税务与社保局").content.decode()
        )


@pytest.mark.parametrize(
    ("act", "code", "fields", "message"),
    [
        ("close", "ndrc", {}, "市发展改革委是牵头单位，不能撤销或并入其他单位。"),
        ("merge", "quancheng-customs", {"target": "laiwu-customs"}, "泉城海关的名单上还有企业"),
        ("merge", "laiwu-customs", {"target": "finance"}, "是海关经办，只能划转到海关"),
        ("merge", "tax", {"target": "tax"}, "承接单位不能是市税务局自己"),
        ("transfer", "tax", {"target": "finance"}, "请勾选划转的措施、账号或未办结的事项。"),
        ("establish", "", {"name": "市数据局", "code": "tax"}, "代码tax是市税务局的"),
        ("split", "tax", {"name": "市财政局", "code": "new", "work": "on"}, "已有名称为市财政局的成员单位"),
    ],
)
def test_act_that_cannot_be_is_refused_by_a_sentence(
    administrators: Administrators, act: str, code: str, fields: dict[str, Any], message: str
) -> None:
    make_certified()
    make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
    if "target" in fields:
        fields = {**fields, "target": department(fields["target"]).pk}
    assert message in administrators.propose(act, code, **fields).content.decode()
    assert not Reorganisation.objects.exists()
