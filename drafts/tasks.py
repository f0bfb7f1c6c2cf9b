"""Tasks of the drafts."""

from celery import shared_task
from django.utils import timezone

from drafts.models import KEY_AGE, Draft, DraftCookie, UsedKey


@shared_task
def erase_outdated() -> None:
    """Erase the drafts and cookies of more than a day ago, and the used keys that no accepted form can have."""
    Draft.objects.outdated().delete()
    DraftCookie.objects.outdated().delete()
    UsedKey.objects.filter(used_at__lte=timezone.now() - 2 * KEY_AGE).delete()
