"""Words for industries in the core of a name. They stay in it, because they distinguish enterprises."""

import re

from spreadsheets.industries import INDUSTRIES

LONGEST = max(map(len, INDUSTRIES))
BEGINNINGS = frozenset(word[:2] for word in INDUSTRIES)
ONLY_INDUSTRIES = re.compile(f"(?:{'|'.join(sorted(INDUSTRIES, key=len, reverse=True))})+")


def names_no_enterprise(core: str) -> bool:
    """Whether the core consists of words for industries only, so that it names no enterprise."""
    return core[:2] in BEGINNINGS and ONLY_INDUSTRIES.fullmatch(core) is not None


def stem_length(core: str) -> int:
    """The number of characters before the words for industries at the end of the core."""
    end = len(core)
    while end:
        for size in range(min(LONGEST, end), 1, -1):
            if core[end - size : end] in INDUSTRIES:
                end -= size
                break
        else:
            break
    return end
