"""Actions whose result the page shows as a message."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from foundation.denials import ActionDenied


def run_action(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Run the action and add the message `done`, or the reason of its refusal; return whether it was done."""
    try:
        act()
    except ActionDenied as denied:
        messages.error(request, denied.message)
        return False
    messages.success(request, done)
    return True
