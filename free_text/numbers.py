"""Find the numbers and names of natural persons in a text that somebody typed.

Numbers of identity documents are refused. Numbers of mobile phones and bank cards, and names of persons, are kept only
where the person who types them states that they are needed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from spreadsheets.contact_numbers import BEFORE, cut_contacts, find_cards, find_phones, in_digits, is_of_a_paper
from spreadsheets.named_persons import find_names
from spreadsheets.resident_ids import MASK, Span, cut_spans, find_ids, find_printed


class Kind(StrEnum):
    """What a part of a text is, as its Chinese name."""

    RESIDENT_ID = "居民身份证号"
    DOCUMENT = "护照等证件的号码"
    PHONE = "手机号码"
    CARD = "银行卡号"
    NAME = "自然人的姓名"


class PersonalNumber(NamedTuple):
    """A number or name of a person in a text: its kind, and its start and end."""

    kind: Kind
    start: int
    end: int


# A passport of an individual: E or G and eight digits, or E, a letter and seven digits. Other passports, and permits
# for Hong Kong, Macau and Taiwan, are recognised by a word beside them (spreadsheets/resident_ids.py).
PASSPORT = re.compile(r"(?<![0-9A-Za-z-])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})(?![0-9A-Za-z-])", re.IGNORECASE)
DAY = re.compile(r"[A-Za-z](?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
# The number of a record in some system, such as 交易ID880123.
OF_A_RECORD = re.compile(r"[\u4e00-\u9fff](?<!份)ID[^0-9A-Za-z]{0,4}$", re.IGNORECASE)


def document_numbers(text: str) -> list[PersonalNumber]:
    """Return the numbers of identity documents in the text, in its order."""
    return _found_in(text, _document_numbers)


def contact_numbers(text: str) -> list[PersonalNumber]:
    """Return the numbers of mobile phones and bank cards in the text, in its order."""
    return _found_in(text, _contact_numbers)


def needed_or_not(text: str) -> list[PersonalNumber]:
    """Return what is kept only where it is needed: phone and card numbers, and names of persons in full (not 张某)."""
    names = [PersonalNumber(Kind.NAME, *span) for span in find_names(text) if "某" not in text[slice(*span)]]
    return [*contact_numbers(text), *names]


def cut_personal_numbers(text: str) -> str:
    """Return the text with a mark in place of each number of a person."""
    return cut_contacts(cut_document_numbers(text))


def cut_document_numbers(text: str) -> str:
    """Return the text with a mark in place of each number of an identity document."""
    return cut_spans(text, [(number.start, number.end) for number in document_numbers(text)], MASK)


def _found_in(text: str, find: Callable[[str], list[PersonalNumber]]) -> list[PersonalNumber]:
    """Return the numbers that `find` finds in the text without the characters that are not seen, in the text."""
    kinds: list[Kind] = []

    def spans(printed: str) -> list[Span]:
        found = sorted(find(printed), key=lambda number: number.start)
        kinds.extend(number.kind for number in found)
        return [(number.start, number.end) for number in found]

    places = find_printed(text, spans)
    return [PersonalNumber(kind, *place) for kind, place in zip(kinds, places, strict=True)]


def _document_numbers(text: str) -> list[PersonalNumber]:
    plain = in_digits(text)
    found = [
        PersonalNumber(Kind.RESIDENT_ID if _is_long(plain[start:end]) else Kind.DOCUMENT, start, end)
        for start, end in find_ids(plain)
        if _is_long(plain[start:end]) or not OF_A_RECORD.search(plain[max(start - BEFORE, 0) : start])
    ]
    passports = [
        PersonalNumber(Kind.DOCUMENT, *match.span())
        for match in PASSPORT.finditer(plain)
        if not DAY.fullmatch(match[0]) and not is_of_a_paper(plain, match.start())
    ]
    return [*found, *_apart(passports, found)]


def _contact_numbers(text: str) -> list[PersonalNumber]:
    plain = in_digits(text)
    phones = [PersonalNumber(Kind.PHONE, *span) for span in find_phones(plain)]
    cards = [PersonalNumber(Kind.CARD, *span) for span in find_cards(plain)]
    return _apart([*phones, *_apart(cards, phones)], _document_numbers(text))


def _is_long(number: str) -> bool:
    """Return whether a number has the length of a resident's ID number, hidden digits included."""
    return len(re.sub(r"[^0-9Xx*]", "", number)) >= 15


def _apart(numbers: Iterable[PersonalNumber], others: Sequence[PersonalNumber]) -> list[PersonalNumber]:
    """Return the numbers that overlap none of the others."""
    return [
        number for number in numbers if all(number.end <= other.start or other.end <= number.start for other in others)
    ]
