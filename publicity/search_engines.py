"""What search engines may keep of public pages that name enterprises."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
# No copy of the page and no words of it in the results: both would show a standing after it was lost.
NOT_KEPT = "noarchive, nosnippet"


def not_archived(view: View) -> View:
    """Return the view, whose answers search engines find, but neither copy nor quote."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = NOT_KEPT
        return response

    return answer
