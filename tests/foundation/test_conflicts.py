"""A transaction that PostgreSQL ends in favour of another one is run once more; other errors are not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from celery import shared_task
from django.db import OperationalError, connection, transaction

from accounts.models import User
from foundation.postgres.conflicts import retry_once

pytestmark = pytest.mark.django_db(transaction=True)


class Deadlock:
    """Two acts that lock two users in opposite orders; at the first attempt each holds one and waits for the other.

    The act that PostgreSQL ends is run again once the other one has ended, so that they cannot deadlock twice.
    """

    def __init__(self, *users: User) -> None:
        first, second = users
        self.acts = (self._act(first, second), self._act(second, first))
        self._both_hold_one = Barrier(2)
        self._is_over = Event()

    def _act(self, first: User, second: User) -> Callable[[], int]:
        attempts = []

        def act() -> int:
            attempts.append(1)
            if len(attempts) > 1:
                assert self._is_over.wait(30)
            with transaction.atomic():
                User.objects.select_for_update().get(pk=first.pk)
                if len(attempts) == 1:
                    self._both_hold_one.wait()
                User.objects.select_for_update().get(pk=second.pk)
            self._is_over.set()
            return len(attempts)

        return act


def results(*works: Callable[[], int]) -> list[int]:
    """Run the works at once, each on a connection of its own."""

    def run(work: Callable[[], int]) -> int:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_deadlocked_transaction_is_run_once_more(credit: User, officer: User) -> None:
    acts = Deadlock(credit, officer).acts
    assert results(*(partial(retry_once, act) for act in acts)) == [1, 2]


def test_deadlocked_task_is_run_once_more(credit: User, officer: User) -> None:
    acts = Deadlock(credit, officer).acts

    @shared_task(name="tests.deadlocked")
    def task(number: int) -> int:
        return acts[number]()

    assert results(*(partial(task, number) for number in (0, 1))) == [1, 2]


def test_other_error_of_the_database_is_not_retried() -> None:
    attempts = []

    def act() -> None:
        attempts.append(1)
        raise OperationalError("the connection is lost")

    with pytest.raises(OperationalError):
        retry_once(act)
    assert attempts == [1]
