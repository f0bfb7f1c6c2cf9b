"""Record who signs in and out, and who fails to, by whatever page or backend, and note it in the session."""

import logging
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.sessions import note_sign_in
from accounts.steps import note_confirmed
from audit.recording import record
from audit.types import EventType

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    note_sign_in(request)
    note_confirmed(request)
    record(EventType.SIGNED_IN, target=user, by=user)


@receiver(user_logged_out)
def record_sign_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    """Record a sign-out; nothing for a visitor who had not signed in."""
    if user:
        record(EventType.SIGNED_OUT, target=user, by=user)


@receiver(user_login_failed)
def record_failed_sign_in(
    sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Record a failed sign-in, with the account if there is one.

    A name that is not that of an account is not kept: people type their passwords into its field. An attempt that is
    refused unchecked, because too many failed before it, is logged only.
    """
    logger.warning("A sign-in failed.")
    if getattr(request, "axes_locked_out", False):
        return
    user = User.objects.filter(username=credentials.get("username") or "").first()
    record(EventType.SIGN_IN_FAILED, target=user, by=None)
