"""Whether something may be sent to an endpoint now."""

from datetime import date

from django.utils import timezone

from foundation.days import check_past_day
from foundation.denials import ActionDenied
from webhooks.models import REPLAY_DAYS, Endpoint


def check_may_send(endpoint: Endpoint) -> None:
    """Require an enabled endpoint of a department that exists."""
    if endpoint.department.closed_on:
        raise ActionDenied(f"{endpoint.department}已撤销，不再向其投递。")
    if not endpoint.enabled:
        raise ActionDenied("该推送接口已停用，启用后才能投递。")


def check_may_replay(endpoint: Endpoint, since: date) -> None:
    """Require an enabled endpoint, and a day of the last months."""
    check_may_send(endpoint)
    earliest = timezone.localdate() - REPLAY_DAYS
    check_past_day(
        since, label="起始日期", earliest=earliest, since=f"可以重新投递的最早日期（{REPLAY_DAYS.days}天前）"
    )
