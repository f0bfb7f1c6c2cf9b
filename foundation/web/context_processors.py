"""Variables of every template."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return SITE, the texts of the footer, and DEMO, whether the data is that of the fictional city."""
    return {"SITE": settings.SITE, "DEMO": settings.DEMO}
