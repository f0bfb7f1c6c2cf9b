"""比对命中: the list of hits, ordered and filtered; several hits decided or approved together."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from roster.models import Enterprise
from screening.actions.match_policy import change_match_policy
from screening.models import ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.states import Decision, StandingState
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, put_in_force, version_fields

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
LIST = "screening:hit_list"
DECIDE = "screening:hits_decide"
APPROVE = "screening:hits_approve"


@pytest.fixture
def hits(officer: User, credit: User) -> list[ScreeningHit]:
    """Possible matches of 0001 to 0003, and a hit of 0004 on another blacklist by its USCC."""
    put_in_force(officer, [roster_line(serial) for serial in (1, 2, 3, 4)])
    lines = [blacklist_line(f"济南泺岬{serial:04d}进出口有限公司") for serial in (1, 2, 3)]
    list_entries(credit, "court-defaulters", lines)
    list_entries(credit, "tax-violations", [blacklist_line("旧名", uscc=uscc_of(4))])
    return list(ScreeningHit.objects.order_by("enterprise__uscc"))


def rows(client: Client, query: str = "") -> list[str]:
    """The serial numbers of the enterprises on the list, in its order."""
    return [hit.enterprise.name[4:8] for hit in client.get(reverse(LIST) + query).context["page"]]


def test_hit_list_shows_most_urgent_hits_first(hits: list[ScreeningHit], credit: User, signed_in: SignedIn) -> None:
    ScreeningHit.objects.filter(pk=hits[1].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client = signed_in(credit)
    assert rows(client)[0] == "0002"
    assert rows(client)[-1] == "0004"


def test_hit_list_with_filters_shows_matching_hits(hits: list[ScreeningHit], credit: User, signed_in: SignedIn) -> None:
    ScreeningHit.objects.filter(pk=hits[1].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    decide_hit(hit=hits[2], decision=Decision.DISMISSED, reason="不同", by=credit)
    client = signed_in(credit)
    assert sorted(rows(client, "?waits=decision")) == ["0001", "0002"]
    assert rows(client, "?waits=blocking") == ["0002"]
    assert rows(client, "?waits=approval") == ["0003"]
    assert rows(client, "?waits=number_review") == []
    assert rows(client, "?blacklist=tax-violations") == ["0004"]
    assert rows(client, "?match_type=uscc") == ["0004"]
    assert rows(client, "?decision=dismissed") == []
    page = client.get(reverse(LIST)).content.decode()
    for count, label in ((2, "待核实"), (1, "其中企业资格待定"), (1, "待第二人复核")):
        assert f"<b>{count}</b><span>{label}</span>" in page
    file = client.get(reverse(LIST) + "?format=csv&waits=approval").getvalue().decode()
    assert "核实为不同主体" in file


def test_ticked_hits_show_their_effect_and_are_decided_together(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(credit)
    ticked = [hit.pk for hit in hits[:2]]
    page = client.get(reverse(DECIDE), {"hit": ticked}).content.decode()
    assert "一并核实2条" in page
    assert page.count("暂不纳入") == 2
    data = {"hit": ticked, "decision": "confirmed", "reason": "同一批文书所载地址一致"}
    assert "请写明理由" in client.post(reverse(DECIDE), {**data, "reason": ""}).content.decode()
    done = client.post(reverse(DECIDE), data | version_fields(*hits), follow=True).content.decode()
    assert "已核实为同一主体：2条命中" in done
    states = {enterprise.name[4:8]: enterprise.standing.state for enterprise in Enterprise.objects.all()}
    assert states == {
        "0001": StandingState.BLOCKED,
        "0002": StandingState.BLOCKED,
        "0003": StandingState.ELIGIBLE,
        "0004": StandingState.BLOCKED,
    }
    again = client.get(reverse(DECIDE), {"hit": hits[2].pk}).content.decode()
    assert '<option value="同一批文书所载地址一致">' in again


def test_decision_on_filtered_hits_takes_all_of_them(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(credit)
    assert "一并核实3条" in client.get(reverse(DECIDE) + "?filtered=1").content.decode()
    assert "一并核实1条" in client.get(reverse(DECIDE) + "?filtered=1&enterprise=0002").content.decode()


def test_decision_on_several_hits_names_the_one_decided_meanwhile(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    decide_hit(hit=hits[0], decision=Decision.DISMISSED, reason="不同", by=make_user(Role.CREDIT))
    data = {"hit": [hit.pk for hit in hits[:2]], "decision": "confirmed", "reason": "一致"}
    client = signed_in(credit)
    page = client.post(reverse(DECIDE), data | version_fields(*hits), follow=True).content.decode()
    assert "已核实为同一主体：济南泺岬0002进出口有限公司" in page
    assert "未办理1项" in page
    assert "<li>济南泺岬0001进出口有限公司与“济南泺岬0001进出口有限公司”：该命中已由" in page
    assert [hit.pk for hit in ScreeningHit.objects.filter(decision=Decision.CONFIRMED)] == [hits[1].pk]
    stale = client.post(reverse(DECIDE), {**data, "hit": hits[2].pk}).content.decode()
    assert "请重新核对后再提交" in stale
    assert 'value="一致"' in stale


@pytest.mark.parametrize("data", [{}, {"hit": ["x", "9" * 30, "0"]}])
@pytest.mark.parametrize("name", [DECIDE, APPROVE])
def test_decision_without_ticked_hits_shows_message(
    credit: User, signed_in: SignedIn, data: dict[str, object], name: str
) -> None:
    for method in ("get", "post"):
        page = getattr(signed_in(credit), method)(reverse(name), data, follow=True).content.decode()
        assert "请先勾选" in page


def test_proposals_on_several_hits_are_approved_by_second_user(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    ticked = {"hit": [hit.pk for hit in hits[:2]]}
    own = signed_in(credit)
    data = {**ticked, "decision": "confirmed", "reason": "地址一致"}
    done = own.post(reverse(DECIDE), data | version_fields(*hits), follow=True).content.decode()
    assert "已提出结论：2条命中" in done
    assert "您本人提出" in own.post(reverse(APPROVE), ticked).content.decode()
    other = signed_in(make_user(Role.CREDIT))
    assert "地址一致" in other.get(reverse(APPROVE), ticked).content.decode()
    assert "已复核同意" in other.post(reverse(APPROVE), ticked | version_fields(*hits), follow=True).content.decode()
    assert ScreeningHit.objects.filter(decision=Decision.CONFIRMED).count() == 2


def test_own_proposal_can_be_withdrawn_and_not_approved(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    decide_hit(hit=hits[0], decision=Decision.CONFIRMED, reason="一致", by=credit)
    own, other = signed_in(credit), signed_in(make_user(Role.CREDIT))
    box = f'value="{hits[0].pk}"'
    assert box not in own.get(reverse(LIST)).content.decode()
    assert box in other.get(reverse(LIST)).content.decode()
    detail = reverse("screening:hit_detail", args=[hits[0].pk])
    assert "填写结论" not in own.get(detail).content.decode()
    for name, message in ((DECIDE, "待第二人复核"), (APPROVE, "须由另一名信用管理人员复核")):
        page = own.get(reverse(name), {"hit": hits[0].pk}).content.decode()
        assert message in page
        assert f'<a href="{detail}#answer">撤回结论</a>' in page
        assert "提交结论" not in page
        assert "同意勾选的" not in page
        assert box not in page
    both = own.get(reverse(DECIDE), {"hit": [hit.pk for hit in hits[:2]]}).content.decode()
    assert "一并核实1条" in both
    assert "提交结论" in both
    assert "同意勾选的" in other.get(reverse(APPROVE), {"hit": hits[0].pk}).content.decode()


def test_hit_list_for_auditor_has_no_checkboxes(hits: list[ScreeningHit], signed_in: SignedIn) -> None:
    page = signed_in(make_user(Role.AUDITOR)).get(reverse(LIST)).content.decode()
    assert "济南泺岬0001进出口有限公司" in page
    assert 'type="checkbox"' not in page


def test_home_page_counts_the_hits_that_wait_for_the_user(
    hits: list[ScreeningHit], credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    decide_hit(hit=hits[0], decision=Decision.DISMISSED, reason="不同", by=credit)

    def counts(user: User) -> dict[str, int]:
        waiting = signed_in(user).get(reverse("workbench:home")).context["work_items"]
        return {item.label: item.count for item in waiting}

    own, others = counts(credit), counts(make_user(Role.CREDIT))
    assert (own["待核实的疑似命中"], own["待复核的结论"]) == (2, 0)
    assert (others["待核实的疑似命中"], others["待复核的结论"]) == (2, 1)


def test_hit_list_finds_an_enterprise_by_its_code(hits: list[ScreeningHit], credit: User, signed_in: SignedIn) -> None:
    for text in (uscc_of(2).lower(), f"aeo cn {hits[1].enterprise.customs_code}"):
        assert rows(signed_in(credit), f"?enterprise={text}") == ["0002"]
