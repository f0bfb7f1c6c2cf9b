"""The certificate as PDF, by typst: one kept compiler a process, and one font, whatever the machine has."""

from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn
import segno
import typst
from fontTools.ttLib import TTFont

from certificates.models import Certificate
from certificates.proofs.notes import Note
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date

TEMPLATE = Path(__file__).with_name("certificate.typ")
FONT = pylopdf_fonts_zh_cn.serif_path()
# The compiler works for one thread at a time.
lock = Lock()


def pdf_of(certificate: Certificate, *, address: str) -> bytes:
    """Return the certificate as PDF; `address` is the page that verifies it. Raises ActionDenied.

    A name with a character that the font lacks is refused: it would be printed as a box.
    """
    statement = certificate.statement
    check_printable(statement.enterprise, statement.issuer)
    inputs = {
        "number": certificate.number,
        "enterprise": statement.enterprise,
        "uscc": statement.uscc,
        "day": chinese_date(statement.day),
        "issuer": statement.issuer,
        "issued_at": f"{chinese_date(statement.issued_at)}{statement.issued_at:%H:%M}",
        "issued_on": chinese_date(statement.issued_at),
        "address": address,
        "keys": "、".join(signature.key_id.hex() for signature in Note.parse(certificate.note).signatures),
        "qr": _qr_code(address),
    }
    with lock:
        return _compiler().compile(format="pdf", sys_inputs=inputs, timestamp=statement.issued_at)


def check_printable(*texts: str) -> None:
    """Require that the font has every character of the texts. Raises ActionDenied."""
    missing = dict.fromkeys(character for text in texts for character in text if ord(character) not in _characters())
    if missing:
        raise ActionDenied(
            f"字体中没有“{'”“'.join(missing)}”，不能生成PDF。请改用证明文件，或凭编号核验；内容不受影响。"
        )


def _qr_code(address: str) -> str:
    written = BytesIO()
    segno.make(address, error="m").save(written, kind="svg", border=0, xmldecl=False)
    return written.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT.parent])
    return typst.Compiler(TEMPLATE, font_paths=fonts)


@cache
def _characters() -> frozenset[int]:
    """Return the characters of the font."""
    with TTFont(FONT) as font:
        return frozenset(font.getBestCmap())
