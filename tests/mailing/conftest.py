"""A mail server, and the mailbox of a department."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from credit_portal.embedded import free_port
from mailing.actions.mailboxes import create_mailbox
from mailing.models import Mailbox
from tests.clock import at
from tests.factories import make_user
from tests.smtp_server import Inbox, receiving_mail

ADDRESS = "bangongshi@tax.jinan.example"


@pytest.fixture
def mail_port(settings: Any) -> int:
    """A port at which the portal expects its mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False
    settings.MAIL_IN_USE, settings.EMAIL_TIMEOUT = True, 1
    settings.PORTAL_URL = "https://portal.example"
    return settings.EMAIL_PORT


@pytest.fixture
def inbox(mail_port: int) -> Iterator[Inbox]:
    with receiving_mail(mail_port) as inbox:
        yield inbox


@pytest.fixture
def mailbox(db: None, reference_data: None, clerk: User) -> Mailbox:
    """The mailbox of 市税务局, set the day before."""
    with at("2026-11-25 10:00:00"):
        mailbox = Mailbox(department=clerk.department, address=ADDRESS)
        return create_mailbox(mailbox=mailbox, by=make_user(Role.SYSTEM))
