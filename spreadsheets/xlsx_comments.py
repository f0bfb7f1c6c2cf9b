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
    """Read the text boxes and shapes of a sheet as comments on the cell at which they begin, and note its pictures."""
    for part in package.related(sheet_part, "drawing"):
        content = package.read(part)
        for place, text, has_picture in _shapes(content) if content else ():
            sheet.add_comment(*place, text)
            if has_picture:
                sheet.add_mark(*place, "picture")


def _shapes(content: bytes) -> list[tuple[Place, str, bool]]:
    """Return place and text of the shapes of a drawing, and whether each is a picture."""
    found: list[tuple[Place, str, bool]] = []
    has_picture = False
    path: list[str] = []
    place, texts = [0, 0], [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal has_picture
        path.append(local(name))
        if path[-1].endswith("Anchor"):
            place[:], texts[:], has_picture = [0, 0], [""], False
        elif path[-1] == "pic":
            has_picture = True
        elif path[-1] == "p":
            texts.append(" ")

    def text(data: str) -> None:
        if path[-1] == "t":
            texts.append(data)
        elif path[-2:-1] == ["from"] and path[-1] in ("row", "col") and data.strip().isdecimal():
            place[path[-1] == "col"] = int(data)

    def end(name: str) -> None:
        if path.pop().endswith("Anchor"):
            found.append(((place[0], place[1]), "".join(texts), has_picture))

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, content)
    return found


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
