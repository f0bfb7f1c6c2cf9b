"""The texts of a stored file beside the cells that the reader reads, searched for personal data.

spreadsheets/unread_names.py finds the authors of each format. Here every part of the package of a workbook is searched:
properties, headers and footers, defined names, text boxes, custom XML, links. Text in pictures and inside embedded
objects is not searched.
"""

import re
import zipfile
from html import unescape
from typing import BinaryIO
from urllib.parse import unquote

from attachments.texts import ATTRIBUTE, TEXT_PARTS, UNREADABLE, bytes_hold_resident_id
from free_text.numbers import cut_personal_numbers
from spreadsheets.person_names import Subject, subject_of
from spreadsheets.personal_data import cut_name, cut_text
from spreadsheets.unread_names import names_unread_persons

# Parts that the reader reads, and parts without texts of people.
READ_PARTS = re.compile(
    r"xl/(?:sharedStrings|styles|theme/.*|calcChain|comments\d*)\.xml|content\.xml|styles\.xml|\[Content_Types\]\.xml"
)
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
# A longer part of a workbook is taken to name a person.
LONGEST_PART = 8 << 20
BLOCK = 1 << 20
FIRST_CELL, LAST_CELL = b"<sheetData", b"</sheetData>"
NODE = re.compile(">([^<>]+)<")
# Formatting of a header or footer, such as &C or &"宋体,常规".
HEADER_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])')
DECIMAL = re.compile(r"-?\d*\.\d+(?:E-?\d+)?")


def names_persons_elsewhere(file: BinaryIO) -> bool:
    """Return whether the file names a natural person, or has a number of one, outside of the cells that are read.

    A part that cannot be read is taken to name one.
    """
    try:
        if names_unread_persons(file):
            return True
        if not zipfile.is_zipfile(file):
            file.seek(0)
            return bytes_hold_resident_id(file.read())
        with zipfile.ZipFile(file) as archive:
            if any(cut_name(part) != part for name in archive.namelist() for part in name.split("/")):
                return True
            parts = (part for part in archive.infolist() if part.filename.lower().endswith(TEXT_PARTS))
            return any(_names_person(archive, part) for part in parts if not READ_PARTS.fullmatch(part.filename))
    except UNREADABLE:
        return True


def _names_person(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    xml = _without_cells(archive, part) if SHEETS.fullmatch(part.filename) else _part(archive, part)
    if xml is None:
        return True
    texts = {piece.strip() for node in NODE.findall(xml) for piece in HEADER_CODE.split(unescape(node))}
    if any(not text.isascii() and subject_of(text) is Subject.PERSON for text in texts):
        return True
    pairs = ATTRIBUTE.findall(xml)
    values = {unquote(unescape(value)) for pair in pairs for value in pair if any(map(str.isdigit, value))}
    return any(
        cut_text(text) != text or cut_personal_numbers(text) != text
        for text in texts | values
        if text and not DECIMAL.fullmatch(text)
    )


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Return the text of a part; None for one that is too long."""
    with archive.open(part) as stream:
        content = stream.read(LONGEST_PART + 1)
    return content.decode(errors="replace") if len(content) <= LONGEST_PART else None


def _without_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Return the text of a sheet before and behind its cells; None where it is too long."""
    with archive.open(part) as stream:
        before, behind, block = b"", b"", b" "
        while block and FIRST_CELL not in before:
            before += (block := stream.read(BLOCK))
            if len(before) > LONGEST_PART:
                return None
        before, _, behind = before.partition(FIRST_CELL)
        while block and LAST_CELL not in behind:
            behind = behind[-len(LAST_CELL) :] + (block := stream.read(BLOCK))
        behind = behind.partition(LAST_CELL)[2] + stream.read(LONGEST_PART + 1)
    return (before + behind).decode(errors="replace") if len(behind) <= LONGEST_PART else None
