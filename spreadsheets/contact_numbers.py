"""Find the numbers of mobile phones and bank cards in any text, and cut them out of tables.

A table has many other numbers. In it, only cards of the schemes in use are recognised (62, 4, 51 to 55), and nothing in
NUMBER_COLUMNS, whose codes have the same length.
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum import luhn

from spreadsheets.identifiers import is_valid_uscc
from spreadsheets.joined_lines import JoinedLines
from spreadsheets.resident_ids import HALF_WIDTH, SEPARATORS, SHAPE, UNUSUAL, Span, cut_spans, find_printed

# Stands in place of a number that was cut out.
CONTACT_MASK = "【已删去电话或卡号】"
NUMBER_COLUMNS = frozenset({"customs_code", "tax_number", "source_id", "document_number", "certificate_number"})
# As many digits as a mobile phone number has, or more; Chinese numerals among them are understood.
CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
CHINESE_NUMBER = re.compile("[〇零○一二三四五六七八九0-9]{11,}")
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
# What precedes the number of a document, a case or a declaration, which no person has.
OF_A_PAPER = re.compile(
    r"(?:第|(?:报关|订|运|提|货|回|清|税|保|存)单(?:号|编号)?|(?:文|案|票|凭证|流水|批次|备案|登记|注册|合同|编|单|批|税|卷宗|序列)号"
    r"|代码|编码)[^0-9A-Za-z]{0,4}$"
)
BEFORE = 16
# A quick test of a whole table, before the patterns above.
QUICK = re.compile(
    r"1[3-9]\d(?:[ .-]?\d{4}[ .-]?\d{4}|\d[ .-]\d{3}[ .-]\d{4})(?!\d)"
    r"|(?:62|4\d|5[1-5])(?:\d{14,17}(?!\d)|\d\d(?:[ -]\d{4}){3})"
)


def find_phones(plain: str) -> list[Span]:
    """Return start and end of the mobile phone numbers in a text as `in_digits` gives it."""
    return [match.span() for match in PHONE.finditer(plain)]


def find_cards(plain: str) -> list[Span]:
    """Return start and end of the bank cards in a text as `in_digits` gives it.

    They have the check digit of ISO/IEC 7812; USCCs and numbers of papers are left out.
    """
    found = []
    for match in (match for pattern in CARDS for match in pattern.finditer(plain)):
        digits = re.sub("[ -]", "", match[0])
        if luhn.is_valid(digits) and not is_valid_uscc(digits) and not is_of_a_paper(plain, match.start()):
            found.append(match.span())
    return found


def is_of_a_paper(text: str, start: int) -> bool:
    """Return whether the words before a number state that it is the number of a document."""
    return OF_A_PAPER.search(text[max(start - BEFORE, 0) : start]) is not None


def in_digits(text: str) -> str:
    """Return the text in half width, with every kind of digit as an ASCII digit; each character keeps its place."""
    if text.isascii():
        return text
    half = "".join(
        str(unicodedata.digit(character)) if character.isdigit() and not character.isascii() else character
        for character in text.translate(HALF_WIDTH)
    )
    return CHINESE_NUMBER.sub(lambda match: match[0].translate(CHINESE_DIGITS), half)


def cut_contacts(text: str, key: str = "") -> str:
    """Return a text of the column with this key with CONTACT_MASK in place of each phone and card number."""
    if key in NUMBER_COLUMNS:
        return text
    return cut_spans(text, find_printed(text, _find_contacts), CONTACT_MASK)


def _find_contacts(text: str) -> list[Span]:
    plain = in_digits(text)
    return sorted([*find_phones(plain), *find_cards(plain)]) if QUICK.search(plain) else []


def lines_with_contacts(lines: JoinedLines) -> Iterator[int]:
    """Yield the indexes of the lines that may have a phone or card number."""
    shape = lines.text.encode(errors="surrogatepass").translate(SHAPE, SEPARATORS)
    if UNUSUAL.search(lines.alphabet) or (b"0" * 11 in shape and QUICK.search(lines.text)):
        for index, line in enumerate(lines.lines):
            if find_printed(line, _quick):
                yield index


def _quick(line: str) -> list[Span]:
    half = line.translate(HALF_WIDTH) if UNUSUAL.search(line) else line
    found = QUICK.search(half)
    return [found.span()] if found else []
