"""Refusal of an action that the rules do not allow now."""

from collections.abc import Callable


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
