"""The lines that web, worker and beat log: without the contents of rows, and in operation one JSON object each."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.utils import DatabaseError

from audit.requests import current_request
from foundation.postgres.acting import current_actor

# The lines of a database error after its first: «Failing row contains (…)», the statement, the line of a COPY.
DETAILS = re.compile(r"\n(?:DETAIL|CONTEXT|HINT|QUERY|STATEMENT|LINE \d+):.*", re.DOTALL)
DETAIL_IN_TEXT = re.compile(r"(DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+): .*")
# «invalid input syntax for type integer: "…"»
QUOTED_VALUE = re.compile(r': ".*', re.DOTALL)
CUT = "…"


class PlainFormatter(logging.Formatter):
    """Time, level, logger and message; then the traceback, if there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return _without_rows(super().format(_without_foreign_traceback(record)), record)


class JsonFormatter(logging.Formatter):
    """A JSON object: also request, task and user, where they are known."""

    def format(self, record: logging.LogRecord) -> str:
        text = _without_rows(super().format(_without_foreign_traceback(record)), record)
        message, _, traceback = text.partition("\n") if record.exc_info else (text, "", "")
        parts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            **_context(record),
            "traceback": traceback,
        }
        return json.dumps({name: value for name, value in parts.items() if value}, ensure_ascii=False, default=str)


def _context(record: logging.LogRecord) -> dict[str, object]:
    """Return request, user, task and its row. Django logs after the request has ended, Celery after the task."""
    request = getattr(getattr(record, "request", None), "info", None) or current_request()
    actor = current_actor()
    facts = actor.facts if actor else {}
    of_celery = getattr(record, "data", None)
    if isinstance(of_celery, dict) and "id" in of_celery:
        return {"task": of_celery.get("name"), "task_id": of_celery["id"]}
    is_task = actor is not None and "task" in facts
    return {
        "request_id": request.request_id,
        "address": request.address,
        "task": facts.get("task"),
        "task_id": str(actor.key) if actor and is_task else "",
        "row": facts.get("row"),
        "user": facts.get("user") or request.user,
    }


def _without_foreign_traceback(record: logging.LogRecord) -> logging.LogRecord:
    """Leave out the traceback of what Django refuses, such as a wrong Host header: anybody can cause any number."""
    if record.name.startswith("django.security."):
        record.exc_info = record.exc_text = None
    return record


def _without_rows(text: str, record: logging.LogRecord) -> str:
    """Cut what the database says about values, wherever the text repeats one of the record's errors."""
    for error in _errors(record):
        whole = str(error)
        cut = DETAILS.sub("", whole)
        if isinstance(error, DatabaseError):
            cut = QUOTED_VALUE.sub(f": {CUT}", cut)
        if cut != whole:
            text = text.replace(whole.strip(), cut).replace(repr(whole)[1:-1], cut)
    return DETAIL_IN_TEXT.sub(rf"\1: {CUT}", text)


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """Yield the errors that the record is about, each with its causes."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    waiting = [error for error in (*arguments, *(record.exc_info or ())) if isinstance(error, BaseException)]
    seen: set[int] = set()
    while waiting:
        error = waiting.pop()
        if id(error) not in seen:
            seen.add(id(error))
            yield error
            waiting += [cause for cause in (error.__cause__, error.__context__) if cause]
