"""Who acts: what the database stores in each event of history that a connection writes (pghistory).

A request or a task sets two session variables on the connection once; the triggers of history read them. They are not
sent with each statement, because COPY and statements with many rows write history, too. If they are unset, as in a
command or in psql, history has the database role (foundation/postgres/roles.py).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.utils import Error as DatabaseError

SET_CONTEXT = (
    "SELECT set_config('pghistory.context_id', %s, false), set_config('pghistory.context_metadata', %s, false)"
)
RESET_CONTEXT = "RESET pghistory.context_id; RESET pghistory.context_metadata"


class Actor(NamedTuple):
    """The key of the request or task, and what is known about it: url, task, row; user, for whom it acts."""

    key: UUID
    facts: Mapping[str, object]


_current: ContextVar[Actor | None] = ContextVar("acting", default=None)


@contextmanager
def acting(key: UUID, **facts: object) -> Iterator[None]:
    """Let the history that is written in the block name the request or task, and the user for whom it acts."""
    token = _current.set(Actor(key, facts))
    try:
        _set_context()
        yield
    finally:
        _current.reset(token)
        # A connection that was lost is opened again without an actor.
        with suppress(DatabaseError):
            _set_context()


def name_user(user: int) -> None:
    """Add the user of a request that is recognised later, by a token."""
    if actor := _current.get():
        _current.set(Actor(actor.key, {**actor.facts, "user": user}))
        _set_context()


def current_actor() -> Actor | None:
    """Return the current request or task; None outside of tasks and of requests that may write."""
    return _current.get()


def current_user() -> int | None:
    """Return the user for whom the current request or task acts; None where the platform acts by itself."""
    actor = current_actor()
    user = actor.facts.get("user") if actor else None
    return user if isinstance(user, int) else None


def _set_context() -> None:
    actor = _current.get()
    with connection.cursor() as cursor:
        if actor:
            cursor.execute(SET_CONTEXT, [str(actor.key), json.dumps(actor.facts)])
        else:
            cursor.execute(RESET_CONTEXT)
