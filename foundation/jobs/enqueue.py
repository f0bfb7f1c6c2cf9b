"""Send a task to a worker after commit."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(task: str, *arguments: int | str) -> None:
    """Send the task of that name, such as `roster.tasks.read_roster`, after commit.

    Tasks are named rather than imported, because actions stand below tasks. The row is the queue (docs/adr/0004):
    while the broker is down, the row waits for the next sweep.
    """

    def send() -> None:
        try:
            current_app.send_task(task, args=arguments)
        except OperationalError as error:
            logger.warning("%s %s waits for the next sweep: %s", task, arguments, error)

    transaction.on_commit(send)
