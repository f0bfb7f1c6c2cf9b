"""The kinds of files that may be attached, recognised by their content."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from spreadsheets.file_kinds import OLE2, ZIP

HEAD = 4096


class Kind(NamedTuple):
    """A kind of file: its name, how names of such files end, and the ending that a rebuilt image gets."""

    label: str
    endings: tuple[str, ...]
    rebuilt_as: str = ""


PDF = Kind("PDF", (".pdf",))
OFD = Kind("OFD", (".ofd",))
# First bytes → kind of an image. Images that browsers do not show are rebuilt as JPEG.
IMAGES = {
    rb"\xff\xd8\xff": Kind("JPEG", (".jpg", ".jpeg"), ".jpg"),
    rb"\x89PNG\r\n\x1a\n": Kind("PNG", (".png",), ".png"),
    rb".{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)": Kind("HEIC", (".heic", ".heif"), ".jpg"),
    rb"RIFF.{4}WEBP": Kind("WebP", (".webp",), ".jpg"),
    rb"BM.{4}\0{4}": Kind("BMP", (".bmp",), ".png"),
}
# Beginning of the name of a part → kind of a zip archive. OFD is GB/T 33190.
ARCHIVES = {
    "OFD.xml": OFD,
    "word/": Kind("Word", (".docx",)),
    "xl/": Kind("Excel", (".xlsx",)),
    "ppt/": Kind("PowerPoint", (".pptx",)),
}
# Name of a stream → kind of an OLE2 file. WPS writes the same formats under endings of its own.
OLE2_FILES = {
    "WordDocument": Kind("Word 97-2003", (".doc", ".wps")),
    "Workbook": Kind("Excel 97-2003", (".xls", ".et")),
    "Book": Kind("Excel 97-2003", (".xls", ".et")),
    "PowerPoint Document": Kind("PowerPoint 97-2003", (".ppt", ".dps")),
}
KINDS = {kind.label: kind for kind in (PDF, *IMAGES.values(), *ARCHIVES.values(), *OLE2_FILES.values())}
ACCEPTED = "PDF、OFD、图片（JPEG、PNG、HEIC、WebP、BMP）、Word、Excel、PowerPoint或WPS文档"
IMAGE_HEADS = [(re.compile(head, re.DOTALL), kind) for head, kind in IMAGES.items()]
SVG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]", re.DOTALL)


def kind_of_image(head: bytes) -> Kind | None:
    """Return the kind of an image from its first bytes; None for another file."""
    return next((kind for pattern, kind in IMAGE_HEADS if pattern.match(head)), None)


def kind_of_archive(names: Iterable[str]) -> Kind | None:
    """Return the kind of a zip archive from the names of its parts; None for one that may not be attached."""
    found = list(names)
    return next((kind for start, kind in ARCHIVES.items() if any(name.startswith(start) for name in found)), None)


def is_pdf(head: bytes) -> bool:
    return head.startswith(b"%PDF")


def is_archive(head: bytes) -> bool:
    return head.startswith(ZIP)


def is_ole2(head: bytes) -> bool:
    return head.startswith(OLE2)
