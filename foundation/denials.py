"""How a rule says no."""

from collections.abc import Callable


class ActionDenied(Exception):
    """An act that is not possible now; `sentence` says why and what to do, for the page to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def denial_of(check: Callable[[], None]) -> str:
    """The sentence of the rule that stands in the way; "" where none does."""
    try:
        check()
    except ActionDenied as denied:
        return denied.message
    return ""
