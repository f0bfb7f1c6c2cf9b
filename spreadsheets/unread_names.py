"""Find persons whom a file names outside of the cells that are read: its authors, headers, footers, text boxes."""

import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from html import unescape
from pathlib import PureWindowsPath
from typing import BinaryIO
from zipfile import ZipFile, is_zipfile

import olefile

from spreadsheets.encodings import decoded
from spreadsheets.encryption import decrypted, is_encrypted
from spreadsheets.file_kinds import OLE2
from spreadsheets.json_table import looks_like_json
from spreadsheets.person_names import Subject, subject_of
from spreadsheets.personal_data import cut_text
from spreadsheets.sheets import PORTAL_AUTHOR, SheetError
from spreadsheets.web_archive import is_message
from spreadsheets.xls_stream import BROKEN, xls_stream

# The parts of a workbook whose texts are read. Authors of comments stand in them too.
READ_PARTS = re.compile(
    r"xl/(?:worksheets/sheet\d+|sharedStrings|styles|theme/.*|calcChain|comments\d*)\.xml|content\.xml"
)
LONGEST_PART = 1 << 20
CELL = re.compile(r"<(td|th|(?:\w+:)?cell)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
TEXT = re.compile(r">([^<>]+)<|=\s*\"([^\"<>]+)\"")
AUTHOR_FIELDS = (
    "author|last-?author|creator|initial-creator|last-?modified-?by|manager|printed-?by|user-?name|display-?name"
)
# An element or attribute for an author, what a page states about its author, and the folder of the workbook.
AUTHOR = re.compile(
    rf"""<(?:[\w-]+:)?(?:{AUTHOR_FIELDS})(?:\s[^<>]*)?>([^<>]+)<"""
    rf"""|\s(?:[\w-]+:)?(?:{AUTHOR_FIELDS})\s*=\s*["']([^"'<>]+)["']"""
    rf"""|<meta\s(?=[^<>]*\bname\s*=\s*["']?(?:{AUTHOR_FIELDS})\b)[^<>]*\bcontent\s*=\s*["']([^"'<>]+)["']"""
    rf"""|absPath\s[^<>]*\burl="([^"<>]+)\"""",
    re.IGNORECASE,
)
# What programs write in place of an author.
PROGRAM = re.compile(
    r"microsoft|windows|office|wps|excel|kingsoft|apache|poi|jxl|openpyxl|aspose|user|admin|owner|unknown|system",
    re.IGNORECASE,
)
AUTHOR_PROPERTIES = ("author", "last_saved_by", "manager")
PROPERTIES = (*AUTHOR_PROPERTIES, "title", "subject", "keywords", "comments", "company")
# Records of an .xls with a name, and the place in each where the name begins ([MS-XLS] 2.4): who saved the file, who
# reserved it, the author of a comment.
AUTHOR_RECORDS = {0x5C: 0, 0x5B: 4, 0x1C: 8}
# Records with a header or footer.
PAGE_RECORDS = {0x14: 0, 0x15: 0}
BESIDE_LIST = 10_000
JSON_VALUE = re.compile(r':\s*"([^"\\]+)"')


def names_unread_persons(file: BinaryIO) -> bool:
    """Return whether a file names a natural person, or has a number of an identity document, where it is not read."""
    if is_zipfile(file):
        return _is_found_in_package(file)
    file.seek(0)
    content = file.read()
    if is_encrypted(content):
        return names_unread_persons(io.BytesIO(decrypted(content)))
    return _is_found_in_xls(content) if content.startswith(OLE2) else _is_found_in_text(content)


def _is_found_in_package(file: BinaryIO) -> bool:
    with ZipFile(file) as archive:
        return any(
            _is_found_in_markup(
                archive.read(part).decode(errors="replace"), READ_PARTS.fullmatch(part.filename) is None
            )
            for part in archive.infolist()
            if part.filename.endswith(".xml") and part.file_size <= LONGEST_PART
        )


def _is_found_in_markup(text: str, has_unread_texts: bool = True) -> bool:
    authors = ("".join(found) for found in AUTHOR.findall(text))
    if any(map(_is_author, {part for author in authors for part in PureWindowsPath(unescape(author)).parts})):
        return True
    return has_unread_texts and _is_found_in("".join(found) for found in TEXT.findall(CELL.sub("", text)))


def _is_found_in_xls(content: bytes) -> bool:
    # If this fails, the reader has failed on the file, too.
    try:
        with olefile.OleFileIO(content) as archive:
            properties = archive.get_metadata()
        texts = [_decoded(getattr(properties, name) or "") for name in PROPERTIES]
        stream = xls_stream(content)
    except (*BROKEN, SheetError):
        return False
    authors = [*texts[: len(AUTHOR_PROPERTIES)], *_texts_of_records(stream, AUTHOR_RECORDS)]
    return any(map(_is_author, authors)) or _is_found_in([*texts, *_texts_of_records(stream, PAGE_RECORDS)])


def _texts_of_records(stream: bytes, places: Mapping[int, int]) -> Iterator[str]:
    """Yield the text at the place in each record of these kinds."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind in places:
            yield _text_of_record(stream[place + 4 + places[kind] : place + 4 + length])
        place += 4 + length


def _text_of_record(content: bytes) -> str:
    """Return the text: its length, a flag for characters of two bytes, and itself; some programs write only itself."""
    length, flag = struct.unpack_from("<HB", content) if len(content) > 2 else (0, 0)
    size = length << flag if flag < 2 else len(content)
    if len(content) < 3 + size:
        return _decoded(content)
    return content[3 : 3 + size].decode("utf-16-le" if flag else "latin-1", "replace")


def _is_found_in_text(content: bytes) -> bool:
    try:
        if is_message(content):
            return any(map(_is_found_in_part, message_from_bytes(content.lstrip()).walk()))
        text, _ = decoded(content)
    except SheetError:
        return False
    if text.lstrip()[:1] == "<":
        return _is_found_in_markup(text)
    if looks_like_json(text) and text.lstrip()[:1] == "{":
        beside = text.partition("[")[0][-BESIDE_LIST:] + text.rpartition("]")[2][:BESIDE_LIST]
        return _is_found_in(JSON_VALUE.findall(beside))
    return False


def _is_found_in_part(part: Message) -> bool:
    """Return whether a part of a web archive names a person, in its headers or its content."""
    if _is_author(parseaddr(str(make_header(decode_header(str(part.get("From", ""))))))[0]):
        return True
    content = part.get_payload(decode=True)
    if part.get_content_maintype() != "text" or not isinstance(content, bytes):
        return False
    return _is_found_in_markup(decoded(content)[0])


def _is_author(text: str) -> bool:
    """Return whether what stands for an author is a person, and no program or portal."""
    return text != PORTAL_AUTHOR and not PROGRAM.search(text) and subject_of(text.strip()) is Subject.PERSON


def _is_found_in(texts: Iterable[str]) -> bool:
    """Return whether one of the texts is a name in Chinese, or holds personal data."""
    found = {unescape(text).strip() for text in texts} - {""}
    return any(cut_text(text) != text or (not text.isascii() and subject_of(text) is Subject.PERSON) for text in found)


def _decoded(text: bytes | str) -> str:
    """Return the text of bytes in the encoding of Chinese Windows, or in UTF-8."""
    if isinstance(text, str):
        return text
    try:
        return text.decode().strip("\0 ")
    except UnicodeDecodeError:
        return text.decode("gb18030", "replace").strip("\0 ")
