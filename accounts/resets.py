"""What an administrator reset, and its owner has to know."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from foundation.web.dates import chinese_date

# Field with the time of a reset → what was reset.
RESETS = {"password_reset_at": "密码", "factor_reset_at": "第二重验证"}


def show_resets(request: HttpRequest, user: User) -> None:
    """Show the user who signs in, once, what a system administrator reset."""
    found = {field: what for field, what in RESETS.items() if getattr(user, field)}
    for field, what in found.items():
        day = chinese_date(timezone.localtime(getattr(user, field)).date())
        messages.warning(request, f"系统管理员于{day}重设了您的{what}。这不是您要求的，请立即告知审计人员。")
        setattr(user, field, None)
    if found:
        user.save(update_fields=list(found))
