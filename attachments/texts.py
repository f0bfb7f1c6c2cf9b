"""The texts of files beside the cells of tables: the parts of an Office or OFD document, and what stands plainly in
bytes.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

from spreadsheets.resident_ids import holds_resident_id

TEXT_PARTS = (".xml", ".rels", ".vml")
# More text of a document is not searched.
LONGEST_TEXT = 8 << 20
ATTRIBUTE = re.compile("=\"([^\"<>]+)\"|='([^'<>]+)'")
TAG = re.compile("<[^>]*>")
END_OF_TEXT = re.compile(r"</(?:\w+:)?(?:p|tc|td|tr|si|v|title|subject|creator|description|keywords|lpwstr)>")
# What reading a part of a damaged or encrypted archive raises.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
# Bytes of other than ASCII characters, and NUL, which stands beside each ASCII character in UTF-16.
NOT_ASCII = bytes(byte if byte < 128 else 32 for byte in range(256))


def office_texts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the text of each part of a document, one line a paragraph or cell, up to LONGEST_TEXT in all."""
    left = LONGEST_TEXT
    for part in archive.infolist():
        if part.filename.lower().endswith(TEXT_PARTS):
            with archive.open(part) as stream:
                content = stream.read(left)
            left -= len(content)
            xml = content.decode(errors="replace")
            yield unescape(TAG.sub("", END_OF_TEXT.sub("\n", xml)))
            yield "\n".join(value for pair in ATTRIBUTE.findall(xml) for value in pair)


def bytes_hold_resident_id(content: bytes) -> bool:
    """Return whether an ID number of 18 digits stands in the bytes, in ASCII or UTF-16."""
    return holds_resident_id(content.replace(b"\0", b"").translate(NOT_ASCII).decode("ascii"))
