"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from certificates.signing import signing_keys
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from screening.explanation.explain import Explanation
from screening.states import StandingState


def check_has_keys() -> None:
    """Require a key to sign with."""
    if not signing_keys():
        raise ActionDenied("平台还没有设置签发密钥，不能开具资格证明，请联系系统管理员。")


def check_was_eligible(explanation: Explanation) -> None:
    """Require that the enterprise is known to have been a joint-incentive target on the day."""
    if explanation.state is None:
        raise ActionDenied(f"{explanation.message}不能开具资格证明。")
    if explanation.state != StandingState.ELIGIBLE:
        raise ActionDenied(
            f"{explanation.enterprise.name}在{chinese_date(explanation.on)}为“{explanation.label}”，不是联合激励对象，"
            "不能开具资格证明。"
        )
