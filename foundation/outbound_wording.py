"""Chinese wording of why a request to another system got no usable answer. `party` names that system."""

from collections.abc import Mapping
from typing import Any

from foundation.outbound import RequestCode

HTTP_STATUSES = {
    400: "请求不被接受",
    401: "未获授权，令牌或签名无效",
    403: "拒绝访问",
    404: "地址不存在",
    410: "地址已停用",
    429: "请求过于频繁",
    500: "服务器内部错误",
    502: "网关错误",
    503: "服务暂不可用",
    504: "网关超时",
}
# Clauses without a full stop.
REQUEST_TEXTS = {
    RequestCode.INVALID_ADDRESS: "地址应是 http 或 https 地址，形如 https://域名/路径，不含用户名、密码和空格",
    RequestCode.DEADLINE: "{party}{seconds:.0f}秒仍未传完，已中断",
    RequestCode.UNKNOWN_HOST: "{party}的域名无法解析",
    RequestCode.UNTRUSTED_CERTIFICATE: "{party}的 HTTPS 证书不可信或已过期",
    RequestCode.TLS_FAILED: "与{party}建立 HTTPS 连接失败",
    RequestCode.NO_ANSWER: "{party}长时间没有响应",
    RequestCode.CONNECTION_REFUSED: "{party}拒绝连接",
    RequestCode.INCOMPLETE: "{party}只传来一半就断开了",
    RequestCode.INVALID_HTTP: "{party}的应答不是有效的 HTTP",
    RequestCode.DISCONNECTED: "与{party}的连接中断",
    RequestCode.DEVICE_NETWORK: "地址指向 {address}，是设备自用的网段，不允许访问",
    RequestCode.LOOPBACK: "地址指向本机（{address}），不允许访问，请填写{party}服务器的地址",
    RequestCode.INNER_NETWORK: "地址指向内部网络（{address}），本平台未开放访问该网段，如属实请由运维人员开放该网段",
    RequestCode.HTTP_STATUS: "{party}返回{status}（{reason}）",
}


def request_text(reason: Mapping[str, Any], *, party: str) -> str:
    """The reason as a clause without a full stop. Raises KeyError for an unknown code."""
    params = reason["params"]
    return REQUEST_TEXTS[reason["code"]].format(party=party, reason=_status_text(params.get("status")), **params)


def _status_text(status: int | None) -> str:
    if status is None:
        return ""
    if status in HTTP_STATUSES:
        return HTTP_STATUSES[status]
    if status < 400:
        return "要求转到别的地址" if status >= 300 else "没有给出内容"
    return "请求不被接受" if status < 500 else "服务器故障"
