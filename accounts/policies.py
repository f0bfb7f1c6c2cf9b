"""Whether a change of an account is possible now. A check raises ActionDenied with the message that the page shows."""

from accounts.models import User
from foundation.denials import ActionDenied


def check_administration_kept(user: User, *, stays: bool, by: User) -> None:
    """Require that nobody takes the administration from themselves, nor from its last active administrator.

    `user` is the account as it is stored; `stays` tells whether it stays that of an active system administrator.
    """
    if stays or not user.is_administrator:
        return
    if user.pk == by.pk:
        raise ActionDenied("不能停用本人的账号，也不能改本人的角色，请由另一名系统管理员办理。")
    if not User.objects.administrators().exclude(pk=user.pk).exists():
        raise ActionDenied("这是最后一个系统管理账号，不能停用或改角色。")
