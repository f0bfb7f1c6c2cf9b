"""Refusal of an action that the rules do not allow now."""

from collections.abc import Callable

from django.db import IntegrityError

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


def denial_of_duplicate(error: IntegrityError) -> ActionDenied:
    """Return the denial of an action that a unique key of the database refused; raise the error again for others.

    Forms look for duplicates before the action. Only what somebody else stores at the same moment gets past them.
    """
    if getattr(error.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
        raise error
    return ActionDenied("刚才已有人保存了同样的内容，这次没有重复保存。请刷新页面核对后再办理。")
