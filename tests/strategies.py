"""Strategies for short names that are close to each other, and their edit distance."""

from hypothesis import strategies as st

from matching.names import Name

# So few that many pairs are close; one of them beyond the basic plane.
cores = st.text("泺岬澜𠮷", min_size=1, max_size=7)


def named(core: str, branch: str = "") -> Name:
    """Return a name that consists of its core and its branch."""
    return Name(core, core + branch, (), core, "", branch)


def edits(left: str, right: str) -> int:
    """Return the Levenshtein distance, by the textbook definition."""
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        before, row = row, [i]
        for j, other in enumerate(right, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (one != other)))
    return row[-1]
