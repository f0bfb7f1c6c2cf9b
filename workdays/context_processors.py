"""A variable of every template."""

from django.http import HttpRequest

from workdays.site_settings import site_settings


def site(request: HttpRequest) -> dict[str, object]:
    """Return SITE, which a template calls to read the site settings; a page without them reads nothing."""
    return {"SITE": site_settings}
