"""What other pages show of certificates: the ids of the signing keys, for the site settings."""

from django import template

from certificates.signing import keys_as_rows

register = template.Library()


@register.simple_tag
def certificate_key_rows() -> list[tuple[str, str]]:
    """Return label and text of what people may read of the signing keys."""
    return list(keys_as_rows())
