"""Whether a change of an account is possible now. A check raises ActionDenied with the message that the page shows."""

from accounts.models import User
from foundation.denials import ActionDenied


def check_administration_kept(user: User, after: User, *, by: User) -> None:
    """Require that nobody takes the administration from themselves, nor from its last administrator without a last day.

    `user` is the account as it is stored, `after` as it would become.
    """
    if not user.is_administrator:
        return
    if user.pk == by.pk and not (after.is_administrator and after.ends_on == user.ends_on):
        raise ActionDenied("不能停用本人的账号，也不能改本人的角色和有效期，请由另一名系统管理员办理。")
    if not user.is_lasting_administrator or after.is_lasting_administrator:
        return
    if not User.objects.administrators().exclude(pk=user.pk).exists():
        raise ActionDenied("这是最后一个没有期限的系统管理账号，不能停用、改角色或设有效期。")
