"""The home page: the page behind each number shows exactly the rows that the number counts."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.recording import record
from audit.types import EventType
from blacklists.actions.feeds import save_feed
from blacklists.models import Blacklist, BlacklistFeed
from feedback.actions.advice import read_notice
from feedback.actions.changes import cancel_application, stop_application
from feedback.actions.reports import report_violation
from feedback.models import MeasureApplication, Notice, StopAdvice
from foundation.web.dates import chinese_date
from foundation.web.work_items import WorkItem, overdue_first
from incentives.actions import propose_change
from incentives.models import Measure, MeasureChange
from incentives.states import MeasureAct
from roster.actions.submissions import receive_roster
from roster.models import Enterprise
from screening.actions.match_policy import change_match_policy
from screening.models import Screening, ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.models.screenings import Trigger
from screening.reasons import ChunkParams, Failure, FailureCode
from screening.states import Decision
from tests.clock import at
from tests.factories import load_blacklists, make_certified, make_department, make_user
from tests.roles import without_triggers
from tests.spreadsheet_files import blacklist_line, roster_line, upload
from tests.steps import (
    SignedIn,
    amend,
    change_measure,
    clerk_of,
    decide_hit,
    list_entries,
    log,
    possible_matches,
    preview,
    put_in_force,
    revoke,
)

pytestmark = pytest.mark.usefixtures("reference_data")


def row_count(context: Mapping[str, Any]) -> int:
    """Return the number of rows on a page by its context; the page of the match policy has at most one proposal."""
    if "policy" in context:
        policy = context["policy"]
        return int(policy.has_proposal and policy.approval.proposed_by != context["user"])
    for shown in ("codes", "proposals", "drafts"):
        if shown in context:
            return len(context[shown])
    if "cl" in context:
        return int(context["cl"].result_count)
    has_blacklists = context.get("only_stale") or context.get("only_proposed")
    return len(context["blacklists"]) if has_blacklists else context["page"].paginator.count


def numbers(signed_in: SignedIn, user: User) -> dict[str, int]:
    """Return label → number on the home page of the user, after checking each number against the page behind it."""
    client = signed_in(user)
    counts = {}
    for item in client.get(reverse("workbench:home")).context["work_items"]:
        assert row_count(client.get(item.url).context) == item.count, item.label
        counts[item.label] = item.count
    return counts


def test_officer_sees_the_work_of_the_own_office_only(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    other_office = make_department("laiwu-customs")
    of_other_office = make_certified(office="laiwu-customs")
    for each in (enterprise, of_other_office):
        report_violation(enterprise=each, found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    preview(make_user(Role.CUSTOMS, department=other_office), [roster_line(1, customs_code="37036T0001")])
    counts = numbers(signed_in, officer)
    assert (counts["待处理的失信线索"], counts["待确认的名单"]) == (1, 0)


def test_department_sees_its_own_advice_and_unread_notices(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk)
    log(enterprise, officer, number=1)
    revoke(enterprise, officer)
    assert StopAdvice.objects.count() == 2
    assert numbers(signed_in, officer)["待答复的停用建议"] == 1
    counts = numbers(signed_in, clerk)
    assert (counts["待答复的停用建议"], counts["未读消息"]) == (1, 2)
    for notice in Notice.objects.filter(department=clerk.department):
        read_notice(notice=notice, by=clerk)
    assert numbers(signed_in, clerk)["未读消息"] == 0
    assert numbers(signed_in, clerk_of("ecology"))["待答复的停用建议"] == 0


def test_department_sees_how_many_enterprises_have_each_standing(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    revoke(make_certified(), officer)
    client = signed_in(clerk)
    figures = client.get(reverse("workbench:home")).context["figures"]
    assert {figure.label: figure.count for figure in figures} == {
        "联合激励对象": 1,
        "待核实": 0,
        "暂不纳入": 0,
        "已取消": 1,
    }
    for figure in figures:
        assert client.get(figure.url).context["page"].paginator.count == figure.count


@pytest.fixture
def administrator() -> User:
    load_blacklists()
    return make_user(Role.CREDIT)


def test_credit_administrator_sees_hits_screenings_and_stale_blacklists(
    administrator: User, officer: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=administrator)
    put_in_force(officer, [roster_line(serial) for serial in (1, 2)])
    list_entries(administrator, "court-defaulters", [blacklist_line(f"济南泺岬{n:04d}进出口有限公司") for n in (1, 2)])
    decide_hit(hit=ScreeningHit.objects.first(), decision=Decision.DISMISSED, reason="不同", by=administrator)
    failure = Failure(code=FailureCode.CHUNK_FAILED, params=ChunkParams(chunk=1, attempts=3))
    Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=administrator, failure=failure)
    Blacklist.objects.filter(code="tax-violations").update(update_days=1)
    counts = numbers(signed_in, administrator)
    assert (counts["待核实的疑似命中"], counts["待复核的结论"], counts["失败的交叉比对"]) == (1, 0, 1)
    assert counts["待公布的联合激励对象"] == 2
    assert counts["逾期未更新的“黑名单”"] >= 1
    colleague = make_user(Role.CREDIT)
    assert numbers(signed_in, colleague)["待复核的结论"] == 1


def test_screening_not_done_after_an_hour_is_shown_to_those_who_act(
    administrator: User, clerk: User, signed_in: SignedIn
) -> None:
    screening = Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=administrator)
    system = make_user(Role.SYSTEM)
    url = reverse("workbench:home")
    assert "逾期未完成" not in signed_in(administrator).get(url).content.decode()
    Screening.objects.filter(pk=screening.pk).update(created_at=timezone.now() - timedelta(hours=1, seconds=1))
    for user in (administrator, system):
        assert "1次交叉比对" in signed_in(user).get(url).content.decode()
    assert "逾期未完成" not in signed_in(clerk).get(url).content.decode()
    overdue = signed_in(administrator).get(reverse("screening:screening_list"), {"overdue": "true"})
    assert list(overdue.context["page"]) == [screening]


def test_credit_administrator_sees_overdue_advice_to_others_apart_from_the_own(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    credit = make_user(Role.CREDIT)
    log(enterprise, clerk)
    log(enterprise, officer, number=1)
    revoke(enterprise, officer)
    with without_triggers():
        StopAdvice.objects.update(due_on="2026-01-05")
        MeasureApplication.objects.exclude(department=clerk.department).update(in_charge=credit.department)
    counts = numbers(signed_in, credit)
    assert (counts["待答复的停用建议"], counts["其他单位逾期未答复的停用建议"]) == (1, 1)


def test_what_runs_of_an_abolished_measure_waits_for_its_department_and_the_lead(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    application = log(enterprise, clerk)
    log(enterprise, officer, number=1)
    today = timezone.localdate()
    change_measure(31, MeasureAct.ABOLISH, in_force_from=today, by=make_user(Role.SYSTEM))
    credit, label = make_user(Role.CREDIT), "措施已废止、尚未停止的措施实施"
    counts = [numbers(signed_in, user)[label] for user in (clerk, officer, credit)]
    assert counts == [1, 0, 1]
    listed = signed_in(clerk).get(reverse("feedback:application_list")).content.decode()
    assert f"第31项　增值税发票比照A级纳税人（自{chinese_date(today)}起废止）</option>" in listed
    stop_application(application=application, stopped_on=today, reason="措施废止", by=clerk)
    assert numbers(signed_in, clerk)[label] == 0


@pytest.mark.parametrize(
    "package", ["roster", "screening", "blacklists", "feedback", "publicity", "accounts", "staffing", "incentives"]
)
def test_work_of_a_package_needs_permissions_of_that_package_only(package: str, clerk: User) -> None:
    permissions: list[str] = []
    user = SimpleNamespace(department=clerk.department, has_perm=lambda name: bool(permissions.append(name)))
    import_module(f"{package}.work_items").waiting(user)
    assert permissions
    assert {name.split(".")[0] for name in permissions} == {package}


def test_kinds_of_which_nothing_waits_are_one_line(signed_in: SignedIn) -> None:
    page = signed_in(make_user(Role.CREDIT)).get(reverse("workbench:home")).content.decode()
    assert "今天没有待办" in page
    assert 'class="work"' not in page
    clerk = clerk_of("tax")
    enterprise = make_certified()
    log(enterprise, clerk)
    revoke(enterprise)
    page = signed_in(clerk).get(reverse("workbench:home")).content.decode()
    listed, _, line = page.partition("没有待办的：")
    assert "待答复的停用建议" in listed
    assert "待答复的停用建议" not in line


def text_of(page: str) -> str:
    """The text of a page, without its tags and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", page))


def test_oldest_work_stands_first_with_its_age_and_term(officer: User, clerk: User, signed_in: SignedIn) -> None:
    url = reverse("workbench:home")
    with at("2026-11-23 09:00:00"):
        enterprise = make_certified()
        log(enterprise, clerk)
        revoke(enterprise, officer)
        due_on = StopAdvice.objects.get().due_on
        assert "今天应于" + chinese_date(due_on) + "前" in text_of(signed_in(clerk).get(url).content.decode())
    with at("2026-11-26 09:00:00"):
        log(make_certified(), clerk)
        report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票", by=clerk)
        page = text_of(signed_in(clerk).get(url).content.decode())
        assert "1待答复的停用建议已等3天" in page
    with at(f"{due_on + timedelta(days=2)} 09:00:00"):
        page = signed_in(clerk).get(url).content.decode()
        assert '<span class="late">已逾期2天</span>' in page


def test_overdue_work_stands_first_then_the_oldest() -> None:
    today = timezone.localdate()
    items = [
        WorkItem(label, 1, "", since=today - timedelta(days=waits), due_on=today - timedelta(days=late))
        for label, waits, late in (("old", 30, -1), ("late", 3, 2), ("new", 1, -9), ("latest", 5, 4))
    ]
    items.append(WorkItem("without a day", 1, ""))
    assert [item.label for item in overdue_first(items)] == ["latest", "late", "old", "new", "without a day"]


def test_work_that_waits_longer_stands_above(officer: User, clerk: User, signed_in: SignedIn) -> None:
    with at("2026-11-20 09:00:00"):
        enterprise = make_certified()
        preview(officer, [roster_line(9)], mode="changes", as_of=timezone.localdate())
    with at("2026-11-23 09:00:00"):
        report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票", by=clerk)
        to_do = signed_in(officer).get(reverse("workbench:home")).context["to_do"]
    labels = ["待确认的名单", "待处理的失信线索", "未读消息"]
    assert [item.label for item in to_do] == labels


def test_hit_past_its_term_is_counted_once(administrator: User, officer: User, signed_in: SignedIn) -> None:
    possible_matches(officer, administrator, 1, 2)
    due_on = ScreeningHit.objects.first().due_on
    with at(f"{due_on + timedelta(days=1)} 09:00:00"):
        counts = numbers(signed_in, administrator)
        page = text_of(signed_in(administrator).get(reverse("workbench:home")).content.decode())
    assert counts["待核实的疑似命中"] == 2
    assert [label for label, count in counts.items() if count and "命中" in label] == ["待核实的疑似命中"]
    assert "2待核实的疑似命中2件已逾期，最长1天" in page


def test_lead_sees_what_each_department_did_and_did_not(
    enterprise: Enterprise, officer: User, clerk: User, administrator: User, signed_in: SignedIn
) -> None:
    other = make_certified()
    log(enterprise, clerk)
    log(other, clerk)
    cancel_application(application=log(other, clerk, number=38), reason="录入有误", by=clerk)
    log(make_certified(), officer, number=1)
    revoke(enterprise, officer)
    client = signed_in(administrator)
    home = client.get(reverse("workbench:home"))
    rows = {str(department): department for department in home.context["departments"]}
    tax = rows["市税务局"]
    assert (tax.applied_count, tax.open_count, tax.unread_count) == (2, 1, 2)
    assert rows["市生态环境局"].last_logged_at is None
    links = re.findall(rf'href="([^"]*department={tax.pk}&amp;[^"]*)">(\d+)</a>', home.content.decode())
    assert len(links) == 2
    for link, count in links:
        assert client.get(unescape(link)).context["page"].paginator.count == int(count)
    assert "各单位办理情况" not in signed_in(clerk).get(reverse("workbench:home")).content.decode()


def test_system_administrator_sees_parts_queues_and_late_feeds(administrator: User, signed_in: SignedIn) -> None:
    blacklist = Blacklist.objects.get(code="court-defaulters")
    data = {"blacklist": blacklist, "address": "https://data.example/1", "mode": "changes"}
    feed = save_feed(feed=BlacklistFeed(), data=data, by=administrator)
    BlacklistFeed.objects.filter(pk=feed.pk).update(last_success_at=timezone.now() - timedelta(days=9))
    receive_roster(upload=upload(b"x", "a.csv"), mode="changes", as_of=timezone.localdate(), by=make_user(Role.CUSTOMS))
    home = signed_in(make_user(Role.SYSTEM)).get(reverse("workbench:home"))
    assert {part.label: part.works for part in home.context["parts"]} == {
        "数据库": True,
        "消息队列": True,
        "后台处理": False,
        "病毒扫描": None,
    }
    waiting = {queue.label: queue.waiting for queue in home.context["queues"]}
    assert (waiting["读取名单"], waiting["交叉比对"]) == (1, 0)
    assert f"“{blacklist}”的数据接口自" in home.content.decode()


def test_system_administrator_sees_unused_and_ending_accounts_late_lists_coming_amendments_and_missing_texts(
    administrator: User, signed_in: SignedIn, settings: LazySettings
) -> None:
    settings.SITE = settings.SITE | {"phone": "", "icp": "鲁ICP备1号"}
    system = make_user(Role.SYSTEM)
    idle, never, recent, ending = (make_user() for _ in range(4))
    for number, days in ((1, 30), (2, 31)):
        amend(number, in_force_from=timezone.localdate() + timedelta(days=days), by=system)
    now = timezone.now()
    User.objects.exclude(pk=never.pk).update(last_login=now)
    for user, days in ((idle, 100), (recent, 90)):
        User.objects.filter(pk=user.pk).update(last_login=now - timedelta(days=days))
    for user, days in ((ending, 14), (recent, 15)):
        User.objects.filter(pk=user.pk).update(ends_on=timezone.localdate() + timedelta(days=days))
    list_entries(administrator, "tax-violations", [blacklist_line("失信公司")])
    client = signed_in(system)
    home = client.get(reverse("workbench:home"))
    page = text_of(home.content.decode())
    assert "1超过90天未登录的账号已等9天" in page
    assert "1即将到期的账号" in page
    for item, account in zip(home.context["to_do"], (idle, ending, never), strict=True):
        assert list(client.get(item.url).context["cl"].queryset) == [account]
    assert "最近数据截至2026年6月30日，已" in page
    assert "公开网站的页脚尚缺：联系电话、地址、网站标识码、公安备案。在站点设置中补全" in page
    assert [version.measure.number for version in home.context["amendments"]] == [1]
    listed = client.get(reverse("admin:incentives_measure_changelist"), {"change": "soon"})
    assert [measure.number for measure in listed.context["cl"].queryset] == [1]
    assert not client.get(reverse("admin:accounts_user_changelist"), {"unused": "?"}).context["cl"].queryset
    tie_breaks = client.get(reverse("admin:incentives_measure_changelist"), {"kind": "tie_break"})
    assert [measure.number for measure in tie_breaks.context["cl"].queryset] == [14, 16, 20, 21, 35]


def test_proposed_change_of_a_measure_waits_for_another_administrator(signed_in: SignedIn) -> None:
    first, second = make_user(Role.SYSTEM), make_user(Role.SYSTEM)
    newest = Measure.objects.get(number=31).newest
    suspension = MeasureChange(
        act=MeasureAct.SUSPEND, in_force_from="2026-12-01", legal_basis="某文", content=newest.content
    )
    propose_change(measure=newest.measure, change=suspension, expected_version=str(newest.pk), by=first)
    label = "待复核的措施变动"
    assert [numbers(signed_in, user)[label] for user in (first, second)] == [0, 1]


def test_auditor_sees_the_acts_of_the_week_each_once(clerk: User, signed_in: SignedIn) -> None:
    system = make_user(Role.SYSTEM)
    with at("2026-11-22 23:59:00"):
        record(EventType.PASSWORD_RESET, target=clerk, by=system)
    with at("2026-11-23 00:01:00"):
        record(EventType.PASSWORD_RESET, target=clerk, by=system)
        record(EventType.ACCOUNT_CHANGED, target=clerk, changes={"role": (Role.DEPARTMENT, Role.CREDIT)}, by=system)
        record(EventType.ACCOUNT_CHANGED, target=clerk, changes={"full_name": ("甲", "乙")}, by=system)
        revoke(make_certified())
    with at("2026-11-29 09:00:00"):
        client = signed_in(make_user(Role.AUDITOR))
        home = client.get(reverse("workbench:home"))
        shown = {table.title: table for table in home.context["records"]["shown"]}
        counts = {table.title: table.count for table in shown.values() if table.url}
        assert counts == {"近7天账号的角色、单位、启用、有效期的变更": 1, "近7天重设的密码": 1, "近7天取消的资格": 1}
        for title in counts:
            assert len(client.get(shown[title].url).context["page"]) == counts[title]
        assert "角色：部门经办 → 信用管理" in home.content.decode()
        assert "没有记录的：近7天的下载、最近的双人复核" in text_of(home.content.decode())
        others = [dict(row)["操作"] for row in shown["最近的其他操作"].rows]
    assert others.count("修改账号") == 1
    assert not {"重设密码", "取消资格"} & set(others)


def test_auditor_sees_the_latest_acts_approvals_and_downloads(
    administrator: User, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=administrator)
    hit = possible_matches(officer, administrator, 1)[0]
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=administrator)
    signed_in(clerk).get(reverse("feedback:enterprise_list"), {"format": "csv"}).getvalue()
    page = text_of(signed_in(make_user(Role.AUDITOR)).get(reverse("workbench:home")).content.decode())
    assert "提出核实结论" in page
    assert "比对命中地址不同待复核" in page
    assert f"市税务局{clerk}列表：企业" in page
