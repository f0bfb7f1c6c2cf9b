"""Variables of every template."""

from django.conf import settings
from django.http import HttpRequest

# The cookie in which the size of type is remembered (大字版).
TYPE_SIZE_COOKIE = "type_size"
LARGE = "large"


def site(request: HttpRequest) -> dict[str, object]:
    """Return DEMO, whether the data is fictional, and LARGE_TYPE, whether 大字版 is on."""
    is_large = request.COOKIES.get(TYPE_SIZE_COOKIE) == LARGE
    return {"DEMO": settings.DEMO, "LARGE_TYPE": is_large}
