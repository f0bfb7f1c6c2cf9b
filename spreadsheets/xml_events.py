"""Parsing XML as a stream of events, without entities of the file's own."""

from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from spreadsheets.sheets import SheetError


class Element(NamedTuple):
    """The start of an element: its name and attributes, each without namespace."""

    name: str
    attributes: Mapping[str, str]


def new_parser(*, namespaces: bool = True) -> expat.XMLParserType:
    """Return a parser of UTF-8 that gives every name as namespace, blank and local name, and text in one piece.

    Without `namespaces` it gives names as they are written, also in a part whose prefixes are not bound. It refuses
    entities that the file declares: they could grow without limit.
    """
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" " if namespaces else None)
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    return parser


def parse(parser: expat.XMLParserType, content: bytes) -> None:
    """Parse the whole content; raises SheetError for XML that is not well-formed."""
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise SheetError("damaged") from error


def elements(content: bytes) -> list[Element]:
    """Return the elements of a small file in the order of their starts."""
    found: list[Element] = []
    parser = new_parser()
    parser.StartElementHandler = lambda name, attributes: found.append(
        Element(local(name), {local(key): value for key, value in attributes.items()})
    )
    parse(parser, content)
    return found


def local(name: str) -> str:
    """Return the name without its namespace."""
    return name.rpartition(" ")[2]


def _refuse_entity(*declaration: object) -> None:
    raise SheetError("damaged")
