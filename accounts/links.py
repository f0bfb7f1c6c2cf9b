"""Links by which people choose their password, once (docs/security.md, «Accounts»).

A link goes to the address that the account has. Without an address the administrator hands it over, and it opens
nothing without a code, which another account than the administrator's sees.
"""

import secrets
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import PasswordLink, User
from accounts.permissions import Role
from foundation.web.dates import chinese_date

# The session holds: the hash of the link that the visitor opened; a link that the next page shows the administrator.
OPENED = "password_link"
MADE = "password_link_made"
CODE_DIGITS = 8


def new_link_token() -> str:
    """Return the random part of a link, of 256 bits."""
    return secrets.token_urlsafe(32)


def code_of(link: PasswordLink) -> str:
    """Return the code without which the link opens nothing; it follows from the link and a key of the portal."""
    number = int(salted_hmac("accounts.password_link", link.sha256, algorithm="sha256").hexdigest(), 16)
    digits = f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"
    return f"{digits[:4]} {digits[4:]}"


def is_code_of(link: PasswordLink, typed: str) -> bool:
    """Return whether the typed text is the code of the link, with or without blanks."""
    return constant_time_compare("".join(typed.split()), code_of(link).replace(" ", ""))


def holder_of_code(link: PasswordLink) -> str:
    """Return in words who sees the code of the link."""
    others = User.objects.filter(is_active=True).exclude(pk__in=[link.user_id, link.made_by_id])
    if link.user.department and others.filter(department=link.user.department).exists():
        return f"{link.user.department}的其他账号"
    return "审计人员" if others.filter(role=Role.AUDITOR).exists() else "另一名系统管理员"


def address_of_link(request: HttpRequest, token: str) -> str:
    """Return the whole address of the link."""
    return request.build_absolute_uri(f"{reverse('accounts:password_link')}?token={token}")


def send_link(link: PasswordLink, address: str) -> bool:
    """Send the link to the address of its account; return whether the mail server took it."""
    until = timezone.localtime(link.expires_at)
    text = (
        f"{link.user.full_name}：\n\n"
        f"请在{chinese_date(until.date())}{until:%H:%M}以前打开下面的链接，为您的账号（用户名{link.user.username}）设置密码。"
        "链接只能使用一次，请不要转发。\n\n"
        f"{address}\n\n"
        "这不是您要求的，请立即告知审计人员。\n"
    )
    try:
        return bool(send_mail("设置您的密码——海关高级认证企业联合激励", text, None, [link.user.email]))
    except (SMTPException, OSError):
        return False


def is_mailed(user: User) -> bool:
    """Return whether a link for the account goes to its own address."""
    return bool(user.email and settings.MAIL_IN_USE)
