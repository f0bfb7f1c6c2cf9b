"""Receivers of the signals of Celery and of Django that measure tasks and failed sign-ins."""

from time import perf_counter
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from credit_portal.metrics.series import SIGN_IN_FAILURES, TASKS

_started: dict[str, float] = {}


@task_prerun.connect
def start_task(task_id: str, **kwargs: Any) -> None:
    _started[task_id] = perf_counter()


@task_postrun.connect
def end_task(task_id: str, task: Task, state: str, **kwargs: Any) -> None:
    TASKS.labels(task.name, state.lower()).observe(perf_counter() - _started.pop(task_id))


@receiver(user_login_failed)
def count_failure(**kwargs: Any) -> None:
    SIGN_IN_FAILURES.inc()
