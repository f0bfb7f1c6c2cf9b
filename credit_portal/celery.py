"""The Celery application: `celery -A credit_portal worker`, `celery -A credit_portal beat`."""

import os
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from celery import Celery, Task
from celery.signals import beat_init, before_task_publish, worker_init

from credit_portal.checks import key_fault
from foundation.postgres.acting import acting, current_user
from foundation.postgres.conflicts import retry_once

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credit_portal.settings")
FOR_USER = "for_user"


class ActingTask(Task):
    """A task that history names: its name, its row, and the user whose request sent it.

    It runs once more where PostgreSQL ended one of its transactions in favour of another one.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        key = UUID(self.request.id) if self.request.id else uuid4()
        row = args[0] if args else None
        with acting(key, task=self.name, row=row, user=getattr(self.request, FOR_USER, None)):
            return retry_once(partial(self.run, *args, **kwargs))


@before_task_publish.connect
def send_user(headers: dict[str, Any], **kwargs: Any) -> None:
    """Send along for whom the task is. A row that the sweep sends again names its user itself."""
    headers[FOR_USER] = current_user()


@worker_init.connect
@beat_init.connect
def stop_with_weak_key(**kwargs: Any) -> None:
    """End worker or beat; Celery would log any other exception and go on."""
    if fault := key_fault():
        raise SystemExit(fault)


app = Celery("credit_portal", task_cls=ActingTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
