"""Find the names of natural persons inside running text: 被执行人李会栩拒不履行.

A name is recognised by what stands beside it: the word for a role, a verb of owing, refusing or breaking a rule, a form
of address, a number of people, or a mark in place of some of its characters. Where nothing shows its end, it has three
characters. Names of enterprises, and ordinary words that begin with a surname, stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from spreadsheets.name_patterns import (
    ACTS,
    ACTS_OR_TRADES,
    ADDRESSED,
    APART,
    BEFORE_NAME,
    CLAUSE,
    END_OF_NAME,
    ENDS_OF_WORDS,
    ENTERPRISE,
    FOREIGN,
    FURTHER,
    GIVEN,
    HIDDEN,
    HIDING_MARKS,
    IN_ENTERPRISE,
    LATIN_NAME,
    NAMED,
    NO_GIVEN,
    NO_NAME,
    NO_PERSON,
    OBJECT,
    OF_CREDITORS,
    OF_DEBTORS,
    ROLE,
    SEPARATOR,
    SIMPLIFIED,
    SOUNDS,
    STATED_NAME,
)
from spreadsheets.ordinary_words import SECONDS, begins_with_word
from spreadsheets.person_names import COMPOUND_SURNAMES, ENGLISH_WORDS, FREQUENT_SURNAMES, NAME_MASK, SURNAMES, WORDS
from spreadsheets.resident_ids import Span, cut_spans, find_printed, joined_spans

LONGEST_KEPT = 2_000
ANY_DIGIT = str.maketrans("023456789", "1" * 9)


def find_names(text: str) -> list[Span]:
    """Return start and end of each name of a natural person in a running text, in its order."""
    # Texts that differ in an amount or a day only are searched once.
    return list(_kept(text.translate(ANY_DIGIT))) if len(text) <= LONGEST_KEPT else find_in_spellings(text, _find_in)


def cut_names(text: str) -> str:
    """Return the text with NAME_MASK in place of each name of a natural person."""
    return cut_spans(text, find_names(text), NAME_MASK)


@lru_cache(maxsize=16_384)
def _kept(text: str) -> tuple[Span, ...]:
    return tuple(find_in_spellings(text, _find_in))


def find_in_spellings(text: str, find: Callable[[str], Iterable[Span]]) -> list[Span]:
    """Return the places that `find` finds in the text in simplified characters, as it is and without inner blanks."""
    return find_printed(text, lambda printed: _find_apart(printed.translate(SIMPLIFIED), find))


def _find_apart(text: str, find: Callable[[str], Iterable[Span]]) -> list[Span]:
    spans = list(find(text))
    blanks = {place for found in APART.finditer(text) for place in range(*found.span())}
    if blanks:
        places = [place for place in range(len(text)) if place not in blanks]
        found = find("".join(text[place] for place in places))
        spans += [(places[start], places[end - 1] + 1) for start, end in found]
    return joined_spans(spans)


def _find_in(text: str) -> list[Span]:
    """Return the places of the names in a text without blanks inside of names; a name once found is found again."""
    spans = [
        *_behind_roles(text),
        *_before(text, CLAUSE, OF_DEBTORS),
        *_before(text, OBJECT, OF_CREDITORS),
        *_before(text, NAMED, END_OF_NAME),
        *_addressed(text),
        *_hidden(text),
        *_foreign(text),
    ]
    again = (span for name in {text[start:end] for start, end in spans} for span in _places_of(name, text))
    return [*spans, *(span for span in again if not IN_ENTERPRISE.match(text, span[1]))]


def _places_of(name: str, text: str) -> Iterator[Span]:
    """Yield start and end of each occurrence of the name in the text."""
    start = text.find(name)
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + len(name))


def _behind_roles(text: str) -> Iterator[Span]:
    """Yield the names behind words for a role, also those behind the name of an enterprise."""
    start = 0
    for found in ROLE.finditer(text):
        if found.end() < start:
            continue
        start, is_stated = found.end(), ":" in found["link"] or "：" in found["link"]
        while start < len(text):
            end = _name_end(text, start, _end_behind_role) or (is_stated and _stated_end(text, start))
            is_stated = False
            if end:
                yield start, end
            elif enterprise := ENTERPRISE.match(text, start):
                end = enterprise.end()
            separator = SEPARATOR.match(text, end) if end else None
            if not separator:
                break
            start = separator.end()


def _end_behind_role(text: str, start: int, ends: list[int]) -> int:
    """Return which of the possible ends is that of the name; 0 for the name of an enterprise."""
    if end := _likeliest({end: _reach(text, end) for end in ends}):
        return end
    is_enterprise = any(IN_ENTERPRISE.match(text, end) for end in ends)
    is_frequent = text[start] in FREQUENT_SURNAMES or text[start] not in SECONDS
    return ends[0] if is_frequent and not is_enterprise else 0


def _likeliest(reach: dict[int, int | None]) -> int:
    """Return the first end that words follow, or a nearer one whose words go beyond it (王五 in 王五拖欠, not 王五拖).

    `reach` is possible end of the name → end of the words that follow it, None where none do. Returns 0 for none.
    """
    first = next((end for end, words in reach.items() if words is not None), 0)
    return next((end for end, words in reach.items() if words and words > end + 1 and end < first <= words), first)


def _reach(text: str, end: int) -> int | None:
    """Return the end of what stands behind a name that ends here; None where it belongs to the same name or word."""
    found = ACTS.match(text, end)
    if not found and not IN_ENTERPRISE.match(text, end):
        found = ACTS_OR_TRADES.match(text, end) or FURTHER.match(text, end)
    return found.end() if found else None


def _before(text: str, places: re.Pattern[str], acts: re.Pattern[str]) -> Iterator[Span]:
    """Yield the names behind these places, if one of these acts stands behind the last one of a list."""

    def choose(text: str, start: int, ends: list[int]) -> int:
        found = {end: acts.match(text, end) or SEPARATOR.match(text, end) for end in ends}
        end = _likeliest({end: words.end() if words else None for end, words in found.items()})
        return 0 if text[end - 1] in ENDS_OF_WORDS else end

    start = 0
    for place in places.finditer(text):
        if place.end() < start:
            continue
        start, spans = place.end(), []
        while end := _name_end(text, start, choose):
            spans.append((start, end))
            if acts.match(text, end):
                yield from spans
                spans = []
            separator = SEPARATOR.match(text, end)
            if not separator:
                break
            start = separator.end()


def _name_end(text: str, start: int, choose: Callable[[str, int, list[int]], int]) -> int:
    """Return the end of the name that begins here, 0 where none does; `choose` chooses among the possible ends."""
    found = HIDDEN.match(text, start)
    if found and not NO_PERSON.match(text, found.end()):
        return choose(text, start, [found.end()])
    found = FOREIGN.match(text, start)
    if found and not ROLE.search(found[0]):
        first = found.start() + max(map(found[0].rfind, "·•・‧")) + 2
        return choose(text, start, list(range(first, found.end() + 1)))
    found = LATIN_NAME.match(text, start)
    if found:
        return 0 if ENGLISH_WORDS.search(found[0]) else choose(text, start, [found.end()])
    surname = COMPOUND_SURNAMES.match(text, start)
    if not surname and (text[start : start + 1] not in SURNAMES or begins_with_word(text[start : start + 3])):
        return 0
    first = surname.end() if surname else start + 1
    is_double = not surname and text[first : first + 1] in FREQUENT_SURNAMES and not IN_ENTERPRISE.match(text, first)
    lengths = (3, 2, 1) if is_double else (2, 1)
    ends = [first + length for length in lengths if _is_given(text[first : first + length], length)]
    return choose(text, start, ends) if ends else 0


def _is_given(text: str, length: int) -> bool:
    """Return whether the text may be a given name: Chinese characters, and no kind of enterprise (商行)."""
    is_han = len(text) == length and GIVEN.fullmatch(text) is not None
    return is_han and NO_GIVEN.isdisjoint(text) and not WORDS.fullmatch(text)


def _stated_end(text: str, start: int) -> int:
    """Return the end of a short text behind a colon that has not the form of a name, 0 for none."""
    found = STATED_NAME.match(text, start)
    is_name = found and not NO_NAME.match(text, start) and not IN_ENTERPRISE.match(text, start + 1)
    return found.end() if found and is_name else 0


def _addressed(text: str) -> Iterator[Span]:
    """Yield the names before a form of address or a number of people."""
    for found in ADDRESSED.finditer(text):
        start, end = found.span("name")
        if text[start] in BEFORE_NAME and text[start + 1] in SURNAMES:
            start += 1
        is_name = end - start > 1 or not found["number"]
        if is_name and not begins_with_word(text[start : start + 3]) and text[end - 1] not in ENDS_OF_WORDS:
            yield start, end


def _hidden(text: str) -> Iterator[Span]:
    """Yield the names of which a part is hidden."""
    for found in HIDDEN.finditer(text):
        is_name = text[found.start()] in FREQUENT_SURNAMES and ("某" in found[0] or HIDING_MARKS.search(found[0]))
        end = found.end()
        if is_name and (ACTS.match(text, end) or not (NO_PERSON.match(text, end) or IN_ENTERPRISE.match(text, end))):
            yield found.span()


def _foreign(text: str) -> Iterator[Span]:
    """Yield the names of minorities, written by their sound, with a point between their parts."""
    for found in SOUNDS.finditer(text):
        if not IN_ENTERPRISE.match(text, found.end()):
            yield found.span()
