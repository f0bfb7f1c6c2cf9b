"""QR codes on pages."""

import segno
from django.utils.safestring import SafeString


def draw_qr_code(text: str) -> SafeString:
    """Return the QR code of the text as SVG."""
    return SafeString(segno.make(text, error="m").svg_inline(border=4, omitsize=True))
