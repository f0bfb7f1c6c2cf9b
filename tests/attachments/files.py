"""Files that people attach, good and bad ones."""

import io
import zipfile
import zlib
from pathlib import Path

from PIL import ExifTags, Image
from xlwt.CompoundDoc import XlsDoc

RESIDENT = "362322198709086409"
# A picture of 64 × 48 pixels as a phone keeps it, with the place where it was taken.
HEIC = (Path(__file__).parent / "photo.heic").read_bytes()
PLACE = b"GPSPLACE"


def photo() -> bytes:
    """Return a JPEG of a phone that was held sideways, with its place, its device and a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = PLACE.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (36.0, 40.0, 12.0), 3: "E", 4: (117.0, 2.0, 50.0)})
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "JPEG", exif=exif, comment=PLACE)
    return stream.getvalue()


def image(format: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, format)
    return stream.getvalue()


def archive(**parts: str | bytes) -> bytes:
    """Return an archive; a name such as word__document is that of the part word/document.xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in parts.items():
            written.writestr(f"{name.replace('__', '/')}.xml", text)
    return stream.getvalue()


def ole2(stream_name: str, content: bytes) -> bytes:
    """Return an OLE2 file with one stream of this name."""
    stream = io.BytesIO()
    XlsDoc().save(stream, content.ljust(4096, b"\0"))
    name, entry = stream_name.encode("utf-16-le"), "Workbook".encode("utf-16-le").ljust(64, b"\0")
    start = stream.getvalue().index(entry)
    file = bytearray(stream.getvalue())
    file[start : start + 66] = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    return bytes(file)


def word_97(text: str, *, flags: int = 0) -> bytes:
    return ole2("WordDocument", bytes(10) + flags.to_bytes(2, "little") + bytes(500) + text.encode("utf-16-le"))


def pdf(text: str) -> bytes:
    """Return a PDF of one page whose text is compressed."""
    content = zlib.compress(b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % text.encode())
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % item for item in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
