"""The difference of two texts, for a page that shows them side by side."""

from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST = 1_000


class Segment(NamedTuple):
    """A part of one of the two texts, and whether the other text has it, too."""

    text: str
    same: bool


class Part(NamedTuple):
    """A part of a text, and whether a change left, deleted or inserted it."""

    text: str
    kind: str


def mark_changes(old: str, new: str) -> list[Part]:
    """Return both texts as one, in which what the change deleted stands before what it inserted."""
    if max(len(old), len(new)) > LONGEST:
        return [Part(old, "deleted"), Part(new, "inserted")]
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part(old[a:b], "same"))
            continue
        parts += [Part(old[a:b], "deleted")] if a < b else []
        parts += [Part(new[c:d], "inserted")] if c < d else []
    return parts


def diff_text(left: str, right: str) -> tuple[list[Segment], list[Segment]]:
    """Split both texts into segments; the segments of a text joined are the text.

    Texts longer than LONGEST are one segment each: the comparison takes the product of both lengths.
    """
    if max(len(left), len(right)) > LONGEST:
        return [Segment(left, left == right)], [Segment(right, left == right)]
    lefts, rights = [], []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = kind == "equal"
        lefts += [Segment(left[a:b], same)] if a < b else []
        rights += [Segment(right[c:d], same)] if c < d else []
    return lefts, rights
