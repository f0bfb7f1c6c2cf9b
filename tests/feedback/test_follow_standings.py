"""A lost standing is told to every department once, and advises those with a running measure to stop it (plan §3)."""

from django.utils import timezone

from accounts.models import Department, User
from feedback.actions.follow import notify_standing_changes
from feedback.models import MeasureApplication, Notice, StopAdvice
from feedback.states import AdviceState
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise
from tests.factories import make_certified
from tests.spreadsheet_files import roster_line
from tests.steps import clerk_of, log, put_in_force, revoke


def lost(enterprise: Enterprise) -> list[str]:
    """The departments told that the enterprise lost its standing."""
    notices = Notice.objects.filter(enterprise=enterprise, kind=Notice.Kind.LOST)
    return list(notices.order_by("department__order").values_list("department__name", flat=True))


def test_a_new_enterprise_is_no_news(enterprise: Enterprise) -> None:
    notify_standing_changes()
    assert not Notice.objects.exists()


def test_every_department_is_told_once_however_often_it_runs(enterprise: Enterprise, officer: User) -> None:
    notify_standing_changes()
    revoke(enterprise, officer)
    assert notify_standing_changes() == 0
    assert lost(enterprise) == list(Department.objects.values_list("name", flat=True))
    text = Notice.objects.filter(enterprise=enterprise).first().text
    for words in (enterprise.uscc, "已取消", "虚开增值税专用发票", "泉关企管〔2026〕8号", "建议停止适用"):
        assert words in text


def test_only_running_standing_measures_are_advised_to_stop(enterprise: Enterprise, clerk: User, officer: User) -> None:
    """第31条 is standing; 第38条 (tie-break) and 第28条 (one-off) are over once done; another enterprise's are its
    own.
    """
    running = log(enterprise, clerk, number=31)
    stopped = log(enterprise, clerk, number=33)
    MeasureApplication.objects.filter(pk=stopped.pk).update(stopped_on=timezone.localdate())
    log(enterprise, clerk, number=38)
    log(enterprise, clerk_of("ccpit"), number=28)
    log(make_certified(), clerk, number=31)
    revoke(enterprise, officer)
    advice = StopAdvice.objects.get()
    assert advice.application == running
    assert advice.department == clerk.department
    assert advice.due_on > timezone.localdate()


def test_a_roster_that_drops_an_enterprise_ends_in_the_same_notices_and_advice(officer: User, clerk: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    dropped = Enterprise.objects.get(customs_code="37016T0002")
    log(dropped, clerk)
    put_in_force(officer, [roster_line(1)])
    notify_standing_changes()
    assert len(lost(dropped)) == 15
    assert "已退出" in Notice.objects.filter(enterprise=dropped).first().text
    assert StopAdvice.objects.get().application.enterprise == dropped


def test_restoring_tells_again_and_lifts_what_is_not_answered(
    enterprise: Enterprise, clerk: User, officer: User
) -> None:
    log(enterprise, clerk)
    revocation = revoke(enterprise, officer)
    restore_enterprise(
        revocation=revocation, reason="复议撤销", document_number="9号", restored_on=timezone.localdate(), by=officer
    )
    notify_standing_changes()
    assert Notice.objects.filter(enterprise=enterprise, kind=Notice.Kind.RESTORED).count() == 15
    assert StopAdvice.objects.get().state == AdviceState.LIFTED


def test_losing_it_twice_advises_twice(enterprise: Enterprise, clerk: User, officer: User) -> None:
    log(enterprise, clerk)
    revocation = revoke(enterprise, officer)
    restore_enterprise(
        revocation=revocation, reason="复议撤销", document_number="9号", restored_on=timezone.localdate(), by=officer
    )
    revoke(enterprise, officer)
    assert sorted(StopAdvice.objects.values_list("state", flat=True)) == [AdviceState.LIFTED, AdviceState.OPEN]
    assert len(lost(enterprise)) == 30
