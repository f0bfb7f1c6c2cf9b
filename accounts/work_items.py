"""The codes that wait for a user."""

from accounts.models import PasswordLink, User
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return the codes that the user passes on."""
    if not user.has_perm("accounts.view_passwordcode"):
        return []
    codes = PasswordLink.objects.with_code_for(user)
    return [Kind("待告知的验证码", list_url("accounts:code_list"), codes, since="made_at")]
