"""Find the numbers of natural persons in a text that somebody typed: identity documents, mobile phones, bank cards.

Numbers of identity documents are refused. Phone and card numbers are kept only where the person who types them states
that they are needed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from stdnum import luhn

from spreadsheets.identifiers import is_valid_uscc
from spreadsheets.resident_ids import HALF_WIDTH, MASK, find_ids


class Kind(StrEnum):
    """The kind of a number, as its Chinese name."""

    RESIDENT_ID = "居民身份证号"
    DOCUMENT = "护照等证件的号码"
    PHONE = "手机号码"
    CARD = "银行卡号"


class PersonalNumber(NamedTuple):
    """A number of a person in a text: its kind, and its start and end."""

    kind: Kind
    start: int
    end: int


# As many digits as a mobile phone number has, or more; Chinese numerals among them are understood.
CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
CHINESE_NUMBER = re.compile("[〇零○一二三四五六七八九0-9]{11,}")
# A passport of an individual: E or G and eight digits, or E, a letter and seven digits. Other passports, and permits
# for Hong Kong, Macau and Taiwan, are recognised by a word beside them (spreadsheets/resident_ids.py).
PASSPORT = re.compile(r"(?<![0-9A-Za-z-])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})(?![0-9A-Za-z-])", re.IGNORECASE)
DAY = re.compile(r"[A-Za-z](?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
# No amount with its unit.
PHONE = re.compile(
    r"(?<![0-9A-Z])(?:(?:\+|00)?86[ -]{0,2})?1[3-9]\d(?:[ .-]?\d{4}[ .-]?\d{4}|\d[ .-]\d{3}[ .-]\d{4})"
    r"(?![0-9A-Za-z]|\.\d|\s?(?:元|万|亿|美元|吨|千克|件|台))"
)
# No number that begins with a month of this century, and no number of a customs declaration (region, year, direction).
CARDS = (
    re.compile(r"(?<![0-9A-Za-z])(?!20\d\d[01]\d)(?!\d{4}20\d\d[01]\d{9}(?!\d))[1-9]\d{15,18}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])[1-9]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?(?![0-9A-Za-z])"),
)
# The number of a record in some system, such as 交易ID880123.
OF_A_RECORD = re.compile(r"[\u4e00-\u9fff](?<!份)ID[^0-9A-Za-z]{0,4}$", re.IGNORECASE)
# What precedes the number of a document, a case or a declaration, which no person has.
OF_A_PAPER = re.compile(
    r"(?:第|(?:报关|订|运|提|货|回|清|税|保|存)单(?:号|编号)?|(?:文|案|票|凭证|流水|批次|备案|登记|注册|合同|编|单|批|税|卷宗|序列)号"
    r"|代码|编码)[^0-9A-Za-z]{0,4}$"
)
BEFORE = 16


def document_numbers(text: str) -> list[PersonalNumber]:
    """Return the numbers of identity documents in the text, in its order."""
    plain = _in_digits(text)
    found = [
        PersonalNumber(Kind.RESIDENT_ID if _is_long(plain[start:end]) else Kind.DOCUMENT, start, end)
        for start, end in find_ids(plain)
        if _is_long(plain[start:end]) or not OF_A_RECORD.search(plain[max(start - BEFORE, 0) : start])
    ]
    passports = [
        PersonalNumber(Kind.DOCUMENT, *match.span())
        for match in PASSPORT.finditer(plain)
        if not DAY.fullmatch(match[0]) and not _is_of_a_paper(plain, match.start())
    ]
    return sorted([*found, *_apart(passports, found)], key=lambda number: number.start)


def contact_numbers(text: str) -> list[PersonalNumber]:
    """Return the numbers of mobile phones and bank cards in the text, in its order."""
    plain = _in_digits(text)
    phones = [PersonalNumber(Kind.PHONE, *match.span()) for match in PHONE.finditer(plain)]
    numbers = [*phones, *_apart(_cards(plain), phones)]
    return sorted(_apart(numbers, document_numbers(text)), key=lambda number: number.start)


def cut_document_numbers(text: str) -> str:
    """Return the text with a mark in place of each number of an identity document."""
    for _, start, end in reversed(document_numbers(text)):
        text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def _is_long(number: str) -> bool:
    """Return whether a number has the length of a resident's ID number, hidden digits included."""
    return len(re.sub(r"[^0-9Xx*]", "", number)) >= 15


def _cards(plain: str) -> Iterator[PersonalNumber]:
    """Yield the numbers with the check digit of bank cards (ISO/IEC 7812), other than USCCs and numbers of papers."""
    for pattern in CARDS:
        for match in pattern.finditer(plain):
            digits = re.sub("[ -]", "", match[0])
            if luhn.is_valid(digits) and not is_valid_uscc(digits) and not _is_of_a_paper(plain, match.start()):
                yield PersonalNumber(Kind.CARD, *match.span())


def _is_of_a_paper(text: str, start: int) -> bool:
    """Return whether the words before a number state that it is the number of a document."""
    return OF_A_PAPER.search(text[max(start - BEFORE, 0) : start]) is not None


def _apart(numbers: Iterable[PersonalNumber], others: Sequence[PersonalNumber]) -> list[PersonalNumber]:
    """Return the numbers that overlap none of the others."""
    return [
        number for number in numbers if all(number.end <= other.start or other.end <= number.start for other in others)
    ]


def _in_digits(text: str) -> str:
    """Return the text in half width, with every kind of digit as an ASCII digit; each character keeps its place."""
    if text.isascii():
        return text
    half = "".join(
        str(unicodedata.digit(character)) if character.isdigit() and not character.isascii() else character
        for character in text.translate(HALF_WIDTH)
    )
    return CHINESE_NUMBER.sub(lambda match: match[0].translate(CHINESE_DIGITS), half)
