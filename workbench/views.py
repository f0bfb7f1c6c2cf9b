"""工作台: what waits today for whoever signed in."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import signed_in
from accounts.models import User
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from feedback.models import Notice, StopAdvice, ViolationReport
from roster.models import RosterSubmission
from screening.models import MatchPolicy, Screening, ScreeningHit
from screening.models.hits import Wait
from uploads.states import SubmissionState

HIT_WAITS = {
    Wait.DECISION: "待核实的疑似命中",
    Wait.BLOCKING: "使企业资格待定的疑似命中",
    Wait.SECOND: "待您复核的他人结论",
    Wait.REVIEW: "已生效、待复核的命中",
}


class Waiting(NamedTuple):
    """One kind of thing that waits: in words, how many, and where that list is."""

    label: str
    count: int
    url: str


def _list(name: str, **query: object) -> str:
    """The list with this filter."""
    return f"{reverse(name)}?{urlencode(query)}"


def _waiting(user: User) -> list[Waiting]:
    today = timezone.localdate()
    waiting = []
    if user.has_perm("roster.add_rostersubmission"):
        checked = RosterSubmission.objects.for_user(user).filter(status=SubmissionState.CHECKED)
        url = _list("roster:submission_list", status=SubmissionState.CHECKED)
        waiting.append(Waiting("待确认的名单", checked.count(), url))
    if user.has_perm("screening.decide_screeninghit"):
        counts = ScreeningHit.objects.awaiting(user).waiting_counts()
        for wait, label in HIT_WAITS.items():
            waiting.append(Waiting(label, counts[wait], _list("screening:hit_list", waits=wait, mine="true")))
        proposed = int(MatchPolicy.current().waits_for(user))
        waiting.append(Waiting("待您复核的比对规则修改", proposed, reverse("screening:match_policy")))
        failed = Screening.objects.failed()
        waiting.append(Waiting("失败的交叉比对", failed.count(), _list("screening:screening_list", failed="true")))
    if user.has_perm("blacklists.change_blacklist"):
        stale = Blacklist.objects.stale(on=today)
        waiting.append(Waiting("逾期未更新的“黑名单”", len(stale), _list("blacklists:blacklist_list", stale="true")))
        held = BlacklistImport.objects.filter(status=SubmissionState.CHECKED)
        url = _list("blacklists:blacklist_list", status=SubmissionState.CHECKED) + "#imports"
        waiting.append(Waiting("待确认的“黑名单”导入", held.count(), url))
    if user.has_perm("feedback.decide_violationreport"):
        own = ViolationReport.objects.to_decide(user.department)
        waiting.append(Waiting("待处理的失信线索", own.count(), _list("feedback:report_list", mine="true")))
    if user.has_perm("feedback.answer_stopadvice"):
        advice = StopAdvice.objects.open().filter(department=user.department)
        waiting.append(Waiting("待答复的停止建议", advice.count(), _list("feedback:advice_list", mine="true")))
    if user.has_perm("publicity.add_publication"):
        overdue = StopAdvice.objects.overdue(on=today)
        waiting.append(Waiting("逾期未答复的停止建议", overdue.count(), _list("feedback:advice_list", overdue="true")))
    if user.has_perm("feedback.read_notice"):
        unread = Notice.objects.filter(department=user.department, read_at__isnull=True)
        waiting.append(Waiting("未读消息", unread.count(), _list("feedback:notice_list", unread="true")))
    return waiting


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What waits, each with its number and its way in."""
    feeds_with_alerts = (
        BlacklistFeed.objects.with_alerts() if request.user.has_perm("blacklists.change_blacklistfeed") else []
    )
    return render(
        request, "workbench/home.html", {"waiting": _waiting(request.user), "feeds_with_alerts": feeds_with_alerts}
    )
