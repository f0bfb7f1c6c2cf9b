"""The site settings in force: the newest that the administrator saved, otherwise the values of the environment."""

from django.conf import settings

from workdays.cache import read
from workdays.models import SiteSettings

# What a government site has to state in its footer; 承办单位 is optional.
NEEDED = ("phone", "address", "site_code", "icp", "police")


def site_settings() -> SiteSettings:
    """Return the site settings in force. They are read once in a request or a task."""
    if read.site_settings is None:
        read.site_settings = SiteSettings.objects.first() or _of_the_environment()
    site: SiteSettings = read.site_settings
    return site


def _of_the_environment() -> SiteSettings:
    return SiteSettings(
        version=0,
        security_contact=settings.SECURITY_CONTACT,
        stop_advice_term=settings.STOP_ADVICE_TERM_WORKING_DAYS,
        **settings.SITE,
    )


def missing_texts() -> list[str]:
    """Return the names of the texts of the footer that are empty."""
    site = site_settings()
    return [str(SiteSettings._meta.get_field(name).verbose_name) for name in NEEDED if not getattr(site, name)]
