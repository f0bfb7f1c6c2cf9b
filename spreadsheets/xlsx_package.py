"""The parts of an Office Open XML file (.xlsx, .xlsb), found as Excel finds them.

Relations between parts name other parts; letter case and the kind of slash do not matter.
"""

import posixpath
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZipFile

from spreadsheets.sheets import MACROS
from spreadsheets.xml_events import elements

ROOT = ""
USUAL_MAIN_PART = "xl/workbook.xml"


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

    def read(self, part: str) -> bytes:
        """Return the content of a part, b"" for one that is missing."""
        member = self._members.get(_key(part))
        return self._archive.read(member) if member else b""

    def relations(self, part: str = ROOT) -> list[Relation]:
        """Return the relations of a part, or those of the whole file."""
        folder, name = posixpath.split(part)
        content = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
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
    def has_macros(self) -> bool:
        """Whether the workbook has macros."""
        return MACROS.lower() in self._members

    @cached_property
    def main_part(self) -> str:
        """The part with the workbook; "" for none."""
        part = next(iter(self.related(ROOT, "officeDocument")), USUAL_MAIN_PART)
        return part if part in self._members else ""


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
