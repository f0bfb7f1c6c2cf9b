"""Refusal of an action that the rules do not allow now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from django.db import IntegrityError

Row = TypeVar("Row")
# SQLSTATE of a row that a unique key refuses.
UNIQUE_VIOLATION = "23505"


class ActionDenied(Exception):
    """The action is not possible now; `message` gives the reason and the remedy, in Chinese, for the page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def denial_of(check: Callable[[], None]) -> str:
    """Return the message with which the check refuses, or "" where it passes."""
    try:
        check()
    except ActionDenied as denied:
        return denied.message
    return ""


@dataclass(frozen=True)
class Several(Generic[Row]):
    """The rows that an act on several takes, and for each other row the reason why not, in Chinese with its name."""

    rows: Sequence[Row]
    refusals: Sequence[str] = ()


def allowed_among(
    rows: Iterable[Row], *checks: Callable[[Row], None], name: Callable[[Row], str] = str
) -> Several[Row]:
    """Return the rows that pass all checks, and why each other one does not. Raises ActionDenied where none passes."""
    allowed, refusals = [], []
    for row in rows:
        denials = filter(None, (denial_of(partial(check, row)) for check in checks))
        if denial := next(denials, ""):
            refusals.append(f"{name(row)}：{denial}")
        else:
            allowed.append(row)
    if refusals and not allowed:
        raise ActionDenied("".join(refusals))
    return Several(allowed, refusals)


def denial_of_duplicate(error: IntegrityError) -> ActionDenied:
    """Return the denial of an action that a unique key of the database refused; raise the error again for others.

    Forms look for duplicates before the action. Only what somebody else stores at the same moment gets past them.
    """
    if getattr(error.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
        raise error
    return ActionDenied("刚才已有人保存了同样的内容，这次没有重复保存。请刷新页面核对后再办理。")
