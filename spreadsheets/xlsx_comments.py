"""The comments of a sheet of an .xlsx, without their authors and without the notes of a marked workbook."""

from spreadsheets.columns import place_of
from spreadsheets.sheet_marks import comment
from spreadsheets.sheets import PORTAL_AUTHOR, CellMark
from spreadsheets.xlsx_package import Package
from spreadsheets.xml_events import local, new_parser, parse

Place = tuple[int, int]


def read_comments(package: Package, sheet_part: str) -> list[CellMark]:
    """Return the comments of a sheet.

    A comment that can be replied to is in a part of its own, and for older programs in the usual part as well, with a
    sentence about these programs. Only the former is read.
    """
    found: dict[Place, list[str]] = {}
    relations = package.relations(sheet_part)
    for kind in ("threadedComment", "comments"):
        texts: dict[Place, list[str]] = {}
        for relation in relations:
            if relation.kind == kind:
                for place, text in CommentParser().parse(package.read(relation.part)):
                    texts.setdefault(place, []).append(text)
        found = texts | found
    return [comment(row, column, "；".join(texts)) for (row, column), texts in found.items()]


class CommentParser:
    """Reads the comments of one part."""

    def __init__(self) -> None:
        self._parser = new_parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._authors: list[str] = []
        self._comments: list[tuple[Place, str]] = []
        self._place: Place = (0, 0)
        self._author = self._text = ""
        self._in_guide = False

    def parse(self, content: bytes) -> list[tuple[Place, str]]:
        """Return place (row and column from 0) and text of each comment."""
        parse(self._parser, content)
        return self._comments

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in ("comment", "threadedComment"):
            self._place = place_of(attributes.get("ref", "A1").partition(":")[0])
            number = attributes.get("authorId", "")
            self._author = self._authors[int(number)] if number.isdecimal() and int(number) < len(self._authors) else ""
            self._text = ""
        elif name == "mention":
            first = int(attributes.get("startIndex", 0))
            last = first + int(attributes.get("length", 0))
            self._text = f"{self._text[:first]}{'…' * (last - first)}{self._text[last:]}"
        elif name == "author":
            self._text = ""
        elif name == "rPh":
            self._in_guide = True
        self._parser.CharacterDataHandler = self._add if name in ("t", "text", "author") else None

    def _add(self, data: str) -> None:
        if not self._in_guide:
            self._text += data

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "author":
            self._authors.append(self._text.strip())
        elif name == "rPh":
            self._in_guide = False
        elif name in ("comment", "threadedComment") and self._author != PORTAL_AUTHOR:
            self._comments.append((self._place, without_author(self._text, self._author)))
        self._parser.CharacterDataHandler = None


def without_author(text: str, author: str) -> str:
    """Return the text of a comment without the name of its author, which programs write before it."""
    text = text.strip()
    for colon in (":", "："):
        if author:
            text = text.removeprefix(f"{author}{colon}")
    return text.strip()
