"""The rules that apply to a pair of names."""

import re

from matching.glyphs import LOST, RARE
from matching.industries import stem_length
from matching.legal_forms import BY_SHARES, GROUP, LIMITED
from matching.names import EDITABLE, Name, core_without_rare, is_traditional
from matching.places import ABOVE, distinguishing_places
from matching.rules import RuleApplied, apply_rule

# 公司 is short for either kind of company; after 集团 the form may be left out.
SHORTER = frozenset((short, form) for short in ("公司", "") for form in (LIMITED, BY_SHARES))
# The parser writes numerals as digits, except a single 三 or 九, which is often part of the stem.
NUMBER = re.compile(r"[0-9]")


def compare_names(left: Name, right: Name) -> list[RuleApplied]:
    """Return every rule that applies to the two names, the one for the cores first; empty if the names are not similar.

    A branch is no legal person; its enterprise is liable for it (公司法 §13), so the two are similar. Two branches are
    not.
    """
    if not (left.key and right.key):
        return []
    if left.written == right.written:
        return [apply_rule("name_same", both=left.written), *_short(left.core)]
    if left.key == right.key:
        same = apply_rule("name_same_after_normalising", left=left.written, right=right.written)
        return [same, *_short(left.core), *_script(left, right)]
    if left.branch != right.branch and left.branch and right.branch:
        return []
    found = _compare_rare(left, right) or _compare_cores(left.core, right.core)
    if not found:
        return []
    if left.branch != right.branch:
        found.append(apply_rule("branch_of_enterprise", left=left.written, right=right.written))
    found += _compare_numbers(left.core, right.core)
    place, form = _compare_places(left.place, right.place), _compare_forms(left.form, right.form)
    if not (place or form) and left.core == right.core:
        place = [apply_rule("arranged_otherwise", left=left.written, right=right.written)]
    return [*found, *place, *form, *_script(left, right)]


def _compare_numbers(left: str, right: str) -> list[RuleApplied]:
    """The rule for different numbers, which mean different enterprises: 第一机床厂 and 第二机床厂."""
    one, other = "".join(NUMBER.findall(left)), "".join(NUMBER.findall(right))
    return [apply_rule("number_differs", left=one, right=other)] if one and other and one != other else []


def _short(core: str) -> list[RuleApplied]:
    return [apply_rule("short_core", both=core)] if len(core) < EDITABLE else []


def _script(left: Name, right: Name) -> list[RuleApplied]:
    if is_traditional(left) == is_traditional(right):
        return []
    return [apply_rule("traditional_characters", left=left.written, right=right.written)]


def _compare_cores(left: str, right: str) -> list[RuleApplied]:
    if left == right:
        return [apply_rule("core_same", both=left), *_short(left)]
    shorter = min(len(left), len(right))
    if shorter < EDITABLE or abs(len(left) - len(right)) > 1:
        return []
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    if len(left) == len(right):
        if left[start + 1 :] == right[start + 1 :]:
            return [apply_rule("one_character_differs", left=left, right=right), *_where(left, right, start)]
        return _compare_order(left, right, start)
    longer, other = (left, right) if len(left) > len(right) else (right, left)
    if longer[start + 1 :] == other[start:]:
        return [apply_rule("one_character_missing", left=left, right=right), *_where(left, right, start)]
    return []


def _compare_rare(left: Name, right: Name) -> list[RuleApplied]:
    """The rule for short cores of which one lacks the rare character of the other, or has LOST in its place."""
    if _lacks_rare(left, right) or _lacks_rare(right, left):
        return [apply_rule("rare_character_missing", left=left.core, right=right.core)]
    return []


def _lacks_rare(left: Name, right: Name) -> bool:
    if len(right.core) > EDITABLE or len(RARE.findall(right.key)) != 1 or RARE.search(left.key):
        return False
    return core_without_rare(right.key) == (core_without_rare(left.key) if LOST in left.core else left.core)


def _compare_order(left: str, right: str, start: int) -> list[RuleApplied]:
    """Return the rules for the same characters in another order; `start` is the first position that differs."""
    if sorted(left) != sorted(right):
        return []
    end = len(left)
    while left[end - 1] == right[end - 1]:
        end -= 1
    if end - start == 2:
        return [apply_rule("characters_swapped", left=left, right=right)]
    # Words with equal first or last characters, as in 磨料磨具, shift the apparent start of the difference: try earlier
    # starts.
    if any(left[i:k] in right[i:k] * 2 for i in range(start + 1) for k in range(end, len(left) + 1)):
        return [apply_rule("words_in_another_order", left=left, right=right)]
    return [apply_rule("characters_in_another_order", left=left, right=right)]


def _where(left: str, right: str, at: int) -> list[RuleApplied]:
    """Return the rules for the place of one edit: in the stem or in the words for an industry."""
    stems = stem_length(left), stem_length(right)
    if len(left) == len(right) and at >= max(stems):
        return [apply_rule("trade_differs", left=left[stems[0] :], right=right[stems[1] :])]
    found = [apply_rule("difference_in_trade", left=left, right=right)] if at > min(stems) else []
    if min(len(left), len(right)) == EDITABLE:
        found.append(apply_rule("few_characters", length=EDITABLE))
    return found


def _compare_places(left: tuple[str, ...], right: tuple[str, ...]) -> list[RuleApplied]:
    if left == right:
        return []
    narrow = distinguishing_places(left), distinguishing_places(right)
    shown = {"left": "、".join(left), "right": "、".join(right)}
    if not narrow[0] or not narrow[1]:
        return [apply_rule("place_missing", **shown)] if narrow[0] or narrow[1] else []
    if narrow[0] == narrow[1]:
        return []
    alone = [_fits_none(place, narrow[1]) for place in narrow[0]]
    alone += [_fits_none(place, narrow[0]) for place in narrow[1]]
    if all(alone):
        return [apply_rule("place_differs", **shown)]
    return [apply_rule("place_partly_differs" if any(alone) else "place_wider", **shown)]


def _fits_none(place: str, others: list[str]) -> bool:
    return not any(place == other or other in ABOVE[place] or place in ABOVE[other] for other in others)


def _compare_forms(left: str, right: str) -> list[RuleApplied]:
    if left == right:
        return []
    if not left or not right:
        return [apply_rule("legal_form_missing", left=left, right=right)]
    pair = left.removeprefix(GROUP), right.removeprefix(GROUP)
    short = left.startswith(GROUP) == right.startswith(GROUP) and (pair in SHORTER or pair[::-1] in SHORTER)
    return [apply_rule("legal_form_shortened" if short else "legal_form_differs", left=left, right=right)]
