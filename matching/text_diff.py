"""What two texts have in common and where they differ, for a reader who compares them."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Segment(NamedTuple):
    """A stretch of one of the two texts, and whether it stands in the other one as well."""

    text: str
    same: bool


def diff_text(left: str, right: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts in pieces, equal ones marked; the pieces joined are the texts."""
    lefts, rights = [], []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = kind == "equal"
        lefts += [Segment(left[a:b], same)] if a < b else []
        rights += [Segment(right[c:d], same)] if c < d else []
    return lefts, rights
