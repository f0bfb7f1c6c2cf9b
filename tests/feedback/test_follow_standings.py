"""A lost standing sends one notice to every department, and stop advice to those with a running measure (plan §3)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department, User
from feedback.actions.changes import stop_application
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice, StandingChange, StopAdvice
from feedback.models.receipts import with_answers
from feedback.states import AdviceState, NoticeKind
from feedback.wording import notice_text
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from tests.factories import make_certified
from tests.spreadsheet_files import roster_line
from tests.steps import clerk_of, log, put_in_force, revoke


def notified(enterprise: Enterprise) -> list[str]:
    """The departments that got a notice about the lost standing of the enterprise."""
    notices = Notice.objects.filter(announcement__changes__enterprise=enterprise, kind=NoticeKind.LOST)
    return list(notices.order_by("department__order").values_list("department__name", flat=True))


def text_of(kind: NoticeKind) -> str:
    return notice_text(with_answers(Notice.objects.filter(kind=kind)).first(), sees_screening=False)


def test_loss_sends_every_department_one_notice_however_often_the_task_runs(
    enterprise: Enterprise, officer: User
) -> None:
    notify_standing_changes()
    revoke(enterprise, officer)
    assert notify_standing_changes() == 0
    assert notified(enterprise) == list(Department.objects.values_list("name", flat=True))
    text = text_of(NoticeKind.LOST)
    for words in (enterprise.uscc, "取消联合激励资格", "虚开增值税专用发票", "泉关企管〔2026〕8号", "知悉即可"):
        assert words in text


def test_loss_sends_stop_advice_for_running_standing_measures_only(
    enterprise: Enterprise, clerk: User, officer: User
) -> None:
    """Measure 31 is a standing one. Measures 38 (tie-break) and 28 (one-off) do not run on."""
    running = log(enterprise, clerk, number=31)
    stopped = log(enterprise, clerk, number=33)
    stop_application(application=stopped, stopped_on=timezone.localdate(), reason="不再需要", by=clerk)
    log(enterprise, clerk, number=38)
    log(enterprise, clerk_of("ccpit"), number=28)
    log(make_certified(), clerk, number=31)
    revoke(enterprise, officer)
    advice = StopAdvice.objects.get()
    assert advice.application == running
    assert advice.department == clerk.department
    assert advice.due_on > timezone.localdate()


def test_removal_from_the_roster_sends_notices_and_stop_advice(officer: User, clerk: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    removed = Enterprise.objects.get(customs_code="37016T0002")
    log(removed, clerk)
    put_in_force(officer, [roster_line(1)])
    notify_standing_changes()
    assert len(notified(removed)) == 15
    assert "退出联合激励对象" in text_of(NoticeKind.LOST)
    assert StopAdvice.objects.get().application.enterprise == removed


def test_restoration_sends_notices_and_lifts_open_advice(enterprise: Enterprise, clerk: User, officer: User) -> None:
    log(enterprise, clerk)
    revocation = revoke(enterprise, officer)
    restore_enterprise(
        revocation=revocation, reason="复议撤销", document_number="9号", restored_on=timezone.localdate(), by=officer
    )
    notify_standing_changes()
    assert Notice.objects.filter(kind=NoticeKind.RESTORED).count() == 15
    assert StopAdvice.objects.get().state == AdviceState.LIFTED


def test_second_loss_sends_notices_and_advice_again(enterprise: Enterprise, clerk: User, officer: User) -> None:
    log(enterprise, clerk)
    revocation = revoke(enterprise, officer)
    restore_enterprise(
        revocation=revocation, reason="复议撤销", document_number="9号", restored_on=timezone.localdate(), by=officer
    )
    revoke(enterprise, officer)
    assert sorted(StopAdvice.objects.values_list("state", flat=True)) == [AdviceState.LIFTED, AdviceState.OPEN]
    assert len(notified(enterprise)) == 30


def test_queries_do_not_grow_with_the_losses(clerk: User, officer: User) -> None:
    """A batch of thirty losses, each with a running measure."""
    enterprises = [make_certified() for _ in range(30)]
    for enterprise in enterprises:
        log(enterprise, clerk)
    notify_standing_changes()
    for enterprise in enterprises:
        revoke_enterprise(
            enterprise=enterprise, reason="走私", document_number="8号", effective_on=timezone.localdate(), by=officer
        )
    with CaptureQueriesContext(connection) as queries:
        assert notify_standing_changes() == 30
    assert Notice.objects.filter(kind=NoticeKind.LOST).count() == 15
    assert StandingChange.objects.filter(announcement__kind=NoticeKind.LOST).count() == 30
    assert StopAdvice.objects.count() == 30
    assert len(queries) <= 19


def test_enterprise_that_lost_and_regained_its_standing_in_one_batch_keeps_no_open_advice(
    enterprise: Enterprise, clerk: User, officer: User
) -> None:
    log(enterprise, clerk)
    notify_standing_changes()
    today = timezone.localdate()
    for _ in range(2):
        revocation = revoke_enterprise(
            enterprise=enterprise, reason="走私", document_number="8号", effective_on=today, by=officer
        )
        restore_enterprise(revocation=revocation, reason="撤销", document_number="9号", restored_on=today, by=officer)
    notify_standing_changes()
    assert set(StopAdvice.objects.values_list("state", flat=True)) == {AdviceState.LIFTED}
    assert StopAdvice.objects.count() == 2
    kinds = Notice.objects.filter(department=clerk.department).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [NoticeKind.ADDED] + [NoticeKind.LOST, NoticeKind.RESTORED] * 2
