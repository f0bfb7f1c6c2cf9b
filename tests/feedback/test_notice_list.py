"""The notices of the own department, and marking them as read."""

from django.urls import reverse

from accounts.models import User
from feedback.models import Notice
from feedback.models.receipts import own_notices
from feedback.states import NoticeKind
from feedback.wording import notice_text
from roster.models import Enterprise
from tests.steps import SignedIn, clerk_of, revoke


def test_department_reads_its_notice(enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn) -> None:
    revoke(enterprise, officer)
    client = signed_in(clerk)
    waiting = client.get(reverse("workbench:home")).context["work_items"]
    assert ("未读消息", 2) in [(item.label, item.count) for item in waiting]
    notice = own_notices(clerk.department).get(kind=NoticeKind.LOST)
    assert notice_text(notice, sees_screening=False) in client.get(reverse("feedback:notice_list")).content.decode()
    client.post(reverse("feedback:notice_read", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_by == clerk


def test_notice_keeps_its_first_reader(enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn) -> None:
    revoke(enterprise, officer)
    notice = Notice.objects.get(department=clerk.department, kind=NoticeKind.LOST)
    for user in (clerk, clerk_of("tax")):
        signed_in(user).post(reverse("feedback:notice_read", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_by == clerk


def test_notice_of_another_department_is_not_found(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    revoke(enterprise, officer)
    notice = Notice.objects.get(department=officer.department, kind=NoticeKind.LOST)
    assert signed_in(clerk).post(reverse("feedback:notice_read", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
