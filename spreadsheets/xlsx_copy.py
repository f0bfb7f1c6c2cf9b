"""A copy of an .xlsx in the spelling that calamine reads."""

import io
from zipfile import ZipFile

from spreadsheets.xlsx_package import USUAL_MAIN_PART, Package, relations_of
from spreadsheets.xml_events import local, new_parser, parse


def readable_copy(package: Package) -> io.BytesIO:
    """Return a copy with usual names of parts, in UTF-8, and without the values of formula errors."""
    main = package.main_part
    names = {main: USUAL_MAIN_PART, relations_of(main): relations_of(USUAL_MAIN_PART)}
    sheets = package.related(main, "worksheet")
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for part in package.parts:
            content = package.read(part)
            if part.lower() in sheets:
                content = without_error_values(content)
            archive.writestr(names.get(part.lower(), part), content)
    stream.seek(0)
    return stream


def without_error_values(content: bytes) -> bytes:
    """Return the XML of a sheet without the values of cells with formula errors.

    calamine gives up a sheet with an error that it does not know, such as #SPILL!; SheetMarks has the errors.
    """
    spans: list[tuple[int, int]] = []
    begin, is_error = 0, False
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal begin, is_error
        name = local(name)
        if name == "c":
            is_error = attributes.get("t") == "e"
        elif name == "v":
            begin = parser.CurrentByteIndex

    def end(name: str) -> None:
        if is_error and local(name) == "v":
            spans.append((begin, content.index(b">", parser.CurrentByteIndex) + 1))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, content)
    kept, place = [], 0
    for first, last in spans:
        kept.append(content[place:first])
        place = last
    return b"".join([*kept, content[place:]])
