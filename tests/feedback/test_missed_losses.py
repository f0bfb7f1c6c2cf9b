"""Facts that arrive after a loss was followed: the advice and the notices that are missing are sent later."""

from datetime import date

import pytest

from accounts.models import User
from feedback.actions.advice import keep_measure
from feedback.actions.changes import correct_application
from feedback.actions.follow import consequences_of_loss, notify_missed_losses, notify_standing_changes
from feedback.models import Announcement, Notice, StandingChange, StopAdvice
from feedback.states import AdviceState, NoticeKind
from roster.models import Enterprise
from screening.actions.decisions import reopen_decision
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import ScreeningHit
from screening.states import Decision, StandingState
from tests.clock import at
from tests.roles import without_triggers
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import any_choices, decide_hit, list_entries, log, put_in_force, revoke, versions_of
from workbench.invariants import broken_invariants

NAME = "济南泺岬0001进出口有限公司"
CODE = "court-defaulters"


@pytest.fixture
def eligible(blacklists: None, reference_data: None, officer: User, credit: User) -> Enterprise:
    """An enterprise that is eligible since 1 July 2026."""
    with at("2026-07-01 09:00:00"):
        list_entries(credit, CODE, [blacklist_line("失信一号公司", uscc=uscc_of(9))])
        put_in_force(officer, [roster_line(1)])
        notify_standing_changes()
    return Enterprise.objects.get()


def states() -> list[str]:
    return list(StopAdvice.objects.order_by("pk").values_list("state", flat=True))


def test_measure_logged_between_two_losses_gets_its_advice_with_the_second(
    eligible: Enterprise, credit: User, clerk: User
) -> None:
    """A confirmed hit blocks; it is reopened, so that the enterprise is pending, and confirmed once more."""
    with at("2026-07-10 09:00:00"):
        list_entries(credit, CODE, [blacklist_line(NAME)], mode="changes", as_of=date(2026, 7, 10))
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="同一主体", by=credit)
        notify_standing_changes()
        hit = ScreeningHit.objects.get()
        reopen_decision(hit=hit, expected_versions=versions_of(hit), reason="有新材料", by=credit)
        notify_standing_changes()
        eligible.refresh_from_db()
        assert eligible.standing.state == StandingState.PENDING
        log(eligible, clerk, on=date(2026, 7, 8))
        assert states() == []
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="同一主体", by=credit)
        notify_standing_changes()
        assert states() == [AdviceState.OPEN]
        assert Announcement.objects.filter(kind=NoticeKind.LOST).count() == 1


def test_application_corrected_to_run_after_the_loss_gets_its_advice_at_once(
    eligible: Enterprise, officer: User, clerk: User
) -> None:
    with at("2026-07-10 09:00:00"):
        application = log(eligible, clerk, on=date(2026, 7, 8))
        revoke(eligible, officer)
        StopAdvice.objects.update(state=AdviceState.WITHDRAWN)
        correct_application(
            application=application,
            applied_on=date(2026, 7, 7),
            description="更正后的情况。",
            choices=any_choices(application.measure, application.applied_on),
            reason="日期有误",
            by=clerk,
        )
        assert states() == [AdviceState.WITHDRAWN, AdviceState.OPEN]


@pytest.fixture
def revoked(eligible: Enterprise, officer: User, clerk: User) -> Enterprise:
    with at("2026-07-10 09:00:00"):
        log(eligible, clerk, on=date(2026, 7, 8))
        revoke(eligible, officer)
    return eligible


@pytest.mark.usefixtures("revoked")
def test_running_measure_of_a_lost_enterprise_without_advice_is_found_by_the_sweep() -> None:
    with at("2026-07-11 09:00:00"):
        assert notify_missed_losses() == 0
        with without_triggers():
            StopAdvice.objects.all().delete()
        assert list(broken_invariants()) == ["失去资格的企业，持续适用的措施均有停用建议"]
        assert notify_missed_losses() == 1
        assert states() == [AdviceState.OPEN]
        assert broken_invariants() == {}


@pytest.mark.usefixtures("revoked")
@pytest.mark.parametrize("answer", [AdviceState.KEPT, AdviceState.STOPPED])
def test_answered_advice_is_not_repeated_by_the_sweep(answer: AdviceState) -> None:
    with at("2026-07-11 09:00:00"):
        StopAdvice.objects.update(state=answer, answer="另有依据")
        assert notify_missed_losses() == 0
        assert states() == [answer]


def test_answer_given_before_the_loss_is_announced_is_an_answer_to_that_loss(
    eligible: Enterprise, officer: User, clerk: User
) -> None:
    """The sweep advises first, and the department answers before the standing is followed."""
    with at("2026-07-10 09:00:00"):
        log(eligible, clerk, on=date(2026, 7, 8))
        day, document = date(2026, 7, 10), "济关〔2026〕1号"
        revoke_enterprise(enterprise=eligible, reason="走私", document_number=document, effective_on=day, by=officer)
        assert notify_missed_losses() == 1
        keep_measure(advice=StopAdvice.objects.get(), answer="合同尚未到期", by=clerk)
    with at("2026-07-10 09:00:01"):
        notify_standing_changes()
        assert broken_invariants() == {}
        assert notify_missed_losses() == 0
        assert states() == [AdviceState.KEPT]


def test_measure_kept_after_a_loss_that_has_ended_is_counted_before_the_next_one(
    eligible: Enterprise, officer: User, clerk: User
) -> None:
    with at("2026-07-10 09:00:00"):
        log(eligible, clerk, on=date(2026, 7, 8))
        revocation = revoke(eligible, officer)
        keep_measure(advice=StopAdvice.objects.get(), answer="合同尚未到期", by=clerk)
        restore_enterprise(
            revocation=revocation,
            reason="撤销",
            document_number="济关〔2026〕2号",
            restored_on=date(2026, 7, 10),
            by=officer,
        )
        notify_standing_changes()
        assert "发出1项停用建议" in str(consequences_of_loss([eligible.pk])[0])
        revoke(eligible, officer)
        assert states() == [AdviceState.KEPT, AdviceState.OPEN]


@pytest.mark.usefixtures("revoked")
def test_lost_standing_without_notice_is_found_by_the_sweep() -> None:
    with at("2026-07-11 09:00:00"):
        lost = Announcement.objects.get(kind=NoticeKind.LOST)
        notice_count = lost.notices.count()
        with without_triggers():
            for rows in (Notice.objects.filter(announcement=lost), StandingChange.objects.filter(announcement=lost)):
                rows.delete()
            lost.delete()
        assert list(broken_invariants()) == ["失去资格的企业，均已通报"]
        assert notify_missed_losses() == 1
        assert Announcement.objects.get(kind=NoticeKind.LOST).notices.count() == notice_count
        assert broken_invariants() == {}


@pytest.mark.usefixtures("revoked")
def test_department_without_a_notice_of_an_announcement_breaks_an_invariant() -> None:
    with at("2026-07-11 09:00:00"):
        with without_triggers():
            Notice.objects.filter(kind=NoticeKind.LOST).first().delete()
        assert list(broken_invariants()) == ["每次通报，各单位均收到消息"]
