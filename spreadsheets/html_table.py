"""Reading HTML tables, which older systems export under the name .xls."""

from html.parser import HTMLParser

CELLS = ("td", "th")


class _Tables(HTMLParser):
    """Collects the cells of all tables as lists, one a row.

    A cell that spans columns fills the first and leaves the others blank; one that spans rows fills each of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = self._down = 1
        # Column index → last row that a cell from above spans, and its text.
        self._above: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._above.clear()
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
            self._take_from_above()
        elif tag in CELLS and self.rows:
            self._end_cell()
            self._cell = []
            values = dict(attrs)
            self._span, self._down = min(_count(values.get("colspan")), 100), _count(values.get("rowspan"))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*CELLS, "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row, text = self.rows[-1], "".join(self._cell).strip()
        texts = [text, *[""] * (self._span - 1)]
        if self._down > 1:
            last = len(self.rows) - 1 + self._down - 1
            repeated = texts if self._span == 1 else [""] * self._span
            self._above |= {len(row) + place: (last, content) for place, content in enumerate(repeated)}
        row += texts
        self._cell = None
        self._take_from_above()

    def _take_from_above(self) -> None:
        """Fill the columns that cells from above span, up to the first one that is free."""
        row, line = self.rows[-1], len(self.rows) - 1
        while (found := self._above.get(len(row))) and found[0] >= line:
            row.append(found[1])


def _count(attribute: str | None) -> int:
    """Return how many columns or rows a cell spans."""
    return max(int(attribute), 1) if attribute and attribute.isdecimal() and len(attribute) < 7 else 1


def html_rows(text: str) -> list[list[str]]:
    """Return the rows of all tables of the page in order; an empty list for a page without a table."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return parser.rows
