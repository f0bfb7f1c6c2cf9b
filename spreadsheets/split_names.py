"""Names of natural persons that two columns share: the surname in one, the given name in the other."""

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from itertools import pairwise

from spreadsheets.headers import HEADER_WITHIN
from spreadsheets.name_patterns import GIVEN
from spreadsheets.person_names import COMPOUND_SURNAMES, FREQUENT_SURNAMES, NAME_MASK, Subject, subject_of
from spreadsheets.row_kinds import plain

SURNAME_TITLE = re.compile(r"(.{0,12}?)(?:姓氏?|surname|last_?name|family_?name)", re.IGNORECASE)
GIVEN_TITLE = re.compile(r"(.{0,12}?)(?:名字?|given_?name|first_?name|forename)", re.IGNORECASE)
MIDDLE_TITLE = re.compile(r"(.{0,12}?)(?:中间名|middle_?name)", re.IGNORECASE)
LONGEST_TITLE = 30
# So many rows tell whether two columns share names.
SAMPLE = 200
LONGEST_PART = 2


def cut_split_names(rows: list[list[str]], is_read: Callable[[str], bool]) -> list[list[str]]:
    """Cut the names that two columns share, by their titles or by their content.

    `is_read` tells whether a title is that of a column that is read, such as 企业名.
    """
    titled, shared = _columns_by_title(rows, is_read), _columns_by_content(rows)
    if not titled and not shared:
        return rows
    return [
        [
            NAME_MASK if _is_part(text, place, titled.get(place, line) < line, shared) else text
            for place, text in enumerate(row)
        ]
        for line, row in enumerate(rows)
    ]


def _is_part(text: str, place: int, is_below_title: bool, shared: Set[int]) -> bool:
    """Return whether the cell is a part of a name: any text but an enterprise below such a title."""
    if is_below_title:
        return bool(text.strip()) and subject_of(text) is not Subject.ENTERPRISE
    return place in shared and (_is_surname(text.strip()) or _is_given(text.strip()))


def _columns_by_title(rows: Sequence[Sequence[str]], is_read: Callable[[str], bool]) -> dict[int, int]:
    """Return the columns with titles such as 姓 and 名 in one of the first lines, each with the index of that line."""
    for line, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [(place, plain(text)) for place, text in enumerate(row) if 0 < len(text) <= LONGEST_TITLE]
        of_surnames, of_given, of_middle = (
            {place: found[1] for place, title in titles if (found := pattern.fullmatch(title)) and not is_read(title)}
            for pattern in (SURNAME_TITLE, GIVEN_TITLE, MIDDLE_TITLE)
        )
        if set(of_surnames.values()) & set(of_given.values()):
            return dict.fromkeys((*of_surnames, *of_given, *of_middle), line)
    return {}


def _columns_by_content(rows: Sequence[Sequence[str]]) -> set[int]:
    """Return the neighbouring columns of which most cells are a surname alone, and a given name beside it.

    One surname throughout is a word: 高 as the degree of a risk.
    """
    filled: Counter[int] = Counter()
    surnames: dict[int, list[str]] = {}
    for row in rows[:SAMPLE]:
        for place, (text, beside) in enumerate(pairwise(row)):
            filled[place] += bool(text.strip())
            if len(text) <= LONGEST_PART and _is_surname(text.strip()) and _is_given(beside.strip()):
                surnames.setdefault(place, []).append(text.strip())
    found = {place for place, texts in surnames.items() if len(set(texts)) > 1 and len(texts) * 2 >= filled[place]}
    return found | {place + 1 for place in found}


def _is_surname(text: str) -> bool:
    return text in FREQUENT_SURNAMES or (len(text) == 2 and COMPOUND_SURNAMES.fullmatch(text) is not None)


def _is_given(text: str) -> bool:
    return len(text) <= LONGEST_PART and GIVEN.fullmatch(text) is not None
