"""The networks from which system accounts and Django admin are used (ADMIN_NETWORKS, docs/ops.md)."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import Role
from audit.requests import client_address


class NetworkDenied(PermissionDenied):
    """A request is refused because of its network address; the page shows `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def network_fault(request: HttpRequest, user: User, *, is_admin_page: bool = False) -> str:
    """Return the sentence why a request is refused because of its network address; "" where it is not."""
    address = client_address(request)
    if (user.role != Role.SYSTEM and not is_admin_page) or _is_allowed(address):
        return ""
    return (
        f"系统管理账号和系统管理后台只能从指定的网络使用，您现在的地址（{address or '未知'}）不在其中。"
        "请换到单位的网络；单位网络有变化的，请运维人员调整。"
    )


def _is_allowed(address: str | None) -> bool:
    try:
        ip = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in settings.ADMIN_NETWORKS)
