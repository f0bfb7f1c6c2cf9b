"""Follow enterprises (关注): the home page of the follower says when one has changed."""

from django.db import transaction

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.models import Following
from roster.models import Enterprise


@transaction.atomic
def follow_enterprise(*, enterprise: Enterprise, by: User) -> None:
    """Follow the enterprise; nothing happens where the user follows it already."""
    _, is_new = Following.objects.get_or_create(user=by, enterprise=enterprise)
    if is_new:
        note_seen(enterprise=enterprise, by=by)
        record(EventType.ENTERPRISE_FOLLOWED, target=enterprise, by=by)


@transaction.atomic
def unfollow_enterprise(*, enterprise: Enterprise, by: User) -> None:
    """Follow the enterprise no more; nothing happens where the user does not follow it."""
    ended, _ = Following.objects.filter(user=by, enterprise=enterprise).delete()
    if ended:
        record(EventType.ENTERPRISE_UNFOLLOWED, target=enterprise, by=by)


def note_seen(*, enterprise: Enterprise, by: User) -> bool:
    """Note that the user sees the enterprise as it is now; return whether the user follows it."""
    return bool(Following.objects.filter(user=by, enterprise=enterprise).note_seen())
