"""What every page is given."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The footer's facts, and whether this is the fictional demo city."""
    return {"SITE": settings.SITE, "DEMO": settings.DEMO}
