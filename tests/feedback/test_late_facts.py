"""Facts that arrive late: applications are checked, marked and stopped by the current knowledge of their day."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.follow import notify_standing_changes
from feedback.models import MeasureApplication, StopAdvice
from feedback.states import AdviceState
from foundation.denials import ActionDenied
from incentives.models import Measure
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import Revocation, ScreeningHit
from screening.states import Decision, StandingState
from tests.clock import at
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, clerk_of, decide_hit, list_entries, log, put_in_force

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"
MARK = "当日资格后经更正"


@pytest.fixture
def eligible(officer: User, credit: User) -> Enterprise:
    """An enterprise that is eligible since 1 July 2026."""
    with at("2026-07-01 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line("失信一号公司", uscc=uscc_of(9))])
        put_in_force(officer, [roster_line(1), roster_line(2)])
    return Enterprise.objects.get(name=NAME)


def revoke_from(day: date, enterprise: Enterprise, officer: User) -> Revocation:
    return revoke_enterprise(enterprise=enterprise, reason="走私", document_number="8号", effective_on=day, by=officer)


def test_application_of_a_day_covered_by_a_late_revocation_is_refused(
    eligible: Enterprise, officer: User, credit: User, clerk: User
) -> None:
    """A possible match begins a new standing on 6 July; the revocation of the 10th is in effect from the 3rd."""
    with at("2026-07-06 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)], as_of=date(2026, 7, 5))
    with at("2026-07-10 09:00:00"):
        revoke_from(date(2026, 7, 3), eligible, officer)
        for day in (3, 5, 9):
            with pytest.raises(ActionDenied, match="为“已取消”，不是联合激励对象，不能登记措施"):
                log(eligible, clerk, on=date(2026, 7, day))
        assert log(eligible, clerk, on=date(2026, 7, 2)).standing.is_eligible


def test_application_of_a_day_after_a_late_restoration_is_accepted(
    eligible: Enterprise, officer: User, clerk: User
) -> None:
    """The enterprise is revoked on 3 July and restored from the 5th by a document that is recorded on the 10th."""
    with at("2026-07-03 09:00:00"):
        revocation = revoke_from(date(2026, 7, 3), eligible, officer)
    with at("2026-07-10 09:00:00"):
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="9号", restored_on=date(2026, 7, 5), by=officer
        )
        assert log(eligible, clerk, on=date(2026, 7, 6)).standing.is_eligible
        with pytest.raises(ActionDenied, match="在2026年7月4日为“已取消”"):
            log(eligible, clerk, on=date(2026, 7, 4))


def test_application_of_a_day_after_a_late_listing_is_refused(eligible: Enterprise, credit: User, clerk: User) -> None:
    """An entry with the USCC is listed on 5 July and imported on the 20th."""
    with at("2026-07-20 09:00:00"):
        line = blacklist_line(NAME, uscc=uscc_of(1), listed_on="2026-07-05")
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 19))
        with pytest.raises(ActionDenied, match="在2026年7月10日为“暂不纳入”"):
            log(eligible, clerk, on=date(2026, 7, 10))
        assert log(eligible, clerk, on=date(2026, 7, 4)).standing.is_eligible


def test_application_of_a_day_after_a_late_removal_is_accepted(eligible: Enterprise, credit: User, clerk: User) -> None:
    """The entry is listed on 3 July; its removal of the 8th is imported on the 20th."""
    line = blacklist_line(NAME, uscc=uscc_of(1), listed_on="2026-07-03")
    with at("2026-07-03 09:00:00"):
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 3))
    removed = blacklist_line(NAME, uscc=uscc_of(1), listed_on="2026-07-03", removed_on="2026-07-08")
    with at("2026-07-20 09:00:00"):
        list_entries(credit, "court-defaulters", [removed], mode="changes", as_of=date(2026, 7, 19))
        assert log(eligible, clerk, on=date(2026, 7, 10)).standing.is_eligible
        with pytest.raises(ActionDenied, match="在2026年7月7日为“暂不纳入”"):
            log(eligible, clerk, on=date(2026, 7, 7))


@pytest.fixture
def corrected(eligible: Enterprise, officer: User, clerk: User) -> Iterator[MeasureApplication]:
    """An application of 8 July for an enterprise whose revocation of the 10th is in effect from the 5th."""
    with at("2026-07-08 09:00:00"):
        application = log(eligible, clerk, on=date(2026, 7, 8))
    with at("2026-07-10 09:00:00"):
        revoke_from(date(2026, 7, 5), eligible, officer)
        notify_standing_changes()
        yield application


def test_application_whose_standing_was_corrected_is_marked_on_its_page(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = signed_in(clerk).get(reverse("feedback:application_detail", args=[corrected.pk])).content.decode()
    assert MARK in page
    assert "登记时为联合激励对象，现记录为已取消" in page


def test_application_whose_standing_was_corrected_is_marked_in_lists(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    of_enterprise = reverse("feedback:enterprise_detail", args=[corrected.enterprise.uscc])
    for url in (reverse("feedback:application_list"), of_enterprise):
        assert MARK in client.get(url).content.decode()
    download = b"".join(client.get(reverse("feedback:application_list"), {"format": "csv"}).streaming_content)
    assert MARK in download.decode()


def test_applications_of_other_days_are_not_marked(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    other = log(corrected.enterprise, clerk, on=date(2026, 7, 4), number=38)
    client = signed_in(clerk)
    assert MARK not in client.get(reverse("feedback:application_detail", args=[other.pk])).content.decode()
    shown = client.get(reverse("feedback:application_list"), {"corrected": "true"}).context["page"]
    assert list(shown) == [corrected]


def corrected_items(client: Client) -> list[int]:
    waiting = client.get(reverse("workbench:home")).context["work_items"]
    counts = []
    for item in waiting:
        if item.label == "当日资格后经更正的措施实施":
            assert client.get(item.url).context["page"].paginator.count == item.count
            counts.append(item.count)
    return counts


def test_corrected_applications_are_counted_for_the_department_and_for_ndrc(
    corrected: MeasureApplication, clerk: User, credit: User, officer: User, signed_in: SignedIn
) -> None:
    assert corrected_items(signed_in(clerk)) == [1]
    assert corrected_items(signed_in(credit)) == [1]
    assert corrected_items(signed_in(officer)) == [0]
    assert corrected_items(signed_in(clerk_of("ecology"))) == [0]
    assert corrected_items(signed_in(make_user(Role.AUDITOR))) == []


def test_removal_with_effect_from_an_earlier_day_marks_the_application(
    eligible: Enterprise, officer: User, clerk: User
) -> None:
    """A whole roster as of 5 July, confirmed on the 10th, no longer names the enterprise."""
    with at("2026-07-08 09:00:00"):
        application = log(eligible, clerk, on=date(2026, 7, 8))
    with at("2026-07-10 09:00:00"):
        put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 5))
        assert list(MeasureApplication.objects.standing_corrected()) == [application]


def test_correction_that_ends_the_standing_sends_stop_advice_for_running_measures(
    corrected: MeasureApplication,
) -> None:
    advice = StopAdvice.objects.get()
    assert (advice.application, advice.state) == (corrected, AdviceState.OPEN)


def test_standing_measure_logged_after_the_loss_gets_stop_advice_at_once(
    eligible: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    """The revocation of 10 July was processed; on the 12th measure 31 is logged on the page for the 5th."""
    with at("2026-07-10 09:00:00"):
        revoke_from(date(2026, 7, 10), eligible, officer)
        notify_standing_changes()
    with at("2026-07-12 09:00:00"):
        data = {
            "measure": Measure.objects.get(number=31).pk,
            "applied_on": "2026-07-05",
            "description": "核定增值税发票用量。",
            "condition_met": "on",
        }
        url = reverse("feedback:application_create", args=[eligible.uscc])
        page = signed_in(clerk).post(url, data, follow=True).content.decode()
        assert "已登记" in page
        assert "停用建议" in page
        assert "待答复" in page
        notify_standing_changes()
    assert StopAdvice.objects.get().due_on == date(2026, 7, 24)


def test_measure_logged_while_pending_gets_advice_when_the_enterprise_is_blocked(
    eligible: Enterprise, officer: User, credit: User, clerk: User
) -> None:
    """The loss of 10 July is announced; a possible match is pending after the restoration, confirmed on the 16th."""
    with at("2026-07-06 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)], as_of=date(2026, 7, 5))
    with at("2026-07-10 09:00:00"):
        revocation = revoke_from(date(2026, 7, 10), eligible, officer)
        notify_standing_changes()
    with at("2026-07-15 09:00:00"):
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="9号", restored_on=date(2026, 7, 15), by=officer
        )
        notify_standing_changes()
        assert eligible.standings.current().get().state == StandingState.PENDING
        application = log(eligible, clerk, on=date(2026, 7, 8))
    with at("2026-07-16 09:00:00"):
        (hit,) = ScreeningHit.objects.filter(enterprise=eligible, is_current=True)
        decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="同一主体", by=credit)
        notify_standing_changes()
        notify_standing_changes()
        assert StopAdvice.objects.get().application == application
