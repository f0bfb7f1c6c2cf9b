"""Customs and departments in a round: they act on the followed enterprises, once each; and hourly tasks run at once."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, zip_longest

from celery import current_app
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.models import Inquiry, MeasureApplication
from foundation.denials import ActionDenied
from screening.actions.revocations import restore_enterprise
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from screening.models import Revocation, Suspension
from tests.chaos import followed

PAUSE_SECONDS = 0.2
QUESTION = "是否仍在适用？"
# The tasks that beat sends every minute or every hour.
TASKS = (
    "feedback.tasks.remind_of_advice",
    "feedback.tasks.send_digests",
    "feedback.tasks.open_months",
    "reports.tasks.make_due_reports",
    "mailing.tasks.send_mails",
)
# Seconds; no part is down for as long.
PATIENCE_SECONDS = 120
Act = Callable[[], object]
pause = threading.Event().wait


def acts() -> list[Act]:
    """The acts of a round, in their order; those on one enterprise follow each other with others between them."""
    officer = User.objects.filter(role=Role.CUSTOMS, department__code=followed.OFFICE).earliest("pk")
    steps: dict[range, list[Callable[[int, User], object]]] = {
        followed.REVOKED: [followed.revoke],
        followed.RESTORED: [followed.revoke, _restore],
        followed.REVOKED_AGAIN: [followed.revoke, _restore, followed.revoke],
        followed.SUSPENDED: [_suspend],
        followed.LIFTED: [_suspend, _lift],
        followed.KEPT: [_ask, _answer],
    }
    lists = [[partial(step, serial, officer) for step in each] for serials, each in steps.items() for serial in serials]
    return [act for act in chain.from_iterable(zip_longest(*lists)) if act]


def _restore(serial: int, officer: User) -> None:
    restore_enterprise(
        revocation=Revocation.objects.get(enterprise=followed.enterprise(serial), restored_on=None),
        reason="复议撤销",
        document_number=f"济关〔2026〕{serial}号",
        restored_on=timezone.localdate(),
        by=officer,
    )


def _suspend(serial: int, officer: User) -> None:
    suspend_enterprise(
        enterprise=followed.enterprise(serial),
        reason="涉嫌走私",
        document_number=f"济关〔2026〕{serial}号",
        effective_on=timezone.localdate(),
        by=officer,
    )


def _lift(serial: int, officer: User) -> None:
    lift_suspension(
        suspension=Suspension.objects.get(enterprise=followed.enterprise(serial), lifted_on=None),
        reason="查无实据",
        document_number=f"济关〔2026〕{serial}号",
        lifted_on=timezone.localdate(),
        by=officer,
    )


def _ask(serial: int, officer: User) -> None:
    for application in MeasureApplication.objects.filter(enterprise=followed.enterprise(serial)).order_by("pk"):
        # A question may be asked again, so whoever got no answer looks first.
        if not application.inquiries.exists():
            ask_inquiry(application=application, question=QUESTION, by=officer)


def _answer(serial: int, officer: User) -> None:
    asked = Inquiry.objects.filter(application__enterprise=followed.enterprise(serial), state="open")
    for inquiry in asked.order_by("pk"):
        clerk = User.objects.filter(department=inquiry.application.in_charge).earliest("pk")
        answer_inquiry(inquiry=inquiry, answer="仍在适用。", by=clerk)


class Desk(threading.Thread):
    """Do the acts one after the other, and send the hourly tasks again and again, as if hours passed.

    An act during which the database is killed is done again; it is refused where it had been done.
    """

    def __init__(self, broker: Callable[[], str]) -> None:
        super().__init__(daemon=True)
        self.broker = broker
        self.waiting = deque(acts())
        self.repeated = 0
        self._ended = threading.Event()

    @property
    def is_done(self) -> bool:
        return not self.waiting

    def run(self) -> None:
        for number in self._turns():
            if self.waiting:
                self._do(self.waiting[0])
                self.waiting.popleft()
            if number % 5 == 0:
                self._send_tasks()
        connection.close()

    def _turns(self) -> Iterator[int]:
        number = 0
        while not self._ended.wait(PAUSE_SECONDS):
            yield number
            number += 1

    def finish(self) -> None:
        """Do nothing more; wait for the act that is being done."""
        self._ended.set()
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive(), "the last act is not done"

    def _do(self, act: Act) -> None:
        attempts = 0
        while True:
            attempts += 1
            try:
                act()
            except (OperationalError, InterfaceError):
                connection.close()
                pause(PAUSE_SECONDS)
                continue
            except (ActionDenied, Revocation.DoesNotExist, Suspension.DoesNotExist):
                # What was done before its answer was lost.
                assert attempts > 1, act
            self.repeated += attempts > 1
            return

    def _send_tasks(self) -> None:
        try:
            with current_app.connection_for_write(self.broker(), connect_timeout=1) as broker:
                for task in TASKS:
                    current_app.send_task(task, connection=broker, retry=False)
        except (BrokerError, OSError):
            # The broker is killed; the next turn sends them.
            return
