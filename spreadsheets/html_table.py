"""The HTML table that older systems export under the name .xls."""

from html.parser import HTMLParser

CELLS = ("td", "th")


class _Tables(HTMLParser):
    """Collects the cells of every table, a row a list; a cell over several columns leaves the rest blank, one over
    several rows says the same in each."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = self._down = 1
        # Column → the row up to which a cell from above stands in it, and what that says.
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
            said = dict(attrs)
            self._span, self._down = min(_count(said.get("colspan")), 100), _count(said.get("rowspan"))
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
        below = [text, *[""] * (self._span - 1)]
        if self._down > 1:
            last = len(self.rows) - 1 + self._down - 1
            same = below if self._span == 1 else [""] * self._span
            self._above |= {len(row) + place: (last, said) for place, said in enumerate(same)}
        row += below
        self._cell = None
        self._take_from_above()

    def _take_from_above(self) -> None:
        """Go on to the first column that no cell from above stands in."""
        row, line = self.rows[-1], len(self.rows) - 1
        while (found := self._above.get(len(row))) and found[0] >= line:
            row.append(found[1])


def _count(said: str | None) -> int:
    """How many columns or rows a cell goes over."""
    return max(int(said), 1) if said and said.isdecimal() and len(said) < 7 else 1


def html_rows(text: str) -> list[list[str]]:
    """The rows of the tables in the page, one after the other; none where it has no table."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return parser.rows
