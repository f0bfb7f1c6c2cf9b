"""The page of a hit: both sides with their sources, the decision and its approval, and the link to the next hit."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from roster.models import Enterprise
from screening.actions.match_policy import change_match_policy
from screening.models import ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.states import Decision, StandingState
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, possible_matches, put_in_force, version_fields

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
NAME = "济南泺岬0001进出口有限公司"


def detail(hit: ScreeningHit) -> str:
    return reverse("screening:hit_detail", args=[hit.pk])


def state(serial: int = 1) -> str:
    return Enterprise.objects.get(uscc=uscc_of(serial)).standing.state


def test_hit_page_marks_differences_of_both_sides(officer: User, credit: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1, address="济南市澜汀路1号")])
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬000九贸易", uscc=uscc_of(1))])
    page = signed_in(credit).get(detail(ScreeningHit.objects.get())).content.decode()
    assert "<mark>九贸易</mark>" in page
    assert "<mark>1进出口有限公司</mark>" in page
    for text in ("济南市澜汀路1号", "有履行能力而拒不履行", "（2026）鲁0102执1号", "双方统一社会信用代码均为", "100"):
        assert text in page
    assert "名单.xlsx" in page
    assert "第3行" in page


def verdict(client: Client, hit: ScreeningHit) -> str:
    """The answer at the top of the page of the hit."""
    page = client.get(detail(hit)).content.decode()
    (sentence,) = re.findall(r'<section class="verdict.*?<strong>(.*?)</strong>', page, re.S)
    return sentence


def test_hit_page_answers_first_what_the_hit_waits_for(officer: User, credit: User, signed_in: SignedIn) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    client = signed_in(credit)
    assert verdict(client, hit) == "疑似命中，待核实"
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    assert verdict(client, hit) == "已核实为不同主体"


def test_hit_page_shows_the_score_on_its_scale_and_what_follows_from_each_decision(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    page = signed_in(credit).get(detail(hit)).content.decode()
    assert f'aria-label="得分{hit.score}分；满60分的提请核实，不满40分的不记录"' in page
    confirmed, dismissed = re.findall(r'<div class="choice">(.*?)</div>\s*(?=<div class="choice">|</div>)', page, re.S)
    assert "暂不纳入" in confirmed
    assert "各成员单位将收到通报" in confirmed
    assert "联合激励对象" in dismissed
    assert "企业资格不变" in dismissed
    assert "不再提请核实" in dismissed
    assert "通报" not in dismissed


def test_page_of_a_hit_that_counts_says_what_waits_and_what_lifting_it_does(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    lines = [
        blacklist_line("濟南泺岬0001進出口有限公司", uscc=uscc_of(1)),
        blacklist_line("济南泺岬0002进出口有限公司"),
    ]
    list_entries(credit, "court-defaulters", lines)
    client = signed_in(credit)
    counting, possible = (
        client.get(detail(ScreeningHit.objects.get(match_type=match_type))).content.decode()
        for match_type in ("uscc", "name")
    )
    assert "等您处理的另有1条，本条不在其中" in counting
    assert "等您处理的有1条，含本条" in possible
    assert "仅写法不同" in counting
    assert "各成员单位将收到通报，尚未答复的停用建议随之撤销" in counting
    page = client.get(Enterprise.objects.get(uscc=uscc_of(1)).get_absolute_url()).content.decode()
    assert "未核实" not in page
    assert '<span class="badge badge-blocked">已生效</span>' in page


def test_hit_page_shows_source_row_with_its_headers(officer: User, credit: User, signed_in: SignedIn) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    cells = hit.entry.row.raw_cells
    assert ("A", "主体名称", NAME) in cells
    assert ("E", "列入日期", "2026-01-05") in cells
    page = signed_in(credit).get(detail(hit)).content.decode()
    assert "<dt>案号</dt>" in page


def test_hit_page_shows_former_names_and_other_hits_of_the_enterprise(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1, name="济南泺岬旧名有限公司", customs_code="37016T9999")])
    put_in_force(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    list_entries(credit, "tax-violations", [blacklist_line(NAME, uscc=uscc_of(1), document="鲁税罚1号")])
    hit = ScreeningHit.objects.get(match_type="name")
    page = signed_in(credit).get(detail(hit)).content.decode()
    for text in ("济南泺岬旧名有限公司", "37016T9999", "泉城海关", "鲁税罚1号", "统一社会信用代码相同", "暂不纳入"):
        assert text in page
    assert detail(ScreeningHit.objects.get(match_type="uscc")) in page


def test_decision_on_hit_page_leads_to_next_hit_and_finally_to_list(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    first, second = possible_matches(officer, credit, 1, 2)
    client = signed_in(credit)
    data = {"decision": "dismissed", "reason": "地址不同"}
    assert f'href="{detail(second)}">下一条' in client.get(detail(first)).content.decode()
    assert client.post(detail(first), data | version_fields(first))["Location"] == detail(second)
    assert client.post(detail(second), data | version_fields(second))["Location"] == reverse("screening:hit_list")


def test_hit_by_number_is_lifted_by_decision_with_reason(officer: User, credit: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    hit = ScreeningHit.objects.get()
    url = detail(hit)
    client = signed_in(credit)
    assert "请写明理由" in client.post(url, {"decision": "dismissed", "reason": ""}).content.decode()
    assert state() == StandingState.BLOCKED
    data = {"decision": "dismissed", "reason": "法院已更正公告"}
    stale = client.post(url, data).content.decode()
    assert "双方资料或拟定的结论已有变化" in stale
    # The page keeps the reason that was typed.
    assert "法院已更正公告" in stale
    client.post(url, data | version_fields(hit))
    assert state() == StandingState.ELIGIBLE
    assert "法院已更正公告" in client.get(url).content.decode()


def test_decision_on_hit_decided_meanwhile_shows_message(officer: User, credit: User, signed_in: SignedIn) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    response = signed_in(credit).post(detail(hit), {"decision": "confirmed", "reason": "同一地址"}, follow=True)
    assert "已由" in response.content.decode()
    assert state() == StandingState.ELIGIBLE


def test_decided_hit_is_reopened_with_reason(officer: User, credit: User, signed_in: SignedIn) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="地址一致", by=credit)
    client = signed_in(credit)
    url = reverse("screening:hit_reopen", args=[hit.pk])
    assert "请写明缘由" in client.post(url, {"reason": " "}, follow=True).content.decode()
    assert state() == StandingState.BLOCKED
    page = client.post(url, {"reason": "企业提交了更正材料", **version_fields(hit)}, follow=True).content.decode()
    assert "企业提交了更正材料" in page
    assert "地址一致" in page
    assert state() == StandingState.PENDING
    assert "尚未核实" in client.post(url, {"reason": "再次"}, follow=True).content.decode()


def test_proposal_on_hit_page_is_rejected_or_approved_by_second_user(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.CONFIRMATIONS, term_working_days=5, reason="规程", by=credit)
    (hit,) = possible_matches(officer, credit, 1)
    own, other = signed_in(credit), signed_in(make_user(Role.CREDIT))
    data = {"decision": "confirmed", "reason": "地址一致"}
    assert "复核同意后生效" in own.post(detail(hit), data | version_fields(hit), follow=True).content.decode()
    page = own.get(detail(hit)).content.decode()
    assert "待第二人复核" in page
    assert "撤回结论" in page
    assert reverse("screening:hits_approve") not in page
    reject_url = reverse("screening:hit_reject", args=[hit.pk])
    reason = {"reason": "请附文书"}
    assert "已有变化" in other.post(reject_url, reason, follow=True).content.decode()
    assert "已退回" in other.post(reject_url, reason | version_fields(hit), follow=True).content.decode()
    assert "没有待复核的结论" in other.post(reject_url, {"reason": "请附文书"}, follow=True).content.decode()
    own.post(detail(hit), data | version_fields(hit))
    page = other.get(detail(hit)).content.decode()
    assert reverse("screening:hits_approve") in page
    assert "公众不再看到该企业及其案例" in page
    other.post(reverse("screening:hits_approve"), {"hit": hit.pk, **version_fields(hit)})
    assert state() == StandingState.BLOCKED


def test_hit_page_for_auditor_has_no_form(officer: User, credit: User, signed_in: SignedIn) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    page = signed_in(make_user(Role.AUDITOR)).get(detail(hit)).content.decode()
    assert "核实经过" in page
    assert "提交结论" not in page
