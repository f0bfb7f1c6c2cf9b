"""比对规则: shown, changed with a basis, relaxed by two users, thresholds after a trial; versions are kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.match_policy import change_match_policy
from screening.actions.screenings import repeat_screening
from screening.models import MatchPolicy, Screening
from screening.models.match_policy import ApprovalRule
from screening.states import StandingState
from tests.factories import make_user
from tests.roles import as_owner
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, put_in_force, run_screenings

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
TRY = reverse("screening:thresholds_trial")


def test_policy_change_by_credit_administrator_needs_a_basis(credit: User, signed_in: SignedIn) -> None:
    client, url = signed_in(credit), reverse("screening:match_policy")
    assert "尚未修改" in client.get(url).content.decode()
    data = {"approval_rule": "all", "term_working_days": "3", "reason": ""}
    assert "请写明修改依据" in client.post(url, data).content.decode()
    assert not MatchPolicy.objects.exists()
    page = client.post(url, {**data, "reason": "会议纪要〔2026〕3号"}, follow=True).content.decode()
    assert "会议纪要〔2026〕3号" in page
    policy = MatchPolicy.current()
    assert (policy.approval_rule, policy.term_working_days, policy.changed_by) == ("all", 3, credit)


@pytest.mark.parametrize("term", ["0", "61", "-1", "x", ""])
def test_term_out_of_bounds_is_rejected(credit: User, signed_in: SignedIn, term: str) -> None:
    data = {"approval_rule": "none", "term_working_days": term, "reason": "规程"}
    response = signed_in(credit).post(reverse("screening:match_policy"), data)
    assert response.context["form"].errors["term_working_days"]
    assert not MatchPolicy.objects.exists()


def test_policy_form_ignores_thresholds(credit: User, signed_in: SignedIn) -> None:
    data = {
        "approval_rule": "none",
        "term_working_days": "5",
        "reason": "规程",
        "review_threshold": "1",
        "ignore_below": "1",
    }
    signed_in(credit).post(reverse("screening:match_policy"), data)
    assert MatchPolicy.current().review_threshold == MatchPolicy().review_threshold


URL = reverse("screening:match_policy")
APPROVE, REJECT = reverse("screening:match_policy_approve"), reverse("screening:match_policy_reject")


@pytest.fixture
def administrators(credit: User, signed_in: SignedIn) -> tuple[Client, Client]:
    """Two credit administrators, under a policy that requires approval of every decision."""
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    return signed_in(credit), signed_in(make_user(Role.CREDIT))


def policy_form(approval_rule: str, term: int = 5) -> dict[str, str]:
    return {"approval_rule": approval_rule, "term_working_days": str(term), "reason": "会议纪要〔2026〕5号"}


def in_force() -> tuple[str, int]:
    policy = MatchPolicy.current()
    return policy.approval_rule, policy.term_working_days


def version_field() -> dict[str, str]:
    """The version field of the page's forms."""
    return {"version": str(MatchPolicy.current().approval.pk)}


@pytest.mark.parametrize(("approval_rule", "term"), [("none", 5), ("confirmations", 3), ("all", 6)])
def test_relaxing_the_policy_needs_approval_of_another_user(
    administrators: tuple[Client, Client], credit: User, approval_rule: str, term: int
) -> None:
    own, other = administrators
    assert "另一名信用管理人员同意后生效" in text_of(own, URL)
    assert "复核同意后生效" in text_of(own, URL, policy_form(approval_rule, term))
    assert in_force() == ("all", 5)
    both = {"approval_rule": ["all", approval_rule], "term_working_days": [5, term]}
    changed = {field: values for field, values in both.items() if values[0] != values[1]}
    assert AuditEvent.objects.get(type=EventType.POLICY_CHANGE_PROPOSED).changes == changed
    text = text_of(own, URL)
    assert "待第二人复核" in text
    assert "撤回修改" in text
    assert APPROVE not in text
    assert "须由另一名信用管理人员复核" in text_of(own, APPROVE, version_field())
    assert in_force() == ("all", 5)
    text = text_of(other, URL)
    assert APPROVE in text
    assert f'name="version" value="{version_field()["version"]}"' in text
    assert "已复核同意" in text_of(other, APPROVE, version_field())
    assert in_force() == (approval_rule, term)
    assert AuditEvent.objects.filter(type=EventType.POLICY_CHANGED).latest("pk").data["proposed_by"] == str(credit)
    text = text_of(other, URL)
    for act in ("提出修改", "复核同意"):
        assert act in text
    assert "没有待复核的修改" in text_of(other, APPROVE, {"version": "x"})


@pytest.mark.parametrize("who", [0, 1])
def test_proposed_change_rejected_or_withdrawn_leaves_policy_unchanged(
    administrators: tuple[Client, Client], who: int
) -> None:
    text_of(administrators[0], URL, policy_form("none"))
    assert "请写明缘由" in text_of(administrators[who], REJECT, {"reason": " "})
    assert MatchPolicy.current().has_proposal
    assert "已换成另一份" in text_of(administrators[who], REJECT, {"reason": "没有会议纪要", "version": "x"})
    assert MatchPolicy.current().has_proposal
    done = "已退回" if who else "已撤回"
    assert done in text_of(administrators[who], REJECT, {"reason": "没有会议纪要", **version_field()})
    assert in_force() == ("all", 5)
    text = text_of(administrators[1], URL)
    assert "退回拟定的修改" in text
    assert "没有会议纪要" in text
    assert APPROVE not in text
    assert "没有待复核的修改" in text_of(administrators[who], REJECT, {"reason": "再来"})
    assert AuditEvent.objects.filter(type=EventType.POLICY_CHANGE_REJECTED).count() == 1


def test_stricter_policy_takes_effect_without_approval(administrators: tuple[Client, Client]) -> None:
    assert "比对规则已修改" in text_of(administrators[0], URL, policy_form("all", 3))
    assert in_force() == ("all", 3)


def test_change_while_another_is_proposed_is_denied(administrators: tuple[Client, Client]) -> None:
    text_of(administrators[0], URL, policy_form("none"))
    assert "请先同意、退回或撤回" in text_of(administrators[1], URL, policy_form("all", 3))
    assert in_force() == ("all", 5)


def test_approval_of_another_proposal_than_shown_is_denied(administrators: tuple[Client, Client]) -> None:
    own, other = administrators
    text_of(own, URL, policy_form("confirmations"))
    shown = version_field()
    text_of(own, REJECT, {"reason": "改一改", **shown})
    text_of(own, URL, policy_form("none"))
    for stale in (shown, {}):
        assert "请核对后再处理" in text_of(other, APPROVE, stale)
    assert in_force() == ("all", 5)


def test_home_page_counts_proposed_change_for_the_other_user(administrators: tuple[Client, Client]) -> None:
    text_of(administrators[0], URL, policy_form("none"))
    counts = [
        {item.label: item.count for item in client.get(reverse("workbench:home")).context["work_items"]}
        for client in administrators
    ]
    assert [count["待您复核的比对规则修改"] for count in counts] == [0, 1]


def test_database_rejects_relaxing_by_one_user(administrators: tuple[Client, Client], credit: User) -> None:
    other = make_user(Role.CREDIT)
    for by in (None, credit, other):
        with pytest.raises(IntegrityError, match="policy_relaxed_by_two"), transaction.atomic():
            MatchPolicy.objects.update(approval_rule="none", changed_by=by)
    text_of(administrators[0], URL, policy_form("confirmations"))
    for whom, by in (("confirmations", credit), ("none", other)):
        with pytest.raises(IntegrityError, match="policy_relaxed_by_two"), transaction.atomic():
            MatchPolicy.objects.update(approval_rule=whom, changed_by=by)


def test_database_accepts_an_approval_for_one_relaxation_only(
    administrators: tuple[Client, Client], credit: User
) -> None:
    text_of(administrators[0], URL, policy_form("none"))
    text_of(administrators[1], APPROVE, version_field())
    approver = Approval.objects.get().decided_by
    text_of(administrators[0], URL, policy_form("all"))
    for approval in (None, Approval.objects.get()):
        MatchPolicy.objects.update(approval=approval)
        with pytest.raises(IntegrityError, match="policy_relaxed_by_two"), transaction.atomic():
            MatchPolicy.objects.update(approval_rule="none", changed_by=approver)


def test_policy_row_is_never_deleted(administrators: tuple[Client, Client]) -> None:
    """Without the row no decision would need approval."""
    with as_owner(), pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        MatchPolicy.objects.all().delete()


def test_higher_thresholds_are_applied_by_another_user(compared: None, administrators: tuple[Client, Client]) -> None:
    own, other = administrators
    trial = run_trial(own, 96, 40)
    assert "须由另一名信用管理人员据以施行" in text_of(own, apply_url(trial))
    assert "须由另一名信用管理人员据以施行" in text_of(own, apply_url(trial), {"reason": "纪要"})
    page = reverse("screening:screening_detail", args=[trial.pk])
    for client, may in ((own, False), (other, True)):
        assert ("按此施行" in text_of(client, page)) == may
        assert ("须由另一名信用管理人员据以施行" in text_of(client, page)) != may
    assert MatchPolicy.current().review_threshold == 60
    assert "分值已修改" in text_of(other, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().review_threshold == 96
    run_screenings()
    assert "分值已修改" in text_of(own, apply_url(run_trial(own, 60, 40)), {"reason": "纪要"})


def test_auditor_sees_no_form(signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.AUDITOR))
    assert "保存" not in client.get(reverse("screening:match_policy")).content.decode()


@pytest.fixture
def compared(officer: User, credit: User, blacklists: None) -> None:
    """An enterprise that is pending because of a possible match, and one that is eligible."""
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    put_in_force(officer, [roster_line(1), roster_line(2)])


def run_trial(client: Client, review_threshold: object, ignore_below: object) -> Screening:
    """Request a trial on the page, run it and return it."""
    response = client.post(TRY, {"review_threshold": review_threshold, "ignore_below": ignore_below})
    trial = Screening.objects.latest("pk")
    assert response.url == reverse("screening:screening_detail", args=[trial.pk])
    run_screenings()
    return trial


def text_of(client: Client, url: str, data: dict[str, str] | None = None) -> str:
    response = client.get(url) if data is None else client.post(url, data, follow=True)
    return " ".join(response.content.decode().split())


def apply_url(trial: Screening) -> str:
    return reverse("screening:thresholds_apply", args=[trial.pk])


def standing() -> str:
    return Enterprise.objects.get(uscc=uscc_of(1)).standing.state


def test_trial_shows_impact_and_changes_nothing(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    assert TRY in text_of(client, reverse("screening:match_policy"))
    text = text_of(client, reverse("screening:screening_detail", args=[run_trial(client, 96, 40).pk]))
    assert "没有改变任何命中和激励资格" in text
    assert "<dt>不再提请核实</dt> <dd> 1处 </dd>" in text
    assert "<dt>待核实 → 联合激励对象</dt> <dd> 1家 </dd>" in text
    assert uscc_of(1) in text
    assert "按此施行" in text
    assert "重新比对核验" not in text
    assert MatchPolicy.current().review_threshold == 60
    assert standing() == StandingState.PENDING


def test_applying_a_trial_needs_a_basis(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial = run_trial(client, 96, 40)
    text = text_of(client, apply_url(trial))
    assert "提请核实的分值由60改为96" in text
    assert "待核实 → 联合激励对象1家" in text
    assert "请写明修改依据" in text_of(client, apply_url(trial), {"reason": " "})
    assert MatchPolicy.current().review_threshold == 60
    assert "分值已修改" in text_of(client, apply_url(trial), {"reason": "会议纪要〔2026〕4号"})
    policy = MatchPolicy.current()
    assert (policy.review_threshold, policy.ignore_below, policy.changed_by) == (96, 40, credit)
    screening = Screening.objects.latest("pk")
    assert (screening.trigger, screening.is_trial, screening.requested_by) == ("everything", False, credit)
    run_screenings()
    assert standing() == StandingState.ELIGIBLE
    assert AuditEvent.objects.get(type=EventType.THRESHOLDS_CHANGED).changes["review_threshold"] == [60, 96]
    text = text_of(client, reverse("screening:match_policy"))
    assert "满96分提请核实，不满40分不记录" in text
    assert "会议纪要〔2026〕4号" in text
    assert "的分值已在施行" in text_of(client, reverse("screening:screening_detail", args=[trial.pk]))
    assert "的分值已在施行" in text_of(client, apply_url(trial), {"reason": "再来"})


@pytest.mark.parametrize(
    ("review_threshold", "ignore_below", "message"),
    [
        ("", "40", "请填写分值"),
        ("x", "40", "请填写0至100之间的整数"),
        ("60.5", "40", "请填写0至100之间的整数"),
        ("101", "40", "分值不能高于100"),
        ("60", "-1", "分值不能低于0"),
        ("40", "60", "不记录的分值（60）不能高于提请核实的分值（40）"),
        ("60", "40", "与现行分值（60、40）相同，无需试算"),
        ("9" * 30, "40", "分值不能高于100"),
    ],
)
def test_invalid_thresholds_are_rejected(
    credit: User, signed_in: SignedIn, review_threshold: str, ignore_below: str, message: str
) -> None:
    assert message in text_of(
        signed_in(credit), TRY, {"review_threshold": review_threshold, "ignore_below": ignore_below}
    )
    assert not Screening.objects.exists()


def test_second_trial_while_one_runs_is_denied(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    client.post(TRY, {"review_threshold": "96", "ignore_below": "40"})
    trial = Screening.objects.latest("pk")
    assert f"{trial}正在对全部企业和条目进行" in text_of(client, TRY, {"review_threshold": "90", "ignore_below": "40"})
    assert "试算完成后才能施行" in text_of(client, apply_url(trial))


def test_older_trial_is_not_applied(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial, newer = run_trial(client, 96, 40), run_trial(client, 80, 40)
    assert f"{trial}之后又进行过{newer}" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().review_threshold == 60
    assert "分值已修改" in text_of(client, apply_url(newer), {"reason": "纪要"})


def test_trial_is_not_applied_after_an_import(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial = run_trial(client, 96, 40)
    list_entries(credit, "wage-arrears", [blacklist_line("某公司", uscc=uscc_of(2))])
    assert "已有变化，试算结果不再准确，请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().review_threshold == 60


def test_trial_is_not_applied_on_another_day_or_after_a_roster(
    compared: None, officer: User, credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(credit)
    trial = run_trial(client, 96, 40)
    Screening.objects.filter(pk=trial.pk).update(started_at=timezone.now() - timedelta(days=1))
    assert "请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    trial = run_trial(client, 97, 40)
    put_in_force(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    assert "请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().review_threshold == 60


def test_trial_is_not_applied_while_a_screening_is_pending(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    first = Screening.objects.latest("pk")
    trial = run_trial(client, 96, 40)
    pending = repeat_screening(screening=first, by=credit)
    assert f"{pending}尚未完成（等待比对）" in text_of(client, apply_url(trial), {"reason": "纪要"})


def test_screening_that_is_no_trial_is_not_applied(compared: None, credit: User, signed_in: SignedIn) -> None:
    screening = Screening.objects.latest("pk")
    assert f"{screening}不是试算" in text_of(signed_in(credit), apply_url(screening), {"reason": "纪要"})


def test_screenings_use_the_thresholds_in_force(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    text_of(client, apply_url(run_trial(client, 96, 40)), {"reason": "纪要"})
    list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0002进出口有限公司")])
    assert set(
        Screening.objects.filter(is_trial=False).order_by("-pk").values_list("review_threshold", flat=True)[:2]
    ) == {96}
    assert not Enterprise.objects.get(uscc=uscc_of(2)).hits.get().needs_decision
