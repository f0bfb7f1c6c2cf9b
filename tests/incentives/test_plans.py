"""A second plan from a table, and a measure that is added to a plan: previewed, approved, shown everywhere."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.models import Notice
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.actions import propose_plan_change
from incentives.models import ActionPlan, Measure
from incentives.plan_table import COLUMNS, read_table
from incentives.states import MeasureAct, PlanState
from spreadsheets.sheets import CellMark, Sheet
from spreadsheets.typed_tables import problems_of, text_of
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.plans import adopt, propose_fictional_plan
from tests.spreadsheet_files import upload, xlsx
from tests.steps import SignedIn, act_on, any_choices, clerk_of

pytestmark = pytest.mark.usefixtures("reference_data")

NUMBER = "（演示）济商务〔2026〕5号"
ROWS = [
    ("通关便利", "1", "预约查验", "可以预约查验的时间。", "按次办理", "", "泉城海关、莱芜海关", "", "", ""),
    ("", "2", "专人联络", "指定专人联络。", "持续适用", "企业", "市税务局", "电话联络\n上门联络", "已提出申请", ""),
    ("（二）宣传", "3", "优先宣传", "优先宣传。", "优先考虑、按次办理", "企业或自然人", "各有关部门", "", "", "某办法"),
]
NAMES = {"市税务局": "tax", "泉城海关": "quancheng-customs", "莱芜海关": "laiwu-customs"}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.SYSTEM))
    return client


@pytest.fixture
def second() -> Client:
    client = Client()
    client.force_login(make_user(Role.SYSTEM))
    return client


def send(client: Client, name: str = "add", *arguments: object, **fields: Any) -> Any:
    """Post the form of a new plan, or of a measure, with other values for some fields."""
    plan = {
        **{"document_number": NUMBER, "title": "关于稳外贸的行动计划", "short_name": "外贸计划"},
        **{"issued_by": "市商务局", "issued_on": "2026-06-01", "in_force_from": "2026-06-15"},
    }
    data = {**(plan if name == "add" else {}), **fields}
    return client.post(reverse(f"admin:incentives_actionplan_{name}", args=arguments), data, follow=True)


def propose(client: Client, name: str = "add", *arguments: object, **fields: Any) -> str:
    """Preview the form and propose what the preview shows; return the page that follows."""
    form = send(client, name, *arguments, **fields).context["form"]
    fields = {**fields, "table": form.data.get("table", ""), "file": ""}
    page = send(client, name, *arguments, **fields, version=form.data["version"], propose="提交复核")
    return page.content.decode()


def answer(client: Client, act: str, plan: ActionPlan, **fields: str) -> str:
    plan.refresh_from_db()
    return send(client, act, plan.pk, version=plan.approval_id, **fields).content.decode()


def new_measure(**fields: Any) -> dict[str, Any]:
    return {
        **{"legal_basis": "（演示）济信用办〔2026〕6号", "in_force_from": "2026-06-15", "number": "40"},
        **{"new_section": "（十二）其他", "short_title": "共享奖项信息", "wording": "共享获奖信息。"},
        **{"kinds": ["one_off"], "beneficiary": "enterprise", "departments": ["tax"], **fields},
    }


def test_second_plan_from_a_file_is_previewed_approved_and_shown_everywhere(
    administrator: Client, second: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    template = administrator.get(reverse("admin:incentives_actionplan_table"))
    assert template["Content-Disposition"].startswith("attachment")
    file = upload(xlsx(tuple(COLUMNS), ROWS), "措施表.xlsx")
    preview = send(administrator, file=file)
    page = preview.content.decode()
    for text in (
        "预览：共3项",
        "（一）通关便利 › 2.",
        "（1）电话联络（2）上门联络",
        "按次办理或优先考虑",
        "15个单位将收到消息",
    ):
        assert text in page, text
    assert ActionPlan.objects.count() == 1
    form = preview.context["form"]
    sent = send(administrator, table=form.data["table"], version=form.data["version"], propose="提交复核")
    assert "须由另一名系统管理员复核同意" in sent.content.decode()
    plan = ActionPlan.objects.get(document_number=NUMBER)
    listed = second.get(reverse("admin:incentives_actionplan_changelist")).content.decode()
    assert "3项" in listed
    public = Client().get(reverse("publicity:measure_list")).content.decode()
    assert "稳外贸" not in public
    assert "变动是您本人提出的" in answer(administrator, "approve", plan)
    assert "各有关单位已收到消息" in answer(second, "approve", plan)
    assert [str(measure) for measure in Measure.objects.filter(section__plan=plan)] == [
        *("外贸计划第1项", "外贸计划第2项", "外贸计划第3项")
    ]
    texts = {notice.department.code: notice_text(notice, False) for notice in Notice.objects.all()}
    assert len(texts) == 15
    assert texts["tax"] == (
        f"行动计划《关于稳外贸的行动计划》（{NUMBER}）自2026年6月15日起施行，共3项措施。"
        "由您单位实施的有外贸计划第2项（专人联络）、外贸计划第3项（优先宣传）。"
    )
    call_command("check_reference")
    assert "与文件一致" in capsys.readouterr().out

    visitor = Client()
    public = visitor.get(reverse("publicity:measure_list")).content.decode()
    assert "42项激励措施" in public
    assert "预约查验" in public
    assert re.findall(r"\?department=([\w-]+)", public) == list(Department.objects.values_list("code", flat=True))
    assert NUMBER in visitor.get(reverse("publicity:home")).content.decode()
    assert "共2类3项" in visitor.get(reverse("publicity:plan")).content.decode()

    enterprise, clerk = make_certified(), Client()
    clerk.force_login(clerk_of("tax"))
    page = clerk.get(enterprise.get_absolute_url()).content.decode()
    assert 'aria-label="登记第31项"' in page
    assert 'aria-label="登记外贸计划第2项"' in page
    measure = Measure.objects.get(section__plan=plan, number=2)
    logged = {
        **{"measure": measure.pk, "applied_on": timezone.localdate(), "description": "已指定专人。"},
        **{"sub_item": 1, "condition_met": "on"},
    }
    address = reverse("feedback:application_create", args=[enterprise.uscc])
    assert "外贸计划第2项　专人联络" in clerk.post(address, logged, follow=True).content.decode()
    listed = clerk.get(reverse("feedback:application_list"), {"measure": measure.pk, "format": "csv"})
    assert "外贸计划第2项　专人联络" in listed.getvalue().decode()


def test_measure_40_is_added_to_the_first_plan(
    administrator: Client, second: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its number is free once; an addition in another section that waits is taken back, and the plan stays."""
    plan = ActionPlan.objects.get()
    page = administrator.get(reverse("admin:incentives_actionplan_measure", args=[plan.pk]))
    assert page.context["form"]["number"].value() == 40
    for wrong, message in (
        ({"number": "31"}, "序号31已有措施，一个计划中每项措施的序号只能用一次。"),
        ({"new_section": "其他"}, "请写明新的类别的编号和标题"),
        ({"section": plan.sections.first().pk}, "二者取一"),
        ({"in_force_from": "2019-07-09"}, "施行日期早于行动计划的施行日期2019年7月10日"),
        ({"in_force_from": "2036-07-09"}, "在三年以后"),
    ):
        assert message in send(administrator, "measure", plan.pk, **new_measure(**wrong)).content.decode()
    propose(administrator, "measure", plan.pk, **new_measure())
    shown = administrator.get(reverse("admin:incentives_actionplan_change", args=[plan.pk])).content.decode()
    assert "（十二）其他 › 40." in shown
    assert "提出的变动还待第二人复核" in propose(second, "measure", plan.pk, **new_measure(number="41"))
    assert "请填写理由" in answer(second, "reject", plan)
    assert "行动计划没有变动" in answer(second, "reject", plan, reason="文号有误")
    propose(administrator, "measure", plan.pk, **new_measure())
    answer(second, "approve", plan)
    measure = Measure.objects.get(number=40)
    assert str(measure.newest) == "第40项　共享奖项信息"
    assert measure.newest.act_label == "新增"
    assert measure.version_on(date(2026, 6, 14)) is None
    assert "40项激励措施" in Client().get(reverse("publicity:measure_list")).content.decode()
    notice = Notice.objects.get(department__code="tax")
    assert "新增1项措施（（演示）济信用办〔2026〕6号）" in notice_text(notice, False)
    call_command("check_reference")
    assert "第40项（共享奖项信息）自2026年6月15日起新增" in capsys.readouterr().out


def test_plan_ends_with_its_measures_from_a_day_on_and_the_past_stays(
    administrator: Client, second: Client, signed_in: SignedIn
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    plan = adopt(propose_fictional_plan(by=make_user(Role.SYSTEM)), by=make_user(Role.SYSTEM))
    clerk = clerk_of("tax")
    measure = Measure.objects.filter(section__plan=plan).first()
    application = log_application(
        enterprise=make_certified(),
        measure=measure,
        applied_on=timezone.localdate(),
        description="已开通预约。",
        choices=any_choices(measure),
        by=clerk,
    )
    end = {"in_force_from": tomorrow.isoformat(), "legal_basis": "济商务〔2027〕1号"}
    preview = send(administrator, "act", plan.pk, "end", **end).content.decode()
    for text in ("<li>措施2项：外贸计划1第1项（预约办税1）、", "市税务局正在适用1项（1家企业）", "2个单位将收到消息"):
        assert text in preview, text
    propose(administrator, "act", plan.pk, "end", **end)
    assert "变动是您本人提出的" in answer(administrator, "approve", plan)
    assert "各有关单位已收到消息" in answer(second, "approve", plan)
    shown = Client().get(reverse("publicity:measure_list")).content.decode()
    assert shown.count(f"自{chinese_date(tomorrow)}起废止（济商务〔2027〕1号）") == 2
    notice = notice_text(Notice.objects.filter(department__code="tax").latest("pk"), False)
    assert f"自{chinese_date(tomorrow)}起废止（济商务〔2027〕1号），2项措施同日废止" in notice
    assert "您单位正在适用1项（1家企业），请停止适用，并登记停止日期。" in notice
    refused = send(administrator, "measure", plan.pk, **new_measure()).content.decode()
    assert f"该行动计划自{chinese_date(tomorrow)}起废止，不能新增措施。" in refused
    # The end is withdrawn before its day, and decided again.
    assert "撤回原定" in propose(administrator, "act", plan.pk, "withdraw", legal_basis="文号有误")
    answer(second, "approve", plan)
    assert "起废止" not in Client().get(reverse("publicity:measure_list")).content.decode()
    propose(administrator, "act", plan.pk, "end", **end)
    answer(second, "approve", plan)
    with at(f"{tomorrow} 09:00:00"):
        public = Client().get(reverse("publicity:measure_list")).content.decode()
        assert "39项激励措施" in public
        assert "预约办税" not in public
        assert f"{chinese_date(tomorrow)}起废止" in Client().get(reverse("publicity:plan")).content.decode()
        assert plan.document_number not in Client().get(reverse("publicity:home")).content.decode()
        page = signed_in(clerk).get(reverse("feedback:application_detail", args=[application.pk])).content.decode()
    assert "外贸计划1第1项" in page
    assert measure.version_on(timezone.localdate()).is_in_force
    with pytest.raises(InternalError, match="approved by another user"), transaction.atomic():
        ActionPlan.objects.filter(pk=plan.pk).update(ends_on=None)


def test_plan_whose_measures_were_abolished_one_by_one_is_ended_and_its_end_withdrawn(
    administrator: Client, second: Client, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=2)
    system = make_user(Role.SYSTEM)
    plan = adopt(propose_fictional_plan(day=today - timedelta(days=9), by=system), by=make_user(Role.SYSTEM))
    first, last = Measure.objects.filter(section__plan=plan).order_by("number")
    act_on(first, MeasureAct.ABOLISH, in_force_from=today, by=system)
    act_on(last, MeasureAct.ABOLISH, in_force_from=later, by=system)
    changed = administrator.get(reverse("admin:incentives_measure_changelist"))
    assert ">外贸计划1（一）通关便利</a>" in changed.content.decode()
    of_plan = administrator.get(reverse("admin:incentives_measure_changelist"), {"section": first.section_id})
    assert list(of_plan.context["cl"].queryset) == [first, last]

    end = {"in_force_from": tomorrow.isoformat(), "legal_basis": "济商务〔2027〕1号"}
    refused = send(administrator, "act", plan.pk, "end", **end).content.decode()
    assert f"自{chinese_date(later)}起废止，行动计划不能在这以前废止" in refused
    end["in_force_from"] = later.isoformat()
    assert "该计划的措施此前均已废止" in send(administrator, "act", plan.pk, "end", **end).content.decode()
    for _ in range(2):
        propose(administrator, "act", plan.pk, "end", **end)
        assert "各有关单位已收到消息" in answer(second, "approve", plan)
        lead = signed_in(clerk_of("ndrc")).get(reverse("feedback:notice_list")).content.decode()
        assert f"自{chinese_date(later)}起废止（济商务〔2027〕1号），其措施此前均已废止。" in lead
        plan.refresh_from_db()
        assert plan.ends_on == later
        withdrawal = reverse("admin:incentives_measure_act", args=[last.pk, "withdraw"])
        page = administrator.post(withdrawal, {"version": last.newest.pk, "legal_basis": "文号有误"}).content.decode()
        assert "请先撤回行动计划的废止" in page
        page = propose(administrator, "act", plan.pk, "withdraw", legal_basis="文号有误")
        assert f"撤回原定{chinese_date(later)}的废止，依据或理由：文号有误" in page
        assert f"外贸计划1第1项　预约办税1（自{chinese_date(today)}起废止）" in page
        answer(second, "approve", plan)
        lead = signed_in(clerk_of("ndrc")).get(reverse("feedback:notice_list")).content.decode()
        assert f"原定自{chinese_date(later)}起的废止已撤回（文号有误）。" in lead
    plan.refresh_from_db()
    assert plan.ends_on is None


def test_new_measure_and_new_plan_are_withdrawn_before_their_day(administrator: Client, second: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    first = ActionPlan.objects.get()
    coming = new_measure(in_force_from=tomorrow)
    propose(administrator, "measure", first.pk, **coming)
    answer(second, "approve", first)
    measure = Measure.objects.get(number=40)
    propose(administrator, "act", first.pk, "withdraw", legal_basis="文号有误")
    answer(second, "approve", first)
    notice = notice_text(Notice.objects.filter(department__code="tax").latest("pk"), False)
    assert "起的新增已撤回（文号有误），涉及1项措施。由您单位实施的有第40项（共享奖项信息）。" in notice
    assert "共享奖项信息" not in Client().get(reverse("publicity:measure_list")).content.decode()
    assert "共11类39项" in Client().get(reverse("publicity:plan")).content.decode()
    assert "已撤回" in administrator.get(reverse("admin:incentives_measure_changelist")).content.decode()
    page = administrator.get(reverse("admin:incentives_measure_change", args=[measure.pk])).content.decode()
    assert "（已撤回）" in page
    assert "/act/" not in page
    page = administrator.get(reverse("admin:incentives_actionplan_change", args=[first.pk])).content.decode()
    assert "第40项　（已撤回）" in page
    moved = {**coming, "new_section": "", "section": first.sections.first().pk}
    assert "曾列入“（十二）其他”" in send(administrator, "measure", first.pk, **moved).content.decode()
    propose(administrator, "measure", first.pk, **{**coming, "new_section": "", "section": measure.section_id})
    answer(second, "approve", first)
    assert not measure.newest.is_withdrawn
    # Of a plan that is withdrawn, number and name are free again.
    table = text_of([tuple(COLUMNS), *ROWS])
    for _ in range(2):
        propose(administrator, in_force_from=tomorrow, table=table)
        plan = ActionPlan.objects.latest("pk")
        answer(second, "approve", plan)
        assert "稳外贸" in Client().get(reverse("publicity:measure_list")).content.decode()
        propose(administrator, "act", plan.pk, "withdraw", legal_basis="暂缓印发")
        answer(second, "approve", plan)
        plan.refresh_from_db()
        assert plan.state == PlanState.WITHDRAWN
        assert "稳外贸" not in Client().get(reverse("publicity:plan")).content.decode()
    nothing = send(administrator, "act", plan.pk, "withdraw", legal_basis="再撤").content.decode()
    assert "没有可以撤回的变动" in nothing


def test_plan_file_with_two_measures_of_one_number_is_refused_by_cell(administrator: Client) -> None:
    rows = [ROWS[0], ("", "1", *ROWS[1][2:])]
    book = xlsx(tuple(COLUMNS), rows)
    refused = send(administrator, file=upload(book, "措施表.xlsx"))
    page, form = refused.content.decode(), refused.context["form"]
    assert "B3序号1与B2重复，一个计划中每项措施的序号只能用一次。" in page
    assert "预约查验" in page, "what the file says is in the form, to be corrected"
    # The form keeps the file; what is corrected in the table stays.
    corrected = {"table": text_of([tuple(COLUMNS), ROWS[0], ROWS[1]]), "filled_from": form.data["filled_from"]}
    assert "预览：共2项" in send(administrator, file=upload(book, "措施表.xlsx"), **corrected).content.decode()
    assert "请选择措施表，或在这里填写措施" in send(administrator).content.decode()
    assert not ActionPlan.objects.filter(document_number=NUMBER).exists()


def test_rejected_plan_is_shown_nowhere_and_may_be_entered_again(administrator: Client, second: Client) -> None:
    table = text_of([tuple(COLUMNS), *ROWS])
    for short_name, message in (("", "请填写这一项"), ("外" * 13, "12")):
        assert message in send(administrator, table=table, short_name=short_name).content.decode()
    propose(administrator, table=table)
    assert f"文号为{NUMBER}的行动计划待复核" in send(second, table=table).content.decode()
    plan = ActionPlan.objects.get(document_number=NUMBER)
    answer(second, "reject", plan, reason="文号有误")
    plan.refresh_from_db()
    assert (plan.state, plan.sections.count()) == (PlanState.REJECTED, 0)
    assert "稳外贸" not in Client().get(reverse("publicity:plan")).content.decode()
    propose(administrator, table=table)
    assert ActionPlan.objects.filter(document_number=NUMBER).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPlan.objects.create(
            document_number=NUMBER, short_name="某", issued_on="2026-06-01", in_force_from="2026-06-01"
        )


def test_addition_is_denied_by_the_action_and_to_other_roles(administrator: Client, client: Client) -> None:
    plan = ActionPlan.objects.get()
    addition = {"act": "add", "in_force_from": "2026-06-15", "legal_basis": "某文", "measures": []}
    with pytest.raises(ActionDenied, match="没有要新增的措施"):
        propose_plan_change(plan=plan, change=addition, by=make_user(Role.SYSTEM))
    client.force_login(make_user(Role.CREDIT))
    for name, arguments in (("add", []), ("table", []), ("measure", [plan.pk])):
        assert client.get(reverse(f"admin:incentives_actionplan_{name}", args=arguments)).status_code == 403


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({(1, 1): "一"}, "B2序号“一”不是序号，请填写1、2、3等数字。"),
        ({(1, 1): ""}, "B2序号没有填写。"),
        ({(1, 0): ""}, "A2类别没有填写。"),
        ({(2, 0): "宣传", (3, 0): "通关便利"}, None),
        ({(2, 2): "长" * 17}, "C3简称有17个字，至多16个字。"),
        ({(2, 3): "\u3000"}, "D3措施文本没有填写。"),
        ({(1, 4): "长期"}, "E2类型“长期”不能识别，可填持续适用、按次办理、优先考虑、同等条件下优先。"),
        ({(1, 5): "个人"}, "F2受益人“个人”不能识别，可填企业、自然人、企业或自然人。"),
        ({(1, 6): "市税务局、税务总局"}, "G2责任单位“税务总局”不能识别，可填市税务局、泉城海关、莱芜海关。"),
        ({(0, 3): "文本"}, "没有找到表头"),
        ({(0, 2): "名称"}, "第1行的表头缺少：简称。"),
        ({(0, 7): "序号"}, "表头“序号”有两列：B1和H1。"),
        ({(0, 9): ""}, "J4有内容而没有表头，请填写表头或删去。"),
    ],
)
def test_problem_of_a_table_names_its_cell(change: dict[tuple[int, int], str], problem: str | None) -> None:
    rows = [list(COLUMNS), *map(list, ROWS)]
    for (line, column), text in change.items():
        rows[line][column] = text
    table = read_table(text_of(rows), departments=NAMES, basis=NUMBER)
    assert (not table.problems) if problem is None else any(problem in found for found in table.problems), table


def test_table_keeps_its_lines_and_tells_what_it_leaves_out() -> None:
    rows = [["关于稳外贸的措施"], [], [*COLUMNS, "备注"], [], [*ROWS[0], "", "见附件"]]
    table = read_table(text_of(rows), departments=NAMES, basis=NUMBER)
    assert table.notes == ["表头在第3行，它以上的内容没有载入。", "L列“备注”没有载入。"]
    assert table.measures[0]["legal_basis"] == NUMBER
    rows[4][1] = "?"
    assert read_table(text_of(rows), departments=NAMES, basis=NUMBER).problems[0].startswith("B5序号")


def test_file_with_hidden_or_struck_parts_or_two_sheets_is_refused() -> None:
    marks = [CellMark(2, 3, "struck"), CellMark(3, 1, "comment", "待定")]
    sheet = Sheet("措施", [["a"]], hidden_lines=[4], hidden_columns=[9], marks=marks)
    assert list(problems_of([sheet])) == [
        *("第4行是隐藏的，请取消隐藏或删去。", "J列是隐藏的，请取消隐藏或删去。"),
        "D2加了删除线，像是已删去的内容，请在文件中改正。",
    ]
    assert "文件有2张有内容的工作表（“措施”、“旧”）" in next(problems_of([sheet, Sheet("旧", [["a"]])]))
