"""Measures in the database: loading and checking the reference data, and amendments from a day on."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.permissions import Role
from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventType
from feedback.models import Notice
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import ActionPlan, Measure, MeasureVersion, Section
from incentives.states import PlanState
from tests.factories import load_reference, make_department, make_user
from tests.roles import without_triggers
from tests.steps import amend as amend_version

pytestmark = pytest.mark.usefixtures("reference_data")


def amend(client: Client, *, number: int = 31, act: str = "amend", **fields: Any) -> Any:
    """Post the form that amends a measure from 2026-07-01, with other values for some fields."""
    measure = Measure.objects.get(number=number)
    content = measure.newest.content
    data = {
        **content,
        "version": measure.newest.pk,
        "wording": "增值税发票领用比照纳税信用A级纳税人办理。",
        "sub_items": "\n".join(content["sub_items"]),
        "legal_basis": "国家税务总局公告2026年第9号",
        "in_force_from": "2026-07-01",
        "propose": "提交复核",
        **fields,
    }
    posted = {key: value for key, value in data.items() if value is not None}
    return client.post(reverse("admin:incentives_measure_act", args=[measure.pk, act]), posted, follow=True)


def answer(client: Client, act: str, *, number: int = 31, version: object = None, **fields: str) -> str:
    """Approve or reject what is proposed; return the page that follows."""
    measure = Measure.objects.get(number=number)
    data = {"version": version or measure.approval_id, **fields}
    address = reverse(f"admin:incentives_measure_{act}", args=[measure.pk])
    return client.post(address, data, follow=True).content.decode()


def open_measure(client: Client, number: int = 31) -> str:
    measure = Measure.objects.get(number=number)
    return client.get(reverse("admin:incentives_measure_change", args=[measure.pk])).content.decode()


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.SYSTEM))
    return client


@pytest.fixture
def second() -> Client:
    client = Client()
    client.force_login(make_user(Role.SYSTEM))
    return client


def test_second_load_keeps_the_changes_of_an_administrator() -> None:
    Department.objects.filter(code="quancheng-customs").update(customs_code_prefixes=["37016"])
    load_reference()
    assert Measure.objects.count() == MeasureVersion.objects.count() == 39
    assert Department.objects.get(code="quancheng-customs").customs_code_prefixes == ["37016"]


def test_check_of_unchanged_reference_data_passes(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_reference")
    assert "与文件一致" in capsys.readouterr().out


@pytest.mark.usefixtures("owner_role")
def test_check_lists_each_difference_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with without_triggers():
        Department.objects.filter(code="tax").update(name="税务局")
    MeasureVersion.objects.get(measure__number=7).departments.clear()
    Measure.objects.filter(number=8).update(section=Section.objects.get(number=2))
    Measure.objects.create(section=Section.objects.get(number=11), number=40)
    ActionPlan.objects.update(title="另一标题")
    with pytest.raises(CommandError, match="5处不一致") as failure:
        call_command("check_reference")
    assert failure.value.returncode == 1
    output = capsys.readouterr().out
    assert "成员单位市税务局的名称与文件不同" in output
    assert "第7项（优先办理进出口通关手续）的责任单位与文件不同" in output
    assert "第8项不在文件所列的类别中" in output
    assert "第40项不在文件的39项之中" in output
    assert "行动计划的标题与文件不同" in output


def test_check_lists_differences_of_a_first_version(capsys: pytest.CaptureFixture[str]) -> None:
    later = amend_version(9, by=make_user(Role.SYSTEM), in_force_from=date(2027, 1, 1))
    MeasureVersion.objects.create(
        measure=later.measure,
        approval=later.approval,
        kinds=["one_off"],
        wording="另一文本",
        legal_basis="某文",
        short_title="另一简称",
        beneficiary="either",
        in_force_from="2019-01-01",
    )
    with pytest.raises(CommandError, match="8处不一致"):
        call_command("check_reference")
    output = capsys.readouterr().out
    for title in ("措施文本", "类型", "依据", "施行日期", "简称", "受益人", "责任单位"):
        assert f"第9项（汇总征税）的{title}与文件不同" in output


@pytest.mark.usefixtures("owner_role")
def test_check_of_a_database_without_the_plan_lists_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    MeasureVersion.departments.through.objects.all().delete()
    Department.objects.all().delete()
    ActionPlan.objects.update(document_number="另一文号")
    with pytest.raises(CommandError, match="16处不一致"):
        call_command("check_reference")
    output = capsys.readouterr().out
    assert "缺少成员单位市税务局" in output
    assert "缺少行动计划济信用办〔2019〕7号" in output


def test_amendment_is_previewed_approved_by_another_administrator_and_not_a_difference(
    administrator: Client, second: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing changes before the second administrator approved it; then the departments have a notice."""
    preview = amend(administrator, departments=["finance"], propose=None).content.decode()
    assert "<del>域比照</del>" in preview or "<ins>" in preview
    assert "3个单位将收到消息：市发展改革委、市财政局、市税务局" in preview
    assert not Approval.objects.exists()
    assert "须由另一名系统管理员复核同意" in amend(administrator, departments=["finance"]).content.decode()
    assert MeasureVersion.objects.count() == 39
    assert "变动是您本人提出的" in answer(administrator, "approve")
    assert "各有关单位已收到消息" in answer(second, "approve")
    measure = Measure.objects.get(number=31)
    assert measure.version_on(date(2026, 6, 30)).wording.startswith("增值税发票领域比照")
    assert measure.version_on(date(2026, 7, 1)).wording.startswith("增值税发票领用比照")
    assert AuditEvent.objects.filter(type=EventType.MEASURE_CHANGED).exists()
    texts = {notice.department.name: notice_text(notice, False) for notice in Notice.objects.all()}
    assert texts.keys() == {"市发展改革委", "市财政局", "市税务局"}
    assert texts["市财政局"] == (
        "第31项（增值税发票比照A级纳税人）自2026年7月1日起调整（国家税务总局公告2026年第9号）。自该日起由市财政局实施。"
    )
    page = open_measure(administrator)
    assert "2026年6月30日" in page
    assert "<ins>财政</ins>" in page
    call_command("check_reference")
    assert (
        "第31项（增值税发票比照A级纳税人）自2026年7月1日起调整，依据国家税务总局公告2026年第9号"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"in_force_from": "2019-07-10"}, "施行日期须晚于现有最新文本的施行日期2019年7月10日"),
        ({"in_force_from": "2026-02-30"}, "请填写正确的日期"),
        ({"departments": []}, "请填写这一项"),
        ({"kinds": []}, "请填写这一项"),
        ({"short_title": " "}, "请填写这一项"),
        ({"short_title": "一" * 17}, "16"),
        ({"wording": ""}, "请填写这一项"),
        ({"legal_basis": " "}, "请填写这一项"),
    ],
)
def test_invalid_amendment_is_refused_in_the_form(administrator: Client, fields: dict[str, str], message: str) -> None:
    assert message in amend(administrator, **fields).content.decode()
    assert not Approval.objects.exists()


def test_amendment_without_a_change_is_refused(administrator: Client) -> None:
    now = Measure.objects.get(number=31).newest
    response = amend(administrator, wording=now.wording, legal_basis=now.legal_basis)
    assert "没有可调整的内容" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"in_force_from": date(2019, 7, 10)}, "施行日期须晚于"),
        ({"wording": "  "}, "请填写调整后的措施文本"),
        ({"legal_basis": ""}, "请填写所依据的文件及文号"),
        ({"kinds": []}, "请选择调整后的类型"),
        ({"short_title": " "}, "请填写调整后的简称"),
        ({"departments": []}, "请选择调整后的责任单位"),
    ],
)
def test_invalid_amendment_is_denied_by_the_action(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ActionDenied, match=message):
        amend_version(31, by=make_user(Role.SYSTEM), **{"in_force_from": date(2026, 7, 1), **fields})
    assert MeasureVersion.objects.count() == 39


def test_amended_measure_keeps_title_and_departments_of_its_earlier_days() -> None:
    """From 1 December measure 31 belongs to 市财政局 under another short title; before, nothing of it changes."""
    tax, finance = make_department("tax"), make_department("finance")
    december = date(2026, 12, 1)
    amend_version(
        31, by=make_user(Role.SYSTEM), in_force_from=december, short_title="发票用量随需调整", departments=["finance"]
    )
    measure = Measure.objects.get(number=31)
    before, after = measure.version_on(december - timedelta(days=1)), measure.version_on(december)
    assert (str(before), before.responsible) == ("第31项　增值税发票比照A级纳税人", "市税务局")
    assert (str(after), after.responsible) == ("第31项　发票用量随需调整", "市财政局")
    for day, department, is_own in (
        (date(2026, 11, 30), tax, True),
        (date(2026, 11, 30), finance, False),
        (december, tax, False),
        (december, finance, True),
    ):
        assert MeasureVersion.objects.on(day).filter(measure=measure, departments=department).exists() is is_own
    last = MeasureVersion.objects.last_of_department(tax, on=december).get(measure=measure)
    assert last.short_title == "增值税发票比照A级纳税人"


def test_second_amendment_ends_only_the_newest_version() -> None:
    by = make_user(Role.SYSTEM)
    amend_version(31, in_force_from=date(2026, 7, 1), by=by)
    amend_version(31, in_force_from=date(2027, 1, 1), by=by, wording="再次调整的文本。")
    periods = MeasureVersion.objects.with_ends().filter(measure__number=31).order_by("in_force_from")
    assert list(periods.values_list("in_force_from", "in_force_until")) == [
        (date(2019, 7, 10), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), None),
    ]


def test_sub_items_are_entered_one_per_line(administrator: Client, second: Client) -> None:
    page = administrator.get(
        reverse("admin:incentives_measure_act", args=[Measure.objects.get(number=32).pk, "amend"])
    ).content.decode()
    assert "\n".join(Measure.objects.get(number=32).newest.sub_items[:2]) in page
    amend(administrator, number=32, sub_items="甲项。\n\n 乙项。 ")
    answer(second, "approve", number=32)
    assert Measure.objects.get(number=32).version_on(date(2026, 7, 1)).sub_items == ["甲项。", "乙项。"]


def test_second_proposal_and_a_stale_page_are_refused(administrator: Client, second: Client) -> None:
    """Of two administrators who amend at once one is told who proposed; a page opened before is told of the change."""
    stale = Measure.objects.get(number=31).newest.pk
    amend(administrator)
    assert "提出的变动还待第二人复核" in amend(second, wording="另一文本。").content.decode()
    shown = Measure.objects.get(number=31).approval_id
    assert "请填写理由" in answer(second, "reject")
    assert "措施没有变动" in answer(second, "reject", reason="文号有误")
    amend(administrator, wording="第二稿。")
    assert "已换成另一份，请核对后再处理" in answer(second, "approve", version=shown)
    answer(second, "approve")
    late = amend(administrator, version=stale, in_force_from="2026-08-01", wording="第三稿。").content.decode()
    assert "您打开页面之后，第31项（增值税发票比照A级纳税人）已有新的变动" in late
    assert "施行日期须晚于现有最新文本的施行日期2026年7月1日" in amend(second, wording="第四稿。").content.decode()


def test_coming_amendment_is_announced_and_withdrawn_before_its_day(administrator: Client, second: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    amend(administrator, in_force_from=tomorrow.isoformat())
    assert "调整待复核" in administrator.get(reverse("admin:incentives_measure_changelist")).content.decode()
    answer(second, "approve")
    public = reverse("publicity:measure_list")
    announced = f"自{chinese_date(tomorrow)}起调整（国家税务总局公告2026年第9号）"
    assert announced in administrator.get(public).content.decode()
    changelist = administrator.get(reverse("admin:incentives_measure_changelist"), {"q": "发票比照"})
    assert f"{chinese_date(tomorrow)}起调整" in changelist.content.decode()
    amend(administrator, act="withdraw", legal_basis="文号有误")
    answer(second, "approve")
    assert announced not in administrator.get(public).content.decode()
    assert "（已撤回）" in open_measure(administrator)
    assert "没有可以撤回的变动" in amend(administrator, act="withdraw").content.decode()
    assert "原定自" in notice_text(Notice.objects.first(), False)
    # The day is free again.
    amend(administrator, in_force_from=tomorrow.isoformat())
    answer(second, "approve")
    assert Measure.objects.get(number=31).newest.in_force_from == tomorrow


def test_act_that_ends_a_measure_looks_like_one(administrator: Client) -> None:
    buttons = re.findall(r'class="btn (btn-[a-z]+)"\s+href="[^"]*/act/([a-z]+)/"', open_measure(administrator))
    assert {act: look for look, act in buttons} == {
        **dict.fromkeys(("amend", "suspend"), "btn-quiet"),
        "abolish": "btn-danger",
    }


def test_amendment_in_force_is_not_withdrawn(administrator: Client) -> None:
    amend_version(31, in_force_from=date(2026, 7, 1), by=make_user(Role.SYSTEM))
    refused = amend(administrator, act="withdraw").content.decode()
    assert "这次变动已于2026年7月1日施行，不能撤回，请另行提出变动。" in refused


@pytest.mark.parametrize("model", ["actionplan", "section", "measure"])
def test_administrator_reads_every_page_and_deletes_nothing(administrator: Client, model: str) -> None:
    pages = administrator.get(reverse(f"admin:incentives_{model}_changelist"))
    first = pages.context["cl"].result_list[0]
    page = administrator.get(reverse(f"admin:incentives_{model}_change", args=[first.pk]))
    assert (pages.status_code, page.status_code) == (200, 200)
    deleted = administrator.post(reverse(f"admin:incentives_{model}_delete", args=[first.pk]), {"post": "yes"})
    assert deleted.status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_amendment_by_another_role_is_refused(client: Client, role: Role) -> None:
    client.force_login(make_user(role))
    assert amend(client).status_code == 403
    assert not Approval.objects.exists()


@pytest.mark.usefixtures("owner_role")
def test_database_refuses_invalid_and_changed_versions() -> None:
    approval = amend_version(1, by=make_user(Role.SYSTEM), in_force_from=date(2027, 1, 1)).approval
    version = MeasureVersion.objects.filter(measure__number=1).earliest("in_force_from")
    valid = {
        **{"short_title": "另一简称", "beneficiary": "enterprise", "kinds": ["standing"], "wording": "另一文本"},
        **{"legal_basis": "某文", "in_force_from": "2026-01-01"},
    }
    for wrong in (
        {"in_force_from": version.in_force_from},
        {"wording": " "},
        {"short_title": " "},
        {"beneficiary": "nobody"},
        {"kinds": ["standing", "forever"]},
        {"kinds": []},
        {"effects": ["happiness"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasureVersion.objects.create(measure=version.measure, approval=approval, **{**valid, **wrong})
    with pytest.raises(InternalError, match="approved by another user"), transaction.atomic():
        MeasureVersion.objects.create(measure=version.measure, **valid)
    for change in (
        lambda: MeasureVersion.objects.filter(measure__number=1).update(withdrawal=approval),
        lambda: MeasureVersion.objects.filter(measure__number=2).update(withdrawal=approval),
        lambda: MeasureVersion.objects.update(wording="改写"),
        lambda: MeasureVersion.objects.update(approval=None),
        lambda: MeasureVersion.objects.filter(measure__number=2).delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_application_writes_no_first_version_without_an_approval() -> None:
    """Only the owner loads reference data; what the application writes was approved by a second administrator."""
    measure = Measure.objects.create(section=Section.objects.get(number=11), number=40)
    version = {"short_title": "某", "kinds": ["standing"], "wording": "某", "in_force_from": "2027-01-01"}
    change = amend_version(1, by=make_user(Role.SYSTEM), in_force_from=date(2027, 1, 1)).approval
    for approval, refused in ((None, "only_reference_unapproved|Cannot insert"), (change, "new measure is approved")):
        with pytest.raises(InternalError, match=refused), transaction.atomic():
            MeasureVersion.objects.create(measure=measure, approval=approval, legal_basis="某文", **version)
    for state in (PlanState.ADOPTED, PlanState.REJECTED):
        with pytest.raises(InternalError), transaction.atomic():
            ActionPlan.objects.create(
                document_number="某文", short_name="某", issued_on="2027-01-01", in_force_from="2027-01-01", state=state
            )


@pytest.mark.usefixtures("owner_role")
def test_number_of_a_measure_is_unique_in_its_plan() -> None:
    elsewhere = Section.objects.get(number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(section=elsewhere, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(number=1).update(number=2)
