"""Tasks of the drafts."""

from celery import shared_task
from django.utils import timezone

from drafts.models import KEY_AGE, AnsweredRequest, Draft, DraftCookie, UsedKey


@shared_task
def erase_outdated() -> None:
    """Erase drafts and cookies whose time has ended, answered requests of a day ago, and used keys of two days ago."""
    Draft.objects.outdated().delete()
    DraftCookie.objects.outdated().delete()
    AnsweredRequest.objects.filter(answered_at__lte=timezone.now() - KEY_AGE).delete()
    UsedKey.objects.filter(used_at__lte=timezone.now() - 2 * KEY_AGE).delete()
