"""A standing is lost by a roster or by a match, without a decision of customs: notice and advice state the cause."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from feedback.actions.follow import notify_standing_changes
from feedback.models import StopAdvice
from feedback.models.receipts import own_notices
from feedback.states import AdviceState, NoticeKind
from feedback.wording import notice_text
from roster.models import Enterprise, RosterSubmission
from tests.clock import at
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, log, put_in_force

NEXT = "建议停止适用的守信联合激励措施；按次办理的措施无须停止。"


@pytest.fixture
def lost(reference_data: None, blacklists: None, officer: User, credit: User, clerk: User) -> None:
    """Two enterprises with a measure since 8 July: on the 10th the first leaves the roster, the second is blocked."""
    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1), roster_line(2), roster_line(3)])
        notify_standing_changes()
    with at("2026-07-08 09:00:00"):
        for serial in (1, 2):
            log(Enterprise.objects.get(uscc=uscc_of(serial)), clerk)
    with at("2026-07-10 09:00:00"):
        put_in_force(officer, [roster_line(2), roster_line(3)], as_of=date(2026, 7, 10))
        notify_standing_changes()
        entry = blacklist_line("失信二号公司", uscc=uscc_of(2), listed_on="2026-07-10")
        list_entries(credit, "court-defaulters", [entry], as_of=date(2026, 7, 10))
        notify_standing_changes()


@pytest.mark.usefixtures("lost")
def test_loss_by_a_roster_and_by_a_match_states_its_cause(clerk: User, signed_in: SignedIn) -> None:
    notices = own_notices(clerk.department).filter(kind=NoticeKind.LOST).order_by("pk")
    removed, blocked = (notice_text(notice, sees_screening=False) for notice in notices)
    roster = RosterSubmission.objects.confirmed().latest("pk").number
    cause = f"泉城海关名单自2026年7月10日起不再列入（移出名单，名单编号{roster}），原因：不再符合标准"
    assert f"自2026年7月10日起退出联合激励对象：{cause}。{NEXT}" in removed
    assert "自2026年7月10日起暂不纳入联合激励对象：列入“失信被执行人”（列入主体：失信二号公司" in blocked
    assert f"统一社会信用代码相同。{NEXT}" in blocked
    of_removed, of_blocked = StopAdvice.objects.order_by("pk")
    with at("2026-07-14 09:00:00"):
        for advice, cause in ((of_removed, "已退出：泉城海关名单自"), (of_blocked, "暂不纳入：列入“失信被执行人”")):
            page = signed_in(clerk).get(reverse("feedback:advice_detail", args=[advice.pk])).content.decode()
            assert cause in page


@pytest.mark.usefixtures("lost")
def test_stop_before_the_loss_is_no_answer_and_is_done_on_the_page_of_the_application(
    clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-07-14 09:00:00"):
        advice, client = StopAdvice.objects.earliest("pk"), signed_in(clerk)
        stopped = {"decision": "stopped", "stopped_on": "2026-07-09"}
        page = client.post(reverse("feedback:advice_detail", args=[advice.pk]), stopped).content.decode()
        assert "停止日期2026年7月9日早于企业失去资格的2026年7月10日。" in page
        url = reverse("feedback:application_stop", args=[advice.application_id])
        client.post(url, {"stopped_on": "2026-07-09", "reason": "企业此前已不再办理"})
        advice.refresh_from_db()
        assert (advice.state, advice.stopped_on) == (AdviceState.STOPPED, date(2026, 7, 9))
