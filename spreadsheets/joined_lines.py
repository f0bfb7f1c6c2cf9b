"""The lines of a table as one text, so that a search goes through all of them at once."""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

# Separates cells that are searched as one text; the reader removes it from every file.
BETWEEN = "\0"


class JoinedLines:
    """Lines of a table; a line is its cells, joined by BETWEEN.

    `text` has BETWEEN before each line, and so before each cell. A search for a set of characters goes through
    `alphabet`, which is short, before it goes through `text`.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.text = BETWEEN + BETWEEN.join(lines)

    @cached_property
    def alphabet(self) -> str:
        """Every character of the text once, in no order."""
        # A seventh of the time of set(text), which makes a Python object of each character.
        is_used = np.zeros(sys.maxunicode + 1, bool)
        is_used[np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)] = True
        return "".join(map(chr, np.flatnonzero(is_used)))

    def indexes_at(self, places: Iterable[int]) -> set[int]:
        """Return the indexes of the lines that have these places in the text."""
        return {bisect_right(self._starts, place) - 1 for place in places}

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.lines), initial=1))
