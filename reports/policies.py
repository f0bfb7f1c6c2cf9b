"""Whether a report can be made or corrected now, and whether the dashboard may be counted again."""

from datetime import date, timedelta

from django.db.models import Min
from django.utils import timezone

from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from reports.models import DashboardFigures, PeriodReport, PeriodReportRequest
from reports.periods import ONE_DAY, Period, PeriodKind
from roster.models import RosterSubmission

# A count reads every application, so it is not repeated within this time.
COUNTED_AGAIN_AFTER = timedelta(minutes=1)


def check_may_count_again(figures: DashboardFigures | None) -> None:
    """Require that the last count is at least COUNTED_AGAIN_AFTER old. Raises ActionDenied."""
    if figures and timezone.now() - figures.counted_at < COUNTED_AGAIN_AFTER:
        raise ActionDenied("不到1分钟前刚统计过，数字已是最新。请稍后再试。")


def recorded_since() -> date | None:
    """Return the day of the first confirmed roster, from which on the platform has records; None before it."""
    first = RosterSubmission.objects.confirmed().aggregate(first=Min("confirmed_at"))["first"]
    return timezone.localdate(first) if first else None


def check_may_make(period: Period) -> None:
    """Require that the period is over, that the platform had records in it, and that it has no report yet.

    Raises ActionDenied.
    """
    title = f"{period}{period.kind.label}"
    if period.last >= timezone.localdate():
        after = chinese_date(period.last + ONE_DAY)
        raise ActionDenied(f"{period}尚未结束，{after}起可以生成{period.kind.label}。")
    since = recorded_since()
    if since is None or period.last < since:
        began = f"平台自{chinese_date(since)}起收录名单" if since else "平台还没有确认过名单"
        raise ActionDenied(f"{began}，没有{period}的数字，不能生成{period.kind.label}。")
    if report := PeriodReport.objects.of(period).first():
        made_on = chinese_date(timezone.localdate(report.made_at))
        raise ActionDenied(f"{title}已于{made_on}生成，没有再次生成。数字有变动的，请打开报告，更正后另出新版。")


def check_may_correct(report: PeriodReport) -> None:
    """Require that no further edition of the report was made. Raises ActionDenied."""
    newest = PeriodReport.objects.of(report.period)[0]
    if newest.edition != report.edition:
        made_on = chinese_date(timezone.localdate(newest.made_at))
        raise ActionDenied(f"第{newest.edition}版已于{made_on}由{newest.made_by}生成，请在新版上更正。")


def check_reason_of_request(request: PeriodReportRequest, reason: str) -> None:
    """Require that the edition in work is made for this reason. Raises ActionDenied."""
    if request.reason != reason:
        raise ActionDenied(
            f"{request.requested_by}刚才已以另一理由更正，第{request.edition}版正在生成；请待生成后核对，仍须更正的，在新版上更正。"
        )


def periods_to_make() -> list[Period]:
    """Return the periods that are over, have records and have no report yet, the latest first."""
    since = recorded_since()
    if since is None:
        return []
    made = set(PeriodReport.objects.filter(edition=1).values_list("kind", "first_day"))
    periods = []
    for kind in PeriodKind:
        period = Period.of(kind, timezone.localdate()).preceding
        while period.last >= since:
            if (kind.value, period.first) not in made:
                periods.append(period)
            period = period.preceding
    return periods
