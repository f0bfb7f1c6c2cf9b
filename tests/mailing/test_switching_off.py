"""A mailbox that is switched off in the moment of a mail gets none."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.permissions import Role
from mailing.actions.mailboxes import change_mailbox
from mailing.actions.outbox import fill_outbox
from mailing.actions.sending import send_mails
from mailing.models import Mail, Mailbox
from mailing.states import Frequency
from tests.factories import make_user
from tests.mailing.test_mails import lose_with_advice
from tests.smtp_server import Inbox
from tests.test_duplicates import is_any_transaction_waiting
from tests.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


def switch_off_during(mailbox: Mailbox, act: Callable[[], int]) -> list[int]:
    """Begin the act on another connection before the mailbox is off for all; return what the act returned."""
    results, system = list[int](), make_user(Role.SYSTEM)

    def work() -> None:
        results.append(act())
        connection.close()

    thread = threading.Thread(target=work)
    mailbox.frequency = Frequency.NEVER
    with transaction.atomic():
        change_mailbox(mailbox=mailbox, by=system)
        thread.start()
        wait_until(is_any_transaction_waiting, "the mailbox is awaited")
    thread.join()
    return results


def test_mailbox_that_is_being_switched_off_gets_no_new_mail(mailbox: Mailbox, inbox: Inbox, clerk: User) -> None:
    lose_with_advice(clerk)
    assert switch_off_during(mailbox, fill_outbox) == [0]
    assert not Mail.objects.exists()


def test_mailbox_that_is_being_switched_off_gets_no_mail_that_waits(
    mailbox: Mailbox,
    inbox: Inbox,
    clerk: User,
) -> None:
    lose_with_advice(clerk)
    assert fill_outbox() == 1
    assert switch_off_during(mailbox, send_mails) == [0]
    assert inbox.messages == []
