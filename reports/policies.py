"""Whether the figures of the dashboard may be counted again."""

from datetime import timedelta

from django.utils import timezone

from foundation.denials import ActionDenied
from reports.models import DashboardFigures

# A count reads every application, so that it is not made again at once.
COUNTED_AGAIN_AFTER = timedelta(minutes=1)


def check_may_count_again(figures: DashboardFigures | None) -> None:
    """Require that the last count is over for a while. Raises ActionDenied."""
    if figures and timezone.now() - figures.counted_at < COUNTED_AGAIN_AFTER:
        raise ActionDenied("不到1分钟前刚统计过，数字已是最新。请稍后再试。")
