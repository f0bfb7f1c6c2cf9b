"""The texts of the footer that are not set."""

from django import template
from django.conf import settings

register = template.Library()
# Text of SITE → its name, and the setting; 承办单位 is optional.
NEEDED = {
    "phone": "联系电话（SITE_PHONE）",
    "address": "地址（SITE_ADDRESS）",
    "site_code": "网站标识码（SITE_CODE）",
    "icp": "ICP备案（SITE_ICP）",
    "police": "公安备案（SITE_POLICE）",
}


@register.simple_tag
def missing_site_texts() -> list[str]:
    """Return what a government site has to state in its footer and does not."""
    return [name for text, name in NEEDED.items() if not settings.SITE[text]]
