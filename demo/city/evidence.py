"""Sample evidence: one-page PDF files, written by hand so that no other library is needed."""

from pathlib import Path

FONT = b"/Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]"
DESCENDANT = (
    b"/Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 6 0 R"
)
DESCRIPTOR = (
    b"/Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93"
)
PAGE = b"/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</Font<</F 4 0 R>>>>"


def write_pdf(path: Path, lines: list[str]) -> None:
    """Write lines of Chinese text on one A4 page; the reader's own Chinese font shows them."""
    # UniGB-UCS2-H takes characters of two bytes each.
    shown = b"".join(b"<%s>Tj T*\n" % line.encode("utf-16-be").hex().encode() for line in lines)
    text = b"BT /F 14 Tf 28 TL 72 760 Td\n%sET" % shown
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<<%s>>" % PAGE,
        b"<<%s>>" % FONT,
        b"<<%s>>" % DESCENDANT,
        b"<<%s>>" % DESCRIPTOR,
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    path.write_bytes(body + b"xref\n0 %d\n%s" % (size, table) + trailer)
