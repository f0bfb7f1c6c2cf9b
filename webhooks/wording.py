"""Chinese wording of why a delivery was not delivered."""

from foundation.outbound_wording import request_text
from webhooks.models import Delivery
from webhooks.states import WRONG_KEY, DeliveryState

UNSIGNED = "签名密钥不能解密（平台的密钥已更换），请换发签名密钥，或请运维人员恢复原来的密钥"


def reason_text(delivery: Delivery) -> str:
    """Return why the last attempt failed, as a sentence; "" after a success, or before the first attempt."""
    if not delivery.reason:
        return ""
    is_unsigned = delivery.reason["code"] == WRONG_KEY
    reason = UNSIGNED if is_unsigned else request_text(delivery.reason, party="对方")
    given_up = f"共试{delivery.attempts}次，不再自动重试。" if delivery.state == DeliveryState.DEAD else ""
    return f"{reason}。{given_up}"
