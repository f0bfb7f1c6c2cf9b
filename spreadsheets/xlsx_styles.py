"""The cell formats of an .xlsx by which a text is struck through or cannot be seen, and such conditional formats."""

import re
from collections.abc import Mapping
from dataclasses import replace

from spreadsheets.sheets import MarkKind
from spreadsheets.text_styles import Colour, TextStyle, of_hexadecimal, of_index, tinted
from spreadsheets.xml_events import elements

TRUE = ("1", "true")
DIAGONALS = ("diagonalUp", "diagonalDown")
# A theme's colours in the order of their indexes; its part has the first two pairs the other way round.
THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
# A format of numbers that shows nothing, whatever the cell holds.
SHOWS_NOTHING = re.compile(r'(?:""|\s)*;(?:""|\s)*;(?:""|\s)*;(?:""|\s)*')


def is_true(attributes: Mapping[str, str], name: str = "val") -> bool:
    """Return the value of an element such as <strike/>, which is true where it has no attribute."""
    return attributes.get(name, "1") in TRUE


class XlsxStyles:
    """The parts with the styles and the theme.

    `marks` has the mark of each cell format that has one, by the number that the attribute of a cell gives;
    `conditional` has the numbers of the conditional formats that strike a text through or hide it.
    """

    def __init__(self, styles: bytes, theme: bytes) -> None:
        self.marks: dict[str, MarkKind] = {}
        self._theme = _theme_colours(theme)
        self._fonts: list[TextStyle] = []
        self._fills: list[TextStyle] = []
        self._borders: list[TextStyle] = []
        self._conditional: list[TextStyle] = []
        self._blank_numbers: set[str] = set()
        self._section = ""
        # Whether the border that has begun states a diagonal line.
        self._is_diagonal = False
        count = 0
        for name, attributes in elements(styles) if styles else ():
            if name in ("fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "dxfs", "numFmts"):
                self._section = name
            elif name == "xf" and self._section == "cellXfs":
                if kind := self._kind(attributes):
                    self.marks[str(count)] = kind
                count += 1
            else:
                self._take(name, attributes)
        self.conditional = {str(number) for number, each in enumerate(self._conditional) if each.mark}

    def _take(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element of the fonts, fills, borders, conditional formats or formats of numbers."""
        lists = {"fonts": self._fonts, "fills": self._fills, "borders": self._borders, "dxfs": self._conditional}
        if name == "numFmt" and SHOWS_NOTHING.fullmatch(attributes.get("formatCode", "")):
            self._blank_numbers.add(attributes.get("numFmtId", ""))
        formats = lists.get(self._section)
        if formats is None:
            return
        if name == self._section.removesuffix("s"):
            formats.append(TextStyle())
            self._is_diagonal = any(is_true(attributes, side) for side in DIAGONALS if side in attributes)
        elif formats:
            self._change(formats[-1], name, attributes)

    def _change(self, each: TextStyle, name: str, attributes: Mapping[str, str]) -> None:
        if name == "strike":
            each.is_struck = is_true(attributes)
        elif name == "diagonal" and self._section == "borders":
            each.is_crossed = self._is_diagonal and attributes.get("style", "none") != "none"
        elif name == "sz":
            each.points = float(attributes.get("val", 0))
        elif name == "color" and self._section != "fills":
            each.text = self._colour(attributes)
        elif name == "gradientFill":
            each.is_pattern = True
        elif name == "patternFill" and self._section == "fills":
            each.is_pattern = attributes.get("patternType", "none") not in ("none", "solid")
        elif name == ("fgColor" if self._section == "fills" else "bgColor"):
            each.fill = self._colour(attributes)

    def _kind(self, attributes: Mapping[str, str]) -> MarkKind | None:
        font, fill, border = (int(attributes.get(f"{part}Id", 0)) for part in ("font", "fill", "border"))
        style = self._fonts[font] if font < len(self._fonts) else TextStyle()
        if fill < len(self._fills):
            style = replace(style, fill=self._fills[fill].fill, is_pattern=self._fills[fill].is_pattern)
        if border < len(self._borders):
            style = replace(style, is_crossed=self._borders[border].is_crossed)
        return style.mark or ("invisible" if attributes.get("numFmtId") in self._blank_numbers else None)

    def _colour(self, attributes: Mapping[str, str]) -> Colour | None:
        if "rgb" in attributes:
            return of_hexadecimal(attributes["rgb"])
        if "indexed" in attributes:
            return of_index(int(attributes["indexed"]))
        colour = self._theme.get(attributes.get("theme", ""))
        return tinted(colour, float(attributes.get("tint", 0))) if colour else None


def _theme_colours(theme: bytes) -> dict[str, Colour]:
    """Return the number of each colour of the theme → the colour."""
    found: dict[str, Colour] = {}
    name = ""
    for element, attributes in elements(theme) if theme else ():
        if element in THEME:
            name = element
        elif element in ("srgbClr", "sysClr") and name:
            colour = of_hexadecimal(attributes.get("lastClr") or attributes.get("val", ""))
            if colour:
                found[str(THEME.index(name))] = colour
            name = ""
    return found
