"""An enterprise that moves from the roster of one customs office to that of the other keeps its standing."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from audit.wording import details
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice, StopAdvice
from feedback.states import NoticeKind
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster
from roster.actions.transfers import agree_to_transfer
from roster.history import roster_on
from roster.models import Certification, Enterprise, RosterSubmission, Transfer
from screening.actions.finishing import run_screening
from screening.actions.revocations import revoke_enterprise
from screening.actions.screened_periods import record_screened
from screening.actions.standings import reassess
from screening.models import Screening, Standing
from screening.states import StandingState
from tests.clock import at
from tests.drafts.forms import key_on
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import clerk_of, full_confirmation, log, preview, put_in_force, revoke, run_screenings

pytestmark = pytest.mark.usefixtures("reference_data")
SignedIn = Callable[[User], Client]


def confirm_on_page(client: Client, submission: RosterSubmission, **data: str) -> str:
    url = reverse("roster:submission_confirm", args=[submission.pk])
    return client.post(url, {"problems_verified": "on", **data}, follow=True).content.decode()


def page(client: Client, submission: RosterSubmission) -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()


def settle_on_page(client: Client, act: str, **data: str) -> str:
    url = reverse(f"roster:transfer_{act}", args=[Transfer.objects.get().pk])
    return client.post(url, data, follow=True).content.decode()


def moving(officer: User, other_officer: User, **line: Any) -> Enterprise:
    """Enterprise 1, on the roster of 泉城海关 with enterprise 2, and named by a confirmed roster of 莱芜海关."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    notify_standing_changes()
    put_in_force(other_officer, [roster_line(1, **line), roster_line(3)])
    return Enterprise.objects.get(uscc=uscc_of(1))


def test_roster_that_names_an_enterprise_of_the_other_office_is_confirmed_without_it(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    submission = preview(other_officer, [roster_line(1), roster_line(3)])
    client = signed_in(other_officer)
    shown = page(client, submission)
    assert "转入1家" in shown
    assert "新增1家" in shown
    assert "名单已确认生效" in confirm_on_page(client, submission)
    offices = dict(Certification.objects.open().values_list("enterprise__uscc", "office__name"))
    assert offices == {uscc_of(1): "泉城海关", uscc_of(2): "泉城海关", uscc_of(3): "莱芜海关"}
    assert "<strong>已确认生效，另有1家待对方海关同意移交</strong>" in page(client, submission)
    assert Transfer.objects.get().enterprise.uscc == uscc_of(1)


def test_agreed_transfer_moves_the_enterprise_without_a_loss(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer, certified_on="2026-06-01")
    log(enterprise, clerk_of("tax"))
    assert "已同意" in settle_on_page(signed_in(officer), "agree")
    notify_standing_changes()
    certification = enterprise.certifications.get()
    assert certification.office == other_officer.department
    assert certification.certified_on == date(2026, 6, 1)
    assert enterprise.standing.state == StandingState.ELIGIBLE
    assert enterprise.standing.reasons[0]["params"]["office"] == "莱芜海关"
    assert set(Notice.objects.values_list("kind", flat=True)) <= {NoticeKind.ADDED}
    assert not StopAdvice.objects.exists()


def test_transfer_by_the_roster_of_the_former_office_needs_no_reason_and_is_no_loss(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer)
    submission = preview(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    shown = page(client, submission)
    assert "退出0家" in shown
    assert "移交莱芜海关" in shown
    assert "名单已确认生效" in confirm_on_page(client, submission)
    notify_standing_changes()
    assert enterprise.certifications.get().office == other_officer.department
    assert enterprise.standing.state == StandingState.ELIGIBLE
    assert set(Notice.objects.values_list("kind", flat=True)) <= {NoticeKind.ADDED}
    assert "已移交" in page(client, submission)


def test_removal_that_the_other_office_is_about_to_ask_for_is_pointed_out(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    named = preview(other_officer, [roster_line(1)])
    dropping = preview(officer, [roster_line(2)])
    client = signed_in(officer)
    assert "请莱芜海关先确认" in page(client, dropping)
    confirm_on_page(signed_in(other_officer), named)
    assert "预览之后名单已有变化" in confirm_on_page(client, dropping)
    process_roster(dropping.pk)
    shown = page(client, dropping)
    assert "退出0家" in shown
    assert "确认名单后移交" in shown
    confirm_on_page(client, dropping)
    notify_standing_changes()
    assert set(Notice.objects.values_list("kind", flat=True)) <= {NoticeKind.ADDED}


def test_leaving_one_roster_before_joining_the_other_is_a_loss_and_a_return(officer: User, other_officer: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    notify_standing_changes()
    put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    notify_standing_changes()
    put_in_force(other_officer, [roster_line(1)])
    notify_standing_changes()
    kinds = Counter(Notice.objects.values_list("kind", flat=True))
    assert kinds == {NoticeKind.ADDED: 15, NoticeKind.LOST: 15, NoticeKind.RESTORED: 15}


def test_declined_transfer_leaves_the_enterprise_where_it_was(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer)
    assert "请写明" in settle_on_page(signed_in(officer), "decline", reason="")
    assert "已退回" in settle_on_page(signed_in(officer), "decline", reason="迁移手续尚未办结")
    assert enterprise.certifications.get().office == officer.department
    shown = page(signed_in(other_officer), RosterSubmission.objects.get(office=other_officer.department))
    assert "迁移手续尚未办结" in shown


def test_refused_decision_of_a_transfer_keeps_what_was_typed(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    moving(officer, other_officer)
    settle_on_page(signed_in(other_officer), "withdraw", reason="填错了代码")
    client = signed_in(officer)
    key = key_on(client, reverse("roster:transfer_detail", args=[Transfer.objects.get().pk]))
    shown = settle_on_page(client, "decline", reason="不应丢失的理由", **key)
    assert "已撤回" in shown
    assert "不应丢失的理由" in shown


def test_transfer_is_decided_by_the_former_office_only(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    enterprise = moving(officer, other_officer)
    assert "由泉城海关" in settle_on_page(signed_in(other_officer), "agree")
    assert "由莱芜海关" in settle_on_page(signed_in(officer), "withdraw", reason="不要")
    assert enterprise.certifications.get().office == officer.department


def test_revoked_enterprise_stays_revoked_and_is_restored_by_its_new_office(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer)
    revocation = revoke(enterprise, officer)
    settle_on_page(signed_in(officer), "agree")
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    assert enterprise.standing.state == StandingState.REVOKED
    url = reverse("screening:revocation_restore", args=[revocation.pk])
    assert signed_in(officer).get(url).status_code == 409
    assert signed_in(other_officer).get(url).status_code == 200


def test_enterprise_that_left_the_other_roster_meanwhile_is_added(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    submission = preview(other_officer, [roster_line(1)])
    put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    client = signed_in(other_officer)
    assert "预览之后名单已有变化" in confirm_on_page(client, submission)
    process_roster(submission.pk)
    assert "新增1家" in page(client, submission)
    confirm_on_page(client, submission)
    assert not Transfer.objects.exists()
    assert Certification.objects.open().get(enterprise__uscc=uscc_of(1)).office == other_officer.department


def test_preview_before_a_decided_transfer_is_compared_again(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer)
    submission = preview(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    settle_on_page(client, "decline", reason="不予移交")
    assert "预览之后名单已有变化" in confirm_on_page(client, submission)
    process_roster(submission.pk)
    assert "退出1家" in page(client, submission)
    assert enterprise.certifications.open().exists()


def test_transferred_enterprise_counts_on_the_roster_of_its_new_office(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    moving(officer, other_officer)
    settle_on_page(signed_in(officer), "agree")
    former = preview(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    assert not former.removals.exists()
    new = preview(other_officer, [roster_line(3)], as_of=date(2026, 7, 1))
    assert list(new.removals.values_list("uscc", flat=True)) == [uscc_of(1)]


def test_renamed_enterprise_is_screened_again_and_keeps_its_standing(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer, name="莱芜泺岬新名进出口有限公司", customs_code="37036T0001")
    settle_on_page(signed_in(officer), "agree")
    enterprise.refresh_from_db()
    assert enterprise.name == "莱芜泺岬新名进出口有限公司"
    assert enterprise.customs_code == "37036T0001"
    assert enterprise.standing.state == StandingState.ELIGIBLE
    run_screenings()
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    assert enterprise.standing.state == StandingState.ELIGIBLE
    assert "济南泺岬0001进出口有限公司" in enterprise.former("name")


def test_later_roster_names_the_enterprise_again_under_the_same_request(officer: User, other_officer: User) -> None:
    moving(officer, other_officer)
    later = put_in_force(other_officer, [roster_line(1), roster_line(3), roster_line(4)])
    assert Transfer.objects.get().row.submission == later


def test_whole_roster_without_the_enterprise_withdraws_the_request(officer: User, other_officer: User) -> None:
    moving(officer, other_officer)
    put_in_force(other_officer, [roster_line(3)], as_of=date(2026, 7, 1))
    assert Transfer.objects.get().get_state_display() == "已撤回"


def transferred_on_10_november(officer: User, other_officer: User) -> Enterprise:
    """Enterprise 1, certified on 2 November and transferred to 莱芜海关 on 10 November."""
    with at("2026-11-02 10:00:00"):
        enterprise = moving(officer, other_officer)
    with at("2026-11-10 10:00:00"):
        agree_to_transfer(transfer=Transfer.objects.get(), by=officer)
    return enterprise


def test_standing_has_no_gap_and_names_the_office_of_each_day(officer: User, other_officer: User) -> None:
    enterprise = transferred_on_10_november(officer, other_officer)
    rows = list(Standing.objects.known().filter(enterprise=enterprise).order_by("since"))
    assert [(row.since, row.until, row.state) for row in rows] == [
        (date(2026, 11, 2), date(2026, 11, 10), StandingState.ELIGIBLE),
        (date(2026, 11, 10), None, StandingState.ELIGIBLE),
    ]
    assert [row.reasons[0]["params"]["office"] for row in rows] == ["泉城海关", "莱芜海关"]


def test_fact_from_before_the_transfer_leaves_the_former_office_on_its_days(officer: User, other_officer: User) -> None:
    enterprise = transferred_on_10_november(officer, other_officer)
    with at("2026-11-12 10:00:00"):
        revoke_enterprise(
            enterprise=enterprise,
            reason="走私",
            document_number="8号",
            effective_on=date(2026, 11, 5),
            by=other_officer,
        )
    rows = Standing.objects.known().filter(enterprise=enterprise).order_by("since")
    offices = [(row.since, row.state, row.reasons[-1]["params"]["office"]) for row in rows if row.state == "revoked"]
    assert offices == [
        (date(2026, 11, 5), StandingState.REVOKED, "泉城海关"),
        (date(2026, 11, 10), StandingState.REVOKED, "莱芜海关"),
    ]


def test_roster_of_a_day_has_the_enterprise_once(officer: User, other_officer: User) -> None:
    transferred_on_10_november(officer, other_officer)
    rosters = {
        (office.name, day): uscc_of(1) in roster_on(office, date(2026, 11, day))
        for office in (officer.department, other_officer.department)
        for day in (9, 10)
    }
    assert rosters == {
        ("泉城海关", 9): True, ("泉城海关", 10): False, ("莱芜海关", 9): False, ("莱芜海关", 10): True,
    }  # fmt: skip


def test_unscreened_enterprise_is_not_cleared_by_an_earlier_screening_of_the_new_office(
    officer: User, other_officer: User
) -> None:
    submission = preview(officer, [roster_line(1), roster_line(2)])
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)
    named = preview(other_officer, [roster_line(1, name="莱芜泺岬新名进出口有限公司"), roster_line(3)])
    confirm_roster(submission=named, confirmation=full_confirmation(named), by=other_officer)
    run_screening(Screening.objects.get(submission=named).pk)
    agree_to_transfer(transfer=Transfer.objects.get(), by=officer)
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    record_screened([enterprise.certifications.get().pk])
    reassess(enterprise_ids=[enterprise.pk])
    assert Enterprise.objects.get(uscc=uscc_of(1)).standing.state == StandingState.UNSCREENED
    run_screenings()
    assert Enterprise.objects.get(uscc=uscc_of(1)).standing.state == StandingState.ELIGIBLE


def test_transfer_is_listed_for_both_offices_and_waits_for_the_former_one(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = moving(officer, other_officer)
    for user, count in ((officer, 1), (other_officer, 0)):
        client = signed_in(user)
        assert enterprise.name in client.get(reverse("roster:transfer_list")).content.decode()
        (item,) = [i for i in client.get(reverse("workbench:home")).context["work_items"] if "移交" in i.label]
        assert item.count == client.get(item.url).context["page"].paginator.count == count


def test_transfer_page_shows_what_changes(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    moving(officer, other_officer, customs_code="37036T0001")
    url = reverse("roster:transfer_detail", args=[Transfer.objects.get().pk])
    shown = signed_in(officer).get(url).content.decode()
    assert "37016T0001" in shown
    assert "37036T0001" in shown
    assert "同意移交" in shown
    asking = signed_in(other_officer).get(url).content.decode()
    assert "同意移交" not in asking
    assert "撤回请求" in asking


def test_new_request_after_a_declined_one_shows_its_reason(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    moving(officer, other_officer)
    settle_on_page(signed_in(officer), "decline", reason="迁移手续尚未办结")
    again = preview(other_officer, [roster_line(1), roster_line(3), roster_line(4)], as_of=date(2026, 7, 1))
    shown = page(signed_in(other_officer), again)
    assert "上次的理由：迁移手续尚未办结" in shown
    assert "确认名单后请对方海关同意" in shown


def test_transfer_is_audited_with_office_and_day_before_and_after(officer: User, other_officer: User) -> None:
    moving(officer, other_officer, certified_on="2026-06-01")
    agree_to_transfer(transfer=Transfer.objects.get(), by=officer)
    assert AuditEvent.objects.filter(type=EventType.TRANSFER_REQUESTED, actor_id=other_officer.pk).count() == 1
    event = AuditEvent.objects.get(type=EventType.TRANSFER_AGREED, actor_id=officer.pk)
    assert event.changes == {"office": ["泉城海关", "莱芜海关"], "certified_on": ["2020-03-02", "2026-06-01"]}
    assert details(event) == [("主管海关", "泉城海关 → 莱芜海关"), ("认证日期", "2020年3月2日 → 2026年6月1日")]


@pytest.mark.parametrize("act", ["request", "release"])
def test_many_transfers_need_as_many_queries_as_one(officer: User, other_officer: User, act: str) -> None:
    put_in_force(officer, [roster_line(serial) for serial in range(1, 20)])

    def queries(serials: range) -> int:
        submission = preview(other_officer, [roster_line(serial) for serial in serials], mode="changes")
        if act == "release":
            confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=other_officer)
            left = Certification.objects.open().filter(office=officer.department)
            kept = set(left.values_list("enterprise__uscc", flat=True)) - {uscc_of(serial) for serial in serials}
            lines = [roster_line(serial) for serial in range(1, 20) if uscc_of(serial) in kept]
            submission = preview(officer, lines)
        with CaptureQueriesContext(connection) as captured:
            confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=submission.uploaded_by)
        return len(captured)

    # From the second transfer on, a preview has an earlier one as its base.
    queries(range(1, 2))
    assert queries(range(2, 3)) == queries(range(3, 10))
