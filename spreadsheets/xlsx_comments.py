"""The comments, text boxes, page headers and footers of a sheet of an .xlsx."""

import re
from typing import NamedTuple

from spreadsheets.columns import place_of
from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.xlsx_package import Package
from spreadsheets.xml_events import local, new_parser, parse

Place = tuple[int, int]
# The element behind the cells with the headers and footers. Names in it are compared without their namespace.
PAGE_TEXTS = re.compile(rb"<(?:\w+:)?headerFooter\b[^>]*[^/>]?>.*?</(?:\w+:)?headerFooter\s*>", re.DOTALL)
BEHIND_CELLS = b"sheetData"
# Elements of lines that connect, are drawn by hand or with a pen, and shapes that are lines.
LINES = frozenset(("cxnSp", "custGeom", "contentPart"))
PRESET_LINES = frozenset(("line", "lineInv", "straightConnector1"))
CORNER_FIELDS = {"row": "row", "col": "column", "rowOff": "down", "colOff": "right"}
# A line that ends within the first two points of a row or column does not go over it. A line that is shorter than
# sixteen points, in one column, separates columns (914,400 EMU an inch).
LEAST_OVERLAP, LEAST_LENGTH = 25_400, 203_200


class Comment(NamedTuple):
    """Row and column from 0, text and author of a comment."""

    place: Place
    text: str
    author: str


def read_comments(sheet: SheetMarks, package: Package, sheet_part: str) -> None:
    """Read the comments of a sheet.

    A comment that can be replied to is in a part of its own, and for older programs in the usual part as well, with a
    sentence about these programs. Only the former is read.
    """
    found: dict[Place, list[Comment]] = {}
    relations = package.relations(sheet_part)
    for kind in ("threadedComment", "comments"):
        comments: dict[Place, list[Comment]] = {}
        for relation in relations:
            if relation.kind == kind:
                for comment in CommentParser().parse(package.read(relation.part)):
                    comments.setdefault(comment.place, []).append(comment)
        found = comments | found
    for (row, column), comments_of_cell in found.items():
        sheet.add_comment(row, column, "；".join(each.text for each in comments_of_cell), comments_of_cell[0].author)


def read_page_texts(sheet: SheetMarks, content: bytes) -> None:
    """Read the headers and footers of the printed pages from the XML of a sheet."""
    found = PAGE_TEXTS.search(content, max(content.rfind(BEHIND_CELLS), 0))
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        texts.append("")

    def add(data: str) -> None:
        texts[-1] += data

    if found:
        # The prefix of a namespace is bound outside of the element.
        parser = new_parser(namespaces=False)
        parser.StartElementHandler, parser.CharacterDataHandler = start, add
        parse(parser, found[0])
    for text in texts:
        sheet.add_page_text(text)


def read_text_boxes(sheet: SheetMarks, package: Package, sheet_part: str) -> None:
    """Read the text boxes and shapes of a sheet as comments on the cell at which they begin.

    Its pictures are noted, and the cells over which a line is drawn are marked.
    """
    for part in package.related(sheet_part, "drawing"):
        content = package.read(part)
        for shape in ShapeParser().parse(content) if content else ():
            place = shape.first.row, shape.first.column
            sheet.add_comment(*place, shape.text)
            if shape.has_picture:
                sheet.add_mark(*place, "picture")
            if shape.is_line and (cells := _cells_below(shape.first, shape.last)):
                sheet.add_line(*cells)


class Corner(NamedTuple):
    """Row and column from 0 of the cell with a corner of a shape, and its distance from that cell's beginning (EMU)."""

    row: int = 0
    column: int = 0
    down: int = 0
    right: int = 0


class Shape(NamedTuple):
    """The corners and the text of a shape; whether it is, or has, a picture or a drawn line."""

    first: Corner
    last: Corner
    text: str
    has_picture: bool
    is_line: bool


def _cells_below(first: Corner, last: Corner) -> tuple[Place, Place] | None:
    """Return the first and the last cell over which a line goes; None for a line between rows or columns."""
    row = last.row - (last.down < LEAST_OVERLAP)
    column = last.column - (last.right < LEAST_OVERLAP)
    is_upright = first.column == last.column and last.right - first.right < LEAST_LENGTH
    if row < first.row or column < first.column or is_upright:
        return None
    return (first.row, first.column), (row, column)


class ShapeParser:
    """Reads the shapes of a drawing."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._begin()
        self._found: list[Shape] = []
        self._parser = new_parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._add

    def parse(self, content: bytes) -> list[Shape]:
        """Return the shapes of the part."""
        parse(self._parser, content)
        return self._found

    def _begin(self) -> None:
        self._corners = {"from": Corner(), "to": Corner()}
        self._texts = [""]
        self._has_picture = self._is_line = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self._path.append(name)
        if name.endswith("Anchor"):
            self._begin()
        elif name == "pic":
            self._has_picture = True
        elif name in LINES or attributes.get("prst") in PRESET_LINES:
            self._is_line = True
        elif name == "p":
            self._texts.append(" ")

    def _add(self, data: str) -> None:
        if self._path[-1] == "t":
            self._texts.append(data)
        elif self._path[-1] in CORNER_FIELDS and self._path[-2:-1] and self._path[-2] in self._corners:
            corner = self._path[-2]
            if data.strip().lstrip("-").isdecimal():
                field = CORNER_FIELDS[self._path[-1]]
                self._corners[corner] = self._corners[corner]._replace(**{field: int(data)})

    def _end(self, name: str) -> None:
        if self._path.pop().endswith("Anchor"):
            text = "".join(self._texts)
            first, last = self._corners["from"], self._corners["to"]
            self._found.append(Shape(first, last, text, self._has_picture, self._is_line and not text.strip()))


class CommentParser:
    """Reads the comments of one part."""

    def __init__(self) -> None:
        self._parser = new_parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._authors: list[str] = []
        self._comments: list[Comment] = []
        self._place: Place = (0, 0)
        self._author = self._text = ""
        self._in_guide = False

    def parse(self, content: bytes) -> list[Comment]:
        """Return the comments of the part."""
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
        elif name in ("comment", "threadedComment"):
            self._comments.append(Comment(self._place, self._text, self._author))
        self._parser.CharacterDataHandler = None
