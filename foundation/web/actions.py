"""Doing something for a person who stays on the page: what came of it is said there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from foundation.denials import ActionDenied


def run_action(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        act()
    except ActionDenied as denied:
        messages.error(request, denied.message)
        return False
    messages.success(request, done)
    return True
