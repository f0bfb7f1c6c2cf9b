"""What is done with accounts: last days, passwords and their links, sessions, the second factor, tokens of the API."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from accounts.factors import has_factor, newest_step, set_recovery_codes
from accounts.links import is_mailed, new_link_token
from accounts.models import ApiToken, PasswordLink, SecondFactor, Session, User
from accounts.tokens import new_token
from audit.recording import record
from audit.types import EventType
from foundation.denials import ActionDenied
from foundation.encryption import hash_of


@transaction.atomic
def switch_off_ended() -> None:
    """Switch off the accounts whose last day has passed, which ends their sessions and erases their drafts."""
    for user in User.objects.ended().select_for_update(of=("self",)):
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(EventType.ACCOUNT_CHANGED, target=user, changes={"is_active": (True, False)}, by=None)


@transaction.atomic
def end_sessions(*, user: User, sessions: QuerySet[Session], by: User) -> int:
    """End those sessions of the user; return how many there were."""
    count = sessions.filter(user=user).delete()[0]
    if count:
        record(EventType.SESSION_ENDED, target=user, data={"sessions": count}, by=by)
    return count


@transaction.atomic
def enroll_factor(*, user: User, key: str, by: User) -> list[str]:
    """Give the user the second factor with that key, of which a code was just used; return the recovery codes.

    Raises ActionDenied where another window has set one up meanwhile.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if has_factor(user):
        raise ActionDenied("您已设有第二重验证，请刷新页面。")
    # The code that was typed, and one of a phone that is ahead, cannot be used again.
    factor = SecondFactor(user=user, last_step=newest_step())
    factor.key = key
    factor.save()
    record(EventType.FACTOR_ENROLLED, target=user, by=by)
    return set_recovery_codes(user)


@transaction.atomic
def renew_recovery_codes(*, user: User, by: User) -> list[str]:
    """Replace the recovery codes of the user; return the new ones."""
    record(EventType.RECOVERY_CODES_RENEWED, target=user, by=by)
    return set_recovery_codes(user)


@transaction.atomic
def reset_factor(*, user: User, by: User) -> bool:
    """Take the second factor of the user away and end the sessions; the user is told when signing in again.

    Return whether there was one.
    """
    devices = (SecondFactor.objects.filter(user=user), StaticDevice.objects.filter(user=user))
    if not sum(found.delete()[0] for found in devices):
        return False
    Session.objects.filter(user=user).delete()
    user.factor_reset_at = timezone.now()
    user.save(update_fields=["factor_reset_at"])
    record(EventType.FACTOR_RESET, target=user, by=by)
    return True


@transaction.atomic
def reset_password(*, user: User, by: User) -> str:
    """Take the password of the user away, which ends the sessions; return the token of a link for another one.

    The user is told at the next sign-in. Raises ActionDenied for one's own account and for one that is not active.
    """
    if not user.is_active:
        raise ActionDenied("账号未启用，启用后再重设密码。")
    if user.pk == by.pk:
        raise ActionDenied("本人的密码请在“修改密码”页面修改。")
    user.set_unusable_password()
    user.password_reset_at = timezone.now()
    user.save(update_fields=["password", "password_reset_at"])
    record(EventType.PASSWORD_RESET, target=user, by=by)
    return make_link(user=user, by=by)


@transaction.atomic
def make_link(*, user: User, by: User) -> str:
    """Make a link by which the user chooses a password, and close the earlier ones; return its token.

    Only the hash of the token is stored.
    """
    now, token = timezone.now(), new_link_token()
    PasswordLink.objects.filter(user=user, closed_at=None).update(closed_at=now)
    PasswordLink.objects.create(
        user=user,
        sha256=hash_of(token),
        needs_code=not is_mailed(user),
        made_by=by,
        expires_at=now + timedelta(hours=settings.PASSWORD_LINK_HOURS),
    )
    way = "mail" if is_mailed(user) else "by_hand"
    record(EventType.PASSWORD_LINK_MADE, target=user, data={"way": way}, by=by)
    return token


@transaction.atomic
def choose_password(*, link: PasswordLink, password: str) -> None:
    """Give the owner of the link this password, and close the link. Raises ActionDenied for a link that is closed."""
    if not PasswordLink.objects.open().filter(pk=link.pk).update(closed_at=timezone.now()):
        raise ActionDenied("链接已经用过或已过期，请系统管理员重新发出。")
    user = link.user
    user.set_password(password)
    user.save(update_fields=["password", "password_chosen_at"])
    record(EventType.PASSWORD_CHOSEN, target=user, by=user)


@transaction.atomic
def issue_token(*, token: ApiToken, by: User | None) -> str:
    """Store the new token; return its text, which is shown once and not stored."""
    text = new_token()
    token.sha256 = hash_of(text)
    token.save()
    record(EventType.API_TOKEN_CREATED, target=token.user, data={"system": token.name}, by=by)
    return text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None) -> None:
    """Revoke the token at once; nothing happens to one that is revoked."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(EventType.API_TOKEN_REVOKED, target=token.user, data={"system": token.name}, by=by)
