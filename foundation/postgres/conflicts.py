"""Transactions that PostgreSQL ends in favour of another one: a deadlock, or a serialisation failure."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg2.errors import DeadlockDetected, SerializationFailure

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def retry_once(act: Callable[[], Result]) -> Result:
    """Run an act that consists of whole transactions; run it once more where PostgreSQL ended one of them.

    The transactions may be savepoints of an enclosing one that has locked nothing that others lock, as that of a
    posted form (drafts.middleware): to go back to a savepoint gives up the locks that were taken since. An enclosing
    transaction that can only be rolled back is left to whoever began it.

    The order of locks (screening.actions.locks) should prevent this; a retry shows a breach of it and is logged.
    """
    try:
        return act()
    except OperationalError as error:
        if connection.needs_rollback or not isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
            raise
        logger.warning("Once more after a conflict of transactions: %s", error)
        return act()
