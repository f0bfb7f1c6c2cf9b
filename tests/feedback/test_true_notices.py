"""Departments are notified of what happened to a standing, once, with its grounds (plan §3)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from feedback.actions.follow import notify_standing_changes
from feedback.models import Announcement, Notice, StopAdvice
from feedback.models.receipts import with_answers
from feedback.states import AdviceState, NoticeKind
from feedback.wording import change_text, notice_text
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import ScreeningHit
from screening.states import Decision, StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.factories import make_certified
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, clerk_of, decide_hit, list_entries, log, put_in_force

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"


def kinds_of(enterprise: Enterprise) -> list[str]:
    """The kinds of the notices about the enterprise that a department got, the oldest first."""
    notices = Notice.objects.filter(announcement__changes__enterprise=enterprise, department__code="tax")
    return list(notices.order_by("pk").values_list("kind", flat=True))


def texts(kind: NoticeKind) -> dict[str, str]:
    """Code of the department → the text of its only notice of this kind, as its clerks read it."""
    notices = with_answers(Notice.objects.filter(kind=kind)).select_related("department")
    return {notice.department.code: notice_text(notice, sees_screening=False) for notice in notices}


def put_one_in_force(officer: User) -> Enterprise:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    return Enterprise.objects.get(name=NAME)


def block(credit: User, *, as_of: date = date(2026, 7, 1)) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("某某公司", uscc=uscc_of(1))], as_of=as_of)


def unblock(credit: User, *, as_of: date = date(2026, 7, 2)) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("失信九号公司", uscc=uscc_of(9))], as_of=as_of)


def test_first_roster_sends_each_department_one_notice_with_all_enterprises(officer: User) -> None:
    put_in_force(officer, [roster_line(serial) for serial in range(1, 31)])
    notify_standing_changes()
    assert Notice.objects.count() == Department.objects.count() == 15
    announcement = Announcement.objects.get()
    assert (announcement.kind, announcement.enterprise_count, announcement.changes.count()) == ("added", 30, 30)
    assert texts(NoticeKind.ADDED)["tax"] == "30家企业成为联合激励对象。可以适用激励措施。"


def test_queries_do_not_grow_with_the_enterprises_that_were_added(officer: User) -> None:
    counts = []
    for serials in (range(1, 3), range(1, 40)):
        put_in_force(officer, [roster_line(serial) for serial in serials], as_of=timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            notify_standing_changes()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_enterprise_that_never_was_an_incentive_object_has_no_notice_of_loss(officer: User, credit: User) -> None:
    block(credit)
    enterprise = put_one_in_force(officer)
    notify_standing_changes()
    assert enterprise.standing.state == StandingState.BLOCKED
    put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 3))
    notify_standing_changes()
    assert kinds_of(enterprise) == []


def test_first_time_eligible_after_a_block_is_an_addition_and_no_return(officer: User, credit: User) -> None:
    block(credit)
    enterprise = put_one_in_force(officer)
    notify_standing_changes()
    unblock(credit)
    notify_standing_changes()
    assert kinds_of(enterprise) == [NoticeKind.ADDED]


def test_revoked_enterprise_that_leaves_the_roster_is_lost_once(officer: User) -> None:
    enterprise = put_one_in_force(officer)
    notify_standing_changes()
    revoke_enterprise(
        enterprise=enterprise, reason="走私", document_number="8号", effective_on=timezone.localdate(), by=officer
    )
    notify_standing_changes()
    put_in_force(officer, [roster_line(2)], as_of=timezone.localdate())
    notify_standing_changes()
    assert kinds_of(enterprise) == [NoticeKind.ADDED, NoticeKind.LOST]


def test_enterprise_that_is_added_to_the_roster_again_returns(officer: User) -> None:
    enterprise = put_one_in_force(officer)
    for lines in ([roster_line(2)], [roster_line(1), roster_line(2)]):
        put_in_force(officer, lines, as_of=timezone.localdate())
        notify_standing_changes()
    assert kinds_of(enterprise) == [NoticeKind.ADDED, NoticeKind.LOST, NoticeKind.RESTORED]
    assert "泉城海关认定为高级认证企业" in texts(NoticeKind.RESTORED)["tax"]


def test_notice_and_page_of_a_removed_enterprise_have_office_day_and_reason(officer: User, signed_in: SignedIn) -> None:
    enterprise = put_one_in_force(officer)
    roster = put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 10)).number
    notify_standing_changes()
    lost = (
        f"退出联合激励对象：泉城海关名单自2026年7月10日起不再列入（移出名单，名单编号{roster}），原因：不再符合标准。"
    )
    assert lost in texts(NoticeKind.LOST)["tax"]
    page = signed_in(clerk_of("tax")).get(enterprise.get_absolute_url()).content.decode()
    assert f"泉城海关名单自2026年7月10日起不再列入（移出名单，名单编号{roster}），原因：不再符合标准" in page


def test_notice_of_return_has_reason_document_and_day_of_the_restoration(officer: User) -> None:
    with at("2026-07-01 09:00:00"):
        enterprise = put_one_in_force(officer)
    with at("2026-07-10 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=enterprise, reason="走私", document_number="8号", effective_on=date(2026, 7, 3), by=officer
        )
        notify_standing_changes()
    with at("2026-07-12 09:00:00"):
        restore_enterprise(
            revocation=revocation,
            reason="复议撤销",
            document_number="泉关企管〔2026〕9号",
            restored_on=date(2026, 7, 11),
            by=officer,
        )
        notify_standing_changes()
        text = texts(NoticeKind.RESTORED)["tax"]
    assert "自2026年7月11日起恢复为联合激励对象" in text
    assert "泉城海关恢复资格：复议撤销（泉关企管〔2026〕9号，自2026年7月11日）" in text


def test_notice_of_return_after_a_block_does_not_quote_the_entry(officer: User, credit: User) -> None:
    put_one_in_force(officer)
    block(credit)
    notify_standing_changes()
    assert "某某公司" in texts(NoticeKind.LOST)["tax"]
    unblock(credit)
    notify_standing_changes()
    assert "恢复为联合激励对象：暂不纳入的情形已消除。" in texts(NoticeKind.RESTORED)["tax"]
    assert "某某公司" not in texts(NoticeKind.LOST)["tax"]


@pytest.fixture
def suspended(officer: User, credit: User) -> Enterprise:
    """An enterprise, eligible since 1 July 2026; the term for a possible match of 6 July ended without a decision."""
    with at("2026-07-01 09:00:00"):
        enterprise = put_one_in_force(officer)
    with at("2026-07-06 09:00:00"):
        entry = blacklist_line(NAME, document="（2026）鲁01执88号")
        list_entries(credit, "court-defaulters", [entry], as_of=date(2026, 7, 5))
        notify_standing_changes()
    with at("2026-07-14 00:00:01"):
        reassess_due()
        notify_standing_changes()
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    assert enterprise.standing.state == StandingState.PENDING
    return enterprise


def test_possible_match_whose_term_has_passed_is_notified_without_the_other_party(suspended: Enterprise) -> None:
    assert kinds_of(suspended) == [NoticeKind.ADDED, NoticeKind.PENDING]
    text = texts(NoticeKind.PENDING)["tax"]
    assert f"{suspended.name}（{suspended.uscc}）自2026年7月14日起待核实（核实期限2026年7月13日已过）。" in text
    for secret in ("失信", "鲁01执88号", "黑名单", "条目"):
        assert secret not in text


def test_possible_match_is_notified_with_the_other_party_to_ndrc_and_the_competent_office_only(
    suspended: Enterprise,
) -> None:
    informed = {code for code, text in texts(NoticeKind.PENDING).items() if "鲁01执88号" in text}
    assert informed == {"ndrc", "quancheng-customs"}


def test_possible_match_that_ends_well_is_notified_as_information(suspended: Enterprise, credit: User) -> None:
    with at("2026-07-15 09:00:00"):
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.DISMISSED, reason="地址、法人均不同", by=credit)
        notify_standing_changes()
    assert kinds_of(suspended) == [NoticeKind.ADDED, NoticeKind.PENDING, NoticeKind.CLEARED]
    assert "自2026年7月15日起核实完毕，仍为联合激励对象。" in texts(NoticeKind.CLEARED)["tax"]


def test_possible_match_that_ends_badly_is_notified_as_a_loss(suspended: Enterprise, credit: User) -> None:
    with at("2026-07-15 09:00:00"):
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="法人、地址均相同", by=credit)
        notify_standing_changes()
    assert kinds_of(suspended) == [NoticeKind.ADDED, NoticeKind.PENDING, NoticeKind.LOST]


def test_possible_match_sends_no_stop_advice(officer: User, credit: User, clerk: User) -> None:
    with at("2026-07-01 09:00:00"):
        log(put_one_in_force(officer), clerk)
    with at("2026-07-06 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)], as_of=date(2026, 7, 5))
    with at("2026-07-14 00:00:01"):
        reassess_due()
        notify_standing_changes()
    assert not StopAdvice.objects.exists()


def test_possible_match_about_a_newcomer_is_not_notified(officer: User, credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    enterprise = put_one_in_force(officer)
    notify_standing_changes()
    assert enterprise.standing.state == StandingState.PENDING
    assert kinds_of(enterprise) == []


def test_addition_lifts_advice_on_an_application_that_was_logged_late(officer: User, credit: User, clerk: User) -> None:
    """Blocked from the first day on; on 10 July the portal learns that no entry counted from the 3rd to the 7th."""
    first = blacklist_line("某某公司", uscc=uscc_of(1), listed_on="2026-06-20")
    removed = blacklist_line("某某公司", uscc=uscc_of(1), listed_on="2026-06-20", removed_on="2026-07-03")
    second = blacklist_line("另一公司", uscc=uscc_of(1), document="2号", listed_on="2026-07-08")
    with at("2026-07-01 09:00:00"):
        list_entries(credit, "court-defaulters", [first], as_of=date(2026, 7, 1))
        enterprise = put_one_in_force(officer)
    with at("2026-07-10 09:00:00"):
        list_entries(credit, "court-defaulters", [removed, second], mode="changes", as_of=date(2026, 7, 9))
        application = log(Enterprise.objects.get(pk=enterprise.pk), clerk, on=date(2026, 7, 5))
        notify_standing_changes()
        assert StopAdvice.objects.get(application=application).state == AdviceState.OPEN
        assert kinds_of(enterprise) == []
    with at("2026-07-12 09:00:00"):
        unblock(credit, as_of=date(2026, 7, 11))
        notify_standing_changes()
    assert kinds_of(enterprise) == [NoticeKind.ADDED]
    assert StopAdvice.objects.get(application=application).state == AdviceState.LIFTED


@pytest.fixture
def many(officer: User) -> list[Enterprise]:
    """Seven enterprises that a roster added."""
    put_in_force(officer, [roster_line(serial) for serial in range(1, 8)])
    notify_standing_changes()
    return list(Enterprise.objects.order_by("uscc"))


def body(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_notice_with_a_list_names_the_first_enterprises_and_leads_to_all(
    many: list[Enterprise], clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    notice = Notice.objects.get(department=clerk.department)
    url = reverse("feedback:notice_detail", args=[notice.pk])
    page = body(client, reverse("feedback:notice_list"))
    assert sum(enterprise.name in page for enterprise in many) >= 5
    assert f'href="{url}"' in page
    assert "查看全部7家企业" in page
    detail = body(client, url)
    assert all(enterprise.name in detail and enterprise.uscc in detail for enterprise in many)


def test_notices_and_the_list_of_a_notice_are_downloaded(
    many: list[Enterprise], clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    notice = Notice.objects.get(department=clerk.department)
    inbox = body(client, reverse("feedback:notice_list"), format="csv")
    assert "新增" in inbox
    assert "等7家企业" in inbox
    rows = body(client, reverse("feedback:notice_detail", args=[notice.pk]), format="csv").splitlines()
    assert len(rows) == 1 + 7
    change = notice.announcement.changes.first()
    assert change_text(change, notice, sees_screening=False) in rows[1]


def test_notices_are_found_by_an_enterprise_of_their_list(
    many: list[Enterprise], clerk: User, officer: User, signed_in: SignedIn
) -> None:
    make_certified(name="莱芜别家有限公司")
    notify_standing_changes()
    page = signed_in(clerk).get(reverse("feedback:notice_list"), {"enterprise": many[-1].name}).context["page"]
    assert [notice.subject for notice in page] == [f"{Announcement.objects.last().first_enterprise}等7家企业"]


def test_page_of_a_notice_of_another_department_is_not_found(
    many: list[Enterprise], clerk: User, signed_in: SignedIn
) -> None:
    notice = Notice.objects.get(department=clerk.department)
    url = reverse("feedback:notice_detail", args=[notice.pk])
    assert signed_in(clerk_of("ecology")).get(url).status_code == 404
