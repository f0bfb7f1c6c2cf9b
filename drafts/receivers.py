"""Find the drafts of a user who signs in; erase those of one who signs out or is deactivated.

The drafts that a user saved stay when the user signs out.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from drafts.store import HAS_DRAFTS, erase_all, erase_unsaved


@receiver(user_logged_in)
def note_drafts(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    if user.drafts.exists():
        request.session[HAS_DRAFTS] = True


@receiver(user_logged_out)
def erase_on_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user:
        erase_unsaved(user)
        request.is_signed_out = True


@receiver(post_save, sender=User)
def erase_on_deactivation(sender: Any, instance: User, **kwargs: Any) -> None:
    if not instance.is_active:
        erase_all(instance)
