"""What departments have to do about a notice, and what 市发展改革委 sees of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.acknowledgements import acknowledge_notice, acknowledge_notices
from feedback.actions.advice import keep_measure, read_notice
from feedback.actions.follow import notify_standing_changes
from feedback.models import Announcement, Notice, StopAdvice
from feedback.models.receipts import own_notices
from feedback.states import NoticeKind
from foundation.denials import denial_of
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.programs import program_of
from tests.roles import as_owner
from tests.spreadsheet_files import blacklist_line
from tests.steps import SignedIn, clerk_of, list_entries, log, revoke


@pytest.fixture
def lost(enterprise: Enterprise, clerk: User) -> Announcement:
    """The announcement of a loss about which 市税务局 has two pieces of advice; another loss brings it a third one."""
    for number in (31, 33):
        log(enterprise, clerk, number=number)
    other = make_certified()
    log(other, clerk)
    revoke(enterprise)
    lost = Announcement.objects.filter(kind=NoticeKind.LOST).latest("pk")
    revoke(other)
    return lost


def notice_of(user: User, announcement: Announcement) -> Notice:
    return own_notices(user.department).get(announcement=announcement)


def test_notice_says_what_is_to_answer_and_links_to_exactly_that(
    lost: Announcement, clerk: User, signed_in: SignedIn
) -> None:
    page = signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
    assert "建议停止适用的守信联合激励措施；按次办理的措施无须停止。您单位有2项须答复，答复期限" in page
    link = f"{reverse('feedback:advice_list')}?announcement={lost.pk}&amp;mine=true"
    assert f'href="{link}">答复2项</a>' in page
    listed = signed_in(clerk).get(link.replace("&amp;", "&"))
    expected = StopAdvice.objects.filter(standing__change__announcement=lost)
    assert set(listed.context["page"]) == set(expected)
    assert f"只列一条通报（资格丧失：{lost}）" in listed.content.decode()
    other = signed_in(clerk_of("ecology")).get(reverse("feedback:notice_list")).content.decode()
    assert "您单位没有正在适用的措施，知悉即可。" in other
    assert "建议停止适用" not in other
    for advice in expected:
        keep_measure(advice=advice, answer="合同尚在履行", by=clerk)
    answered = signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
    assert "您单位的2项停用建议均已答复或者撤销。" in answered


def test_notice_counts_what_is_to_answer_when_the_loss_has_got_another_reason_since(
    clerk: User, credit: User, blacklists: None, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    with at(f"{today - timedelta(days=3)} 09:00:00"):
        enterprise = make_certified()
    revoke(enterprise)
    lost = Announcement.objects.get(kind=NoticeKind.LOST)
    entry = blacklist_line(enterprise.name, uscc=enterprise.uscc, listed_on=str(today))
    list_entries(credit, "court-defaulters", [entry], as_of=today)
    notify_standing_changes()
    assert enterprise.standing.pk != lost.changes.get().standing_id
    log(enterprise, clerk, on=today - timedelta(days=2))
    assert notice_of(clerk, lost).to_answer == 1
    page = signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
    assert "您单位有1项须答复" in page


def test_program_reads_the_same_and_acknowledges(lost: Announcement, clerk: User) -> None:
    program, notice = program_of(clerk), notice_of(clerk, lost)
    url = reverse("feedback_api:notice_list")
    (sent,) = [each for each in program.get(url).json()["results"] if each["id"] == notice.pk]
    assert (sent["to_answer"], sent["is_to_acknowledge"], sent["acknowledged_at"]) == (2, True, None)
    assert "您单位有2项须答复" in sent["text"]
    assert len(program.get(sent["advice"]).json()["results"]) == 2
    acknowledge = reverse("feedback_api:notice_acknowledge", args=[notice.pk])
    first, again = program.post(acknowledge).json(), program.post(acknowledge).json()
    assert first == again
    assert first["acknowledged_at"]
    assert first["read_at"]
    added = Notice.objects.filter(department=clerk.department, kind=NoticeKind.ADDED).latest("pk")
    refused = program.post(reverse("feedback_api:notice_acknowledge", args=[added.pk]))
    assert (refused.status_code, refused.json()["detail"]) == (409, "“新增”的消息阅读即可，无须知悉。")
    assert program.get(url, {"unacknowledged": "true"}).json()["results"] == []


def test_notices_are_acknowledged_with_one_click_or_all_that_the_filter_shows(
    lost: Announcement, clerk: User, signed_in: SignedIn
) -> None:
    client, page = signed_in(clerk), reverse("feedback:notice_list")
    assert client.get(page, {"unread": "true", "kind": "lost"}).context["unacknowledged_count"] == 2
    client.post(reverse("feedback:notice_acknowledge", args=[notice_of(clerk, lost).pk]))
    assert notice_of(clerk, lost).acknowledged_by == clerk
    newest = client.get(page, {"kind": "added"}).context["newest"]
    every = {"everything": "true", "newest": newest}
    nothing = client.post(reverse("feedback:notices_acknowledge") + "?kind=added", every, follow=True)
    assert "这些消息无须知悉" in nothing.content.decode()
    read = client.post(reverse("feedback:notices_read") + "?kind=added", every, follow=True)
    assert "已将1条消息标为已阅" in read.content.decode()
    newest = client.get(page, {"kind": "lost"}).context["newest"]
    all_lost = {"everything": "true", "newest": newest}
    done = client.post(reverse("feedback:notices_acknowledge") + "?kind=lost", all_lost, follow=True)
    assert "已知悉1条消息" in done.content.decode()
    assert done.redirect_chain[-1][0] == page + "?kind=lost"
    assert not Notice.objects.filter(department=clerk.department, kind=NoticeKind.LOST, acknowledged_at=None).exists()
    assert (
        "请先勾选要知悉的消息。"
        in client.post(reverse("feedback:notices_acknowledge"), {}, follow=True).content.decode()
    )


def test_notices_are_acknowledged_together_by_as_many_statements_as_one(
    lost: Announcement, clerk: User, signed_in: SignedIn
) -> None:
    statements = []
    for count in (1, 4):
        for _ in range(count):
            revoke(make_certified())
            notify_standing_changes()
        losses = Notice.objects.filter(department=clerk.department, kind=NoticeKind.LOST, acknowledged_at=None)
        losses = losses.filter(pk__in=list(losses.order_by("-pk").values_list("pk", flat=True)[:count]))
        keys = [str(notice.pk) for notice in losses]
        with CaptureQueriesContext(connection) as captured:
            assert acknowledge_notices(notices=losses, by=clerk) == count
        statements.append(len(captured))
        for type in (EventType.NOTICE_READ, EventType.NOTICE_ACKNOWLEDGED):
            assert AuditEvent.objects.filter(type=type, target_key__in=keys, actor_id=clerk.pk).count() == count
    assert statements[0] == statements[1]


def test_database_keeps_who_read_and_acknowledged(lost: Announcement, clerk: User) -> None:
    notice = acknowledge_notice(notice=notice_of(clerk, lost), by=clerk)
    read = read_notice(notice=notice_of(clerk_of("ecology"), lost), by=clerk_of("ecology"))
    for changes in ({"read_by": None}, {"acknowledged_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    unread = notice_of(make_user(Role.CUSTOMS), lost)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=unread.pk).update(acknowledged_at=timezone.now())


def test_lead_sees_for_each_department_what_is_done_and_filters_to_what_is_not(
    lost: Announcement, clerk: User, signed_in: SignedIn
) -> None:
    acknowledge_notice(notice=notice_of(clerk, lost), by=clerk)
    ecology = clerk_of("ecology")
    read_notice(notice=notice_of(ecology, lost), by=ecology)
    lead = signed_in(make_user(Role.CREDIT))
    listed = lead.get(reverse("feedback:announcement_list"), {"pending": "unanswered"}).context["page"]
    figures = {each.pk: (each.unread, each.unacknowledged, each.unanswered) for each in listed}
    assert figures[lost.pk] == (13, 14, 1)
    assert len(figures) == 2
    page = reverse("feedback:announcement_detail", args=[lost.pk])
    pending = {
        name: [notice.department.code for notice in lead.get(page, {"pending": name}).context["page"]]
        for name in ("unread", "unacknowledged", "unanswered")
    }
    assert len(pending["unread"]) == 13
    assert "ecology" in pending["unacknowledged"]
    assert "tax" not in pending["unacknowledged"]
    assert pending["unanswered"] == ["tax"]
    file = lead.get(page, {"pending": "unanswered", "format": "csv"}).getvalue().decode()
    assert f"{clerk},待答复2项，答复期限" in file
    shown = lead.get(page).content.decode()
    assert shown.count("<strong>未读</strong>") == 13


def test_closed_department_has_nothing_left_to_read_or_acknowledge(lost: Announcement, signed_in: SignedIn) -> None:
    with as_owner():
        Department.objects.filter(code="ecology").update(closed_on=timezone.localdate())
    lead = signed_in(make_user(Role.CREDIT))
    listed = lead.get(reverse("feedback:announcement_list")).context["page"]
    figures = {each.pk: (each.unread, each.unacknowledged) for each in listed}
    assert figures[lost.pk] == (14, 14)
    page = reverse("feedback:announcement_detail", args=[lost.pk])
    for name in ("unread", "unacknowledged"):
        pending = [notice.department.code for notice in lead.get(page, {"pending": name}).context["page"]]
        assert (len(pending), "ecology" in pending) == (14, False)


def test_notice_that_nobody_reads_in_time_is_on_the_home_of_the_lead_until_it_is_read(
    reference_data: None, clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-11-19 16:00:00"):
        enterprise = make_certified()
        notify_standing_changes()
        revoke(enterprise)
    lead, page = make_user(Role.CREDIT), reverse("feedback:overdue_notice_list")
    with at("2026-11-24 16:00:00"):
        assert not list(signed_in(lead).get(page).context["page"])
    with at("2026-11-25 00:30:00"):
        client = signed_in(lead)
        home = {item.label: item for item in client.get(reverse("workbench:home")).context["work_items"]}
        item = home["其他单位逾期未读的消息"]
        assert (item.count, item.url) == (28, page)
        assert "2026年11月24日" in client.get(page, {"department": clerk.department_id}).content.decode()
        for notice in Notice.objects.filter(department=clerk.department):
            read_notice(notice=notice, by=clerk)
        assert client.get(page).context["page"].paginator.count == 26
        assert clerk.department not in {notice.department for notice in client.get(page).context["page"]}


def test_only_losses_and_restorations_are_acknowledged(enterprise: Enterprise, clerk: User) -> None:
    notify_standing_changes()
    notice = Notice.objects.get(department=clerk.department)
    assert denial_of(lambda: acknowledge_notice(notice=notice, by=clerk)) == "“新增”的消息阅读即可，无须知悉。"
    assert Client().get(reverse("feedback:announcement_list")).status_code == 302
