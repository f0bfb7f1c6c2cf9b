"""The parts of an Office Open XML file (.xlsx, .xlsb), found as Excel finds them.

Relations between parts name other parts; letter case and the kind of slash do not matter.
"""

import posixpath
import re
import zlib
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from spreadsheets.file_kinds import UTF_16
from spreadsheets.problems import Note
from spreadsheets.sheets import MACROS, SheetError
from spreadsheets.xml_events import elements

ROOT = ""
USUAL_MAIN_PART = "xl/workbook.xml"
# The start of XML in another encoding than UTF-8.
ENCODING = re.compile(rb"""<\?xml[^>]{1,60}?encoding\s*=\s*["'](?!utf-?8\b)([\w.-]+)""", re.IGNORECASE)


class Relation(NamedTuple):
    """A relation of a part: its identifier, the last word of its type, and the part that it names."""

    identifier: str
    kind: str
    part: str


class Package:
    """The parts of an archive by name; a name has no slash at the start."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members = {_key(name): name for name in archive.namelist()}

    @property
    def parts(self) -> list[str]:
        """The parts as their names are spelled, with slashes."""
        return [name.replace("\\", "/") for name in self._members.values()]

    def read(self, part: str) -> bytes:
        """Return the content of a part, XML in UTF-8; b"" for one that is missing."""
        member = self._members.get(_key(part))
        try:
            return _in_utf_8(self._archive.read(member)) if member else b""
        except (BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
            raise SheetError("damaged") from error

    def relations(self, part: str = ROOT) -> list[Relation]:
        """Return the relations of a part, or those of the whole file."""
        folder = posixpath.dirname(part)
        content = self.read(relations_of(part))
        return [
            Relation(
                each.attributes.get("Id", ""),
                each.attributes.get("Type", "").rpartition("/")[2],
                _key(posixpath.join("/", folder, unquote(each.attributes.get("Target", "")).replace("\\", "/"))),
            )
            for each in (elements(content) if content else ())
            if each.name == "Relationship" and each.attributes.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> list[str]:
        """Return the names of the parts to which the part has relations of this kind."""
        return [relation.part for relation in self.relations(part) if relation.kind == kind]

    @property
    def book_notes(self) -> list[Note]:
        """The notes on the workbook: it has macros, its formulas name other workbooks."""
        notes = [Note("macros")] if MACROS.lower() in self._members else []
        return [*notes, Note("other_workbooks")] if self.related(self.main_part, "externalLink") else notes

    @cached_property
    def main_part(self) -> str:
        """The part with the workbook; "" for none."""
        part = next(iter(self.related(ROOT, "officeDocument")), USUAL_MAIN_PART)
        return part if part in self._members else ""


def relations_of(part: str) -> str:
    """Return the name of the part with the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _in_utf_8(content: bytes) -> bytes:
    encoding = "utf-16" if content.startswith(UTF_16) else ""
    if not encoding and (found := ENCODING.match(content)):
        encoding = found[1].decode()
    try:
        return content.decode(encoding).encode() if encoding else content
    except (LookupError, UnicodeDecodeError) as error:
        raise SheetError("damaged") from error


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
