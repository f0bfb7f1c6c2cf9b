"""Two names against each other: which rules apply."""

import re

from matching.industries import stem_length
from matching.legal_forms import BY_SHARES, GROUP, LIMITED
from matching.names import EDITABLE, Name, is_traditional
from matching.places import ABOVE, said_places
from matching.rules import Reason, reason

# 公司 is short for either kind of company; so is nothing behind 集团.
SHORTER = frozenset((short, form) for short in ("公司", "") for form in (LIMITED, BY_SHARES))
# Digits, and what follows 第; 三 or 九 by itself is as often a part of the stem.
NUMBER = re.compile(r"[0-9]|(?<=第)[一二三四五六七八九十]+")


def compare_names(left: Name, right: Name) -> list[Reason]:
    """Every rule that applies to the two names, the one that opens the match first; none where they are not alike.

    A branch is not its parent, nor another branch.
    """
    if not (left.key and right.key):
        return []
    if left.written == right.written:
        return [reason("name_same", left.written), *_short(left.core)]
    if left.key == right.key:
        same = reason("name_same_after_normalising", left.written, right.written)
        return [same, *_short(left.core), *_script(left, right)]
    if left.branch != right.branch or not (found := _compare_cores(left.core, right.core)):
        return []
    found += _compare_numbers(left.core, right.core)
    place, form = _compare_places(left.place, right.place), _compare_forms(left.form, right.form)
    if not (place or form) and left.core == right.core:
        place = [reason("arranged_otherwise", left.written, right.written)]
    return [*found, *place, *form, *_script(left, right)]


def _compare_numbers(left: str, right: str) -> list[Reason]:
    """第一机床厂 and 第二机床厂 are two enterprises, and not two ways to write one."""
    numbers = "".join(NUMBER.findall(left)), "".join(NUMBER.findall(right))
    return [reason("number_differs", *numbers)] if all(numbers) and numbers[0] != numbers[1] else []


def _short(core: str) -> list[Reason]:
    return [reason("short_core", core)] if len(core) < EDITABLE else []


def _script(left: Name, right: Name) -> list[Reason]:
    if is_traditional(left) == is_traditional(right):
        return []
    return [reason("traditional_characters", left.written, right.written)]


def _compare_cores(left: str, right: str) -> list[Reason]:
    if left == right:
        return [reason("core_same", left), *_short(left)]
    shorter = min(len(left), len(right))
    if shorter < EDITABLE or abs(len(left) - len(right)) > 1:
        return []
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    if len(left) == len(right):
        if left[start + 1 :] == right[start + 1 :]:
            return [reason("one_character_differs", left, right), *_where(left, right, start)]
        return _compare_order(left, right, start)
    longer, other = (left, right) if len(left) > len(right) else (right, left)
    if longer[start + 1 :] == other[start:]:
        return [reason("one_character_missing", left, right), *_where(left, right, start)]
    return []


def _compare_order(left: str, right: str, start: int) -> list[Reason]:
    """Whether the same characters stand in another order; `start` is where they begin to differ."""
    if sorted(left) != sorted(right):
        return []
    end = len(left)
    while left[end - 1] == right[end - 1]:
        end -= 1
    if end - start == 2:
        return [reason("characters_swapped", left, right)]
    # Words that begin or end alike, as in 磨料磨具, hide where they begin or end.
    if any(left[i:k] in right[i:k] * 2 for i in range(start + 1) for k in range(end, len(left) + 1)):
        return [reason("words_in_another_order", left, right)]
    return [reason("characters_in_another_order", left, right)]


def _where(left: str, right: str, at: int) -> list[Reason]:
    """Whether one edit is in the stem or in the words for a trade, and how much it weighs."""
    stems = stem_length(left), stem_length(right)
    if len(left) == len(right) and at >= max(stems):
        return [reason("trade_differs", left[stems[0] :], right[stems[1] :])]
    found = [reason("difference_in_trade", left, right)] if at > min(stems) else []
    if min(len(left), len(right)) == EDITABLE:
        found.append(reason("few_characters", str(EDITABLE)))
    return found


def _compare_places(left: tuple[str, ...], right: tuple[str, ...]) -> list[Reason]:
    if left == right:
        return []
    said = said_places(left), said_places(right)
    shown = "、".join(left), "、".join(right)
    if not said[0] or not said[1]:
        return [reason("place_missing", *shown)] if said[0] or said[1] else []
    if said[0] == said[1]:
        return []
    alone = [_fits_none(place, said[1]) for place in said[0]] + [_fits_none(place, said[0]) for place in said[1]]
    if all(alone):
        return [reason("place_differs", *shown)]
    return [reason("place_partly_differs" if any(alone) else "place_wider", *shown)]


def _fits_none(place: str, others: list[str]) -> bool:
    return not any(place == other or other in ABOVE[place] or place in ABOVE[other] for other in others)


def _compare_forms(left: str, right: str) -> list[Reason]:
    if left == right:
        return []
    if not left or not right:
        return [reason("legal_form_missing", left, right)]
    pair = left.removeprefix(GROUP), right.removeprefix(GROUP)
    short = left.startswith(GROUP) == right.startswith(GROUP) and (pair in SHORTER or pair[::-1] in SHORTER)
    return [reason("legal_form_shortened" if short else "legal_form_differs", left, right)]
