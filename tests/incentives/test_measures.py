"""Measures in the database: loading and checking the reference data, and amendments from a day on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Department
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from foundation.denials import ActionDenied
from incentives.models import ActionPlan, Measure, MeasureVersion, Section
from tests.factories import load_reference, make_department, make_user
from tests.steps import amend as amend_version

pytestmark = pytest.mark.usefixtures("reference_data")


def amend(client: Client, **fields: str) -> Any:
    """Post the form that amends measure 31 from 2026-07-01, with other values for some fields."""
    measure = Measure.objects.get(number=31)
    data = {
        "measure": measure.pk,
        "short_title": "增值税发票比照A级纳税人",
        "departments": [Department.objects.get(code="tax").pk],
        "beneficiary": "enterprise",
        "wording": "增值税发票领用比照纳税信用A级纳税人办理。",
        "sub_items": "",
        "legal_basis": "国家税务总局公告2026年第9号",
        "kinds": ["standing"],
        "in_force_from": "2026-07-01",
        **fields,
    }
    return client.post(reverse("admin:incentives_measureversion_add"), data)


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.SYSTEM))
    return client


def test_second_load_keeps_the_changes_of_an_administrator() -> None:
    Department.objects.filter(code="tax").update(name="国家税务总局济南市税务局")
    load_reference()
    assert Measure.objects.count() == MeasureVersion.objects.count() == 39
    assert Department.objects.get(code="tax").name == "国家税务总局济南市税务局"


def test_check_of_unchanged_reference_data_passes(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_reference")
    assert "与文件一致" in capsys.readouterr().out


@pytest.mark.usefixtures("owner_role")
def test_check_lists_each_difference_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
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
    measure = Measure.objects.get(number=9)
    MeasureVersion.objects.create(
        measure=measure,
        kinds=["one_off"],
        wording="另一文本",
        legal_basis="某文",
        short_title="另一简称",
        beneficiary="either",
        in_force_from="2019-01-01",
    )
    with pytest.raises(CommandError, match="7处不一致"):
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


def test_amendment_is_a_new_version_and_not_a_difference(
    administrator: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert amend(administrator).status_code == 302
    measure = Measure.objects.get(number=31)
    assert measure.version_on(date(2026, 6, 30)).wording.startswith("增值税发票领域比照")
    assert measure.version_on(date(2026, 7, 1)).wording.startswith("增值税发票领用比照")
    assert AuditEvent.objects.filter(type=EventType.MEASURE_AMENDED).exists()
    page = administrator.get(reverse("admin:incentives_measure_change", args=[measure.pk])).content.decode()
    assert "施行至" in page
    assert "2026年6月30日" in page
    call_command("check_reference")
    assert (
        "第31项（增值税发票比照A级纳税人）自2026年7月1日起修订，依据国家税务总局公告2026年第9号"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"in_force_from": "2019-07-10"}, "施行日期须晚于现有最新文本的施行日期2019年7月10日"),
        ({"in_force_from": "2026-02-30"}, "请填写正确的日期"),
        ({"wording": ""}, "请填写这一项"),
        ({"legal_basis": " "}, "请填写这一项"),
    ],
)
def test_invalid_amendment_is_refused_in_the_form(administrator: Client, fields: dict[str, str], message: str) -> None:
    assert message in amend(administrator, **fields).content.decode()
    assert MeasureVersion.objects.count() == 39


def test_amendment_without_a_change_is_refused(administrator: Client) -> None:
    now = Measure.objects.get(number=31).versions.get()
    response = amend(administrator, wording=now.wording, condition=now.condition, legal_basis=now.legal_basis)
    assert "没有可修订的内容" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"in_force_from": date(2019, 7, 10)}, "施行日期须晚于"),
        ({"wording": "  "}, "请填写修订后的措施文本"),
        ({"legal_basis": ""}, "请填写修订所依据的文件"),
        ({"kinds": []}, "请选择修订后的类型"),
        ({"short_title": " "}, "请填写修订后的简称"),
        ({"departments": []}, "请选择修订后的责任单位"),
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


def test_second_amendment_ends_only_the_newest_version(administrator: Client) -> None:
    amend(administrator)
    assert amend(administrator, wording="再次修订的文本。", in_force_from="2027-01-01").status_code == 302
    periods = MeasureVersion.objects.with_ends().filter(measure__number=31).order_by("in_force_from")
    assert list(periods.values_list("in_force_from", "in_force_until")) == [
        (date(2019, 7, 10), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), None),
    ]


def test_sub_items_are_entered_one_per_line(administrator: Client) -> None:
    measure = Measure.objects.get(number=32)
    amend(administrator, measure=str(measure.pk), sub_items="甲项。\n\n 乙项。 ")
    assert measure.version_on(date(2026, 7, 1)).sub_items == ["甲项。", "乙项。"]


def test_amendment_form_starts_with_the_newest_version(administrator: Client) -> None:
    now = MeasureVersion.objects.get(measure__number=32)
    page = administrator.get(reverse("admin:incentives_measureversion_add"), {"measure": now.measure_id})
    for text in (now.wording, *now.sub_items):
        assert text in page.content.decode()
    for invalid in ("", "x", "9" * 30):
        address = reverse("admin:incentives_measureversion_add")
        assert administrator.get(address, {"measure": invalid}).status_code == 200


def test_page_of_a_measure_shows_its_versions_and_a_link_to_amend_it(administrator: Client) -> None:
    amend(administrator)
    measure = Measure.objects.get(number=31)
    page = administrator.get(reverse("admin:incentives_measure_change", args=[measure.pk])).content.decode()
    assert "增值税发票领域比照" in page
    assert "增值税发票领用比照" in page
    assert f"{reverse('admin:incentives_measureversion_add')}?measure={measure.pk}" in page


@pytest.mark.parametrize("model", ["actionplan", "section", "measure", "measureversion"])
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
    amend(client)
    assert MeasureVersion.objects.count() == 39


def test_version_is_neither_edited_nor_deleted_in_the_admin(administrator: Client) -> None:
    version = MeasureVersion.objects.first()
    changed = administrator.post(
        reverse("admin:incentives_measureversion_change", args=[version.pk]), {"wording": "改写"}
    )
    deleted = administrator.post(reverse("admin:incentives_measureversion_delete", args=[version.pk]), {"post": "yes"})
    assert (changed.status_code, deleted.status_code) == (403, 403)


@pytest.mark.usefixtures("owner_role")
def test_database_refuses_invalid_and_changed_versions() -> None:
    version = MeasureVersion.objects.get(measure__number=1)
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
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasureVersion.objects.create(measure=version.measure, **{**valid, **wrong})
    for change in (
        lambda: MeasureVersion.objects.update(wording="改写"),
        lambda: MeasureVersion.objects.all().delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


@pytest.mark.usefixtures("owner_role")
def test_number_of_a_measure_is_unique_in_its_plan() -> None:
    elsewhere = Section.objects.get(number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(section=elsewhere, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(number=1).update(number=2)


def test_amendment_form_offers_the_departments_in_chinese(administrator: Client) -> None:
    page = administrator.get(reverse("admin:incentives_measureversion_add")).content.decode()
    assert page.count('type="checkbox" name="departments"') == Department.objects.count()
    assert "SelectFilter2" not in page


@pytest.mark.parametrize(("short_title", "is_saved"), [("取消专用发票认证", True), (" ", False), ("一" * 17, False)])
def test_short_title_is_required_and_short(administrator: Client, short_title: str, *, is_saved: bool) -> None:
    assert (amend(administrator, short_title=short_title).status_code == 302) is is_saved
    title = str(Measure.objects.get(number=31).version_on(date(2026, 7, 1)))
    assert title == f"第31项　{short_title if is_saved else '增值税发票比照A级纳税人'}"
