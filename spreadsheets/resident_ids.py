"""Find the numbers of identity documents of natural persons in any text, and cut them out.

The portal keeps no such number. A resident's ID number is recognised by its date of birth and its check digit
(GB 11643-1999), whatever the history of its county code. Other numbers are recognised by their shape, or by a word such
as 护照 beside them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from stdnum.iso7064 import mod_11_2, mod_11_10

from spreadsheets.columns import CODES
from spreadsheets.identifiers import UNPRINTED, is_valid_org_code, is_valid_uscc
from spreadsheets.joined_lines import BETWEEN, JoinedLines

# Stands in place of a number that was cut out.
MASK = "【已删去证件号码】"
# Start and end of a part of a text.
Span = tuple[int, int]

# Translates characters one to one, so that places in the translated text are those in the text: full width into half
# width; look-alikes of the check character X, blanks, hyphens, and the marks that hide digits.
HALF_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)}
HALF_WIDTH |= dict.fromkeys(map(ord, "ХхΧχⅩⅹ✕✖"), ord("X"))
HALF_WIDTH |= dict.fromkeys((0xA0, *range(0x2002, 0x2010), 0x202F, 0x2060, 0x3000, 0xAD, 0xFEFF), ord(" "))
HALF_WIDTH |= dict.fromkeys(map(ord, "‐‑‒–—―−·・•"), ord("-"))
HALF_WIDTH |= dict.fromkeys(map(ord, "×●○◆■□★☆∗✱⁎▪█"), ord("*"))
# The translated characters other than brackets and punctuation, which stand in no number.
UNUSUAL = re.compile("[０-９Ａ-Ｚａ-ｚ＊－．" + "".join(chr(code) for code in HALF_WIDTH if code < 0xFF00) + "]")
# Letters that are typed, or read by a scanner, for digits.
LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")
LETTER_AMONG_DIGITS = re.compile(r"[OoIl]\d|\d[OoIl]")

# Characters that are not seen; they are left out of a text before it is searched.
UNPRINTED_CHARACTER = re.compile(f"[{UNPRINTED}]")

# GB/T 2260: the first two digits of a county code are those of its province; 83 stands for residents of Taiwan. The
# number of a foreigner's permanent residence permit begins with 9 and the province.
PROVINCE = re.compile("9?(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])")
GAP = r"[\s\-._/,:']{0,3}"
EIGHTEEN = re.compile(
    rf"(?<!\d)(?=([1-9](?:{GAP}\d){{5}}{GAP}(?:1{GAP}9|2{GAP}0)(?:{GAP}\d){{2}}{GAP}[01]{GAP}\d{GAP}[0-3]{GAP}\d"
    rf"(?:{GAP}\d){{3}}{GAP}[\dXx*])(?!\d))"
)
# Without anything between the digits, also inside a longer number, such as the tax number of a self-employed person:
# the ID number and two digits. The pattern begins with its most selective part, the year, 6 characters from the start.
EIGHTEEN_AT_ONCE = re.compile(r"[12](?<=[1-9]\d{5}.)(?=[90]\d\d[01]\d[0-3]\d{4}[\dXx*])")
# The older number (GB 11643-1989), which cards had until the end of 2012: county, birthday of six digits, serial; two
# more digits make the old tax number of a self-employed person.
FIFTEEN = re.compile(r"(?<![0-9A-Za-z])(?=([1-8]\d{7}[01]\d[0-3]\d{4})(?:\d\d)?(?![0-9A-Za-z]))")
FIFTEEN_APART = re.compile(r"(?<![0-9A-Za-z])(?=([1-8](?:[ -]?\d){14})(?![0-9A-Za-z]))")
REGISTERED = re.compile(r"(?:注册号|登记号|执照号?码?)[^0-9\0]{0,6}$")
# 370102********1234, 3701021900****1234, 37010219000101****, 370102…1234
HIDDEN = re.compile(
    r"(?<![0-9A-Za-z])(?=([1-8](?:[ -]?\d){1,13}(?:[ -]?[*xX#?_]){2,16}(?:[ -]?[\d*xX#?_]){0,12})(?![0-9A-Za-z]))"
)
SHORTENED = re.compile(r"(?<![0-9A-Za-z])(?=([1-8]\d{5,13}(?:…{1,2}|\.{3,8}|\*{2,})\d{2,3}[\dXx])(?![0-9A-Za-z]))")
HIDING = re.compile(r"[*xX#?_][ -]?[*xX#?_]")
HIDDEN_LENGTHS = range(15, 20)
# The older number of a permanent residence permit: country, area, birthday of six digits, serial and check digit.
PERMANENT_RESIDENCE = re.compile(r"(?<![0-9A-Za-z])(?=([A-Za-z]{3}([1-8]\d{5}[01]\d[0-3]\d)\d{2})(?![0-9A-Za-z]))")
HONG_KONG = re.compile(r"(?<![0-9A-Za-z])(?=([A-Z]{1,2}\d{6}[(（][0-9A][)）]))")
# A word for the document stands before or behind the number.
WORDS = (
    "身份证|身分证|身份證|身份号|公民身份|证件号|證件號|护照|護照|通行证|通行證|回乡证|回鄉證|台胞证|居留证|居留身份"
    "|居住证|军官证|士兵证|驾驶证|户口簿|户口本|社保卡|社会保障号"
)
LATIN_WORDS = "(?<![A-Za-z])(?:passport|identity card|id(?: ?card)?)(?![a-z])"
NUMBER = r"[0-9A-Za-z*](?:[ -]?[0-9A-Za-z*]){4,19}"
BEHIND_WORD = re.compile(
    rf"(?:{WORDS}|{LATIN_WORDS})"
    rf"(?=(?:[ :：(（]*(?:no|number)[^0-9A-Za-z*\0]{{0,4}}|[^0-9A-Za-z*\0]{{0,8}})({NUMBER})(?![0-9A-Za-z*]))",
    re.IGNORECASE,
)
BEFORE_WORD = re.compile(rf"(?<![0-9A-Za-z*])(?=({NUMBER})[ ,;:(，；：、（-]{{0,2}}(?:{WORDS}))")
LAST_DIGITS = re.compile(
    r"(?:身份证|身分证|证件)[^0-9\0]{0,6}(?:尾号|[后末][四六4-6]位)(?=[^0-9\0]{0,4}(\d{3,6}[Xx]?)(?![0-9]))"
)
# Titles of columns that hold such numbers.
TITLE = re.compile(rf"{WORDS}|有效证件|{LATIN_WORDS}", re.IGNORECASE)
DAY = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}.*|(?:19|20)\d{2}[01]\d[0-3]\d")
FEWEST_DIGITS = 5

# Quick tests of many cells at once. SHAPE translates digits, and letters that are typed for digits, into 0, characters
# that hide digits into 1, X into 2, and every other byte into a blank.
SHAPES = dict.fromkeys(b"0123456789OoIl", 48) | dict.fromkeys(b"*#?_", 49) | dict.fromkeys(b"xX", 50)
SHAPE = bytes(SHAPES.get(byte, 32) for byte in range(256))
SEPARATORS = b" \t\r\n-._/,:'"
LONG_NUMBER = re.compile(b"0{15}")
PART_OF_WORD = re.compile("证|證|照|份号|户口|社保|社会保障|assport|ASSPORT|dentity|ID|Id|id")
QUICK_HONG_KONG = re.compile(r"[(（][0-9A][)）]")


def is_resident_id(text: str, key: str = "") -> bool:
    """Return whether the text, in the column with this key, is a resident's ID number; some are valid USCCs as well."""
    number = _compact(text.translate(HALF_WIDTH))
    return _is_fifteen(number, key) if len(number) == 15 else _is_eighteen(number)


def find_ids(text: str, key: str = "") -> list[Span]:
    """Return start and end of each number of an identity document in a text of the column with this key."""
    return find_printed(text, lambda printed: _find_ids(printed, key))


def find_printed(text: str, find: Callable[[str], list[Span]]) -> list[Span]:
    """Return the places that `find` returns for the text without the characters that are not seen, in the text."""
    if text.isascii() or not UNPRINTED_CHARACTER.search(text):
        return find(text)
    places = [place for place, character in enumerate(text) if not UNPRINTED_CHARACTER.match(character)]
    printed = "".join(text[place] for place in places)
    return [(places[start], places[end - 1] + 1) for start, end in find(printed)]


def _find_ids(text: str, key: str = "") -> list[Span]:
    """Return the places in a text without characters that are not seen.

    The text may be several cells joined by BETWEEN; no number goes across cells.
    """
    half = text.translate(HALF_WIDTH) if UNUSUAL.search(text) else text
    return joined_spans(_found(half, key))


def joined_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the parts of a text in their order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def holds_id(text: str, key: str = "") -> bool:
    """Return whether the text, in the column with this key, contains a number of an identity document."""
    return bool(find_ids(text, key))


def holds_resident_id(text: str) -> bool:
    """Return whether a long ASCII text of any kind has a resident's ID number of 18 digits."""
    shape = text.encode().translate(SHAPE, SEPARATORS)
    numbers = (match[1] for match in EIGHTEEN.finditer(text)) if b"0" * 17 in shape else ()
    return any(map(_is_eighteen, map(_compact, numbers)))


def cut_ids(text: str, key: str = "") -> str:
    """Return the text with MASK in place of each number of an identity document."""
    return cut_spans(text, find_ids(text, key), MASK)


def cut_spans(text: str, spans: Sequence[Span], mask: str) -> str:
    """Return the text with the mask in place of these parts, which are in its order."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{mask}{text[end:]}"
    return text


def lines_with_ids(lines: JoinedLines) -> set[int]:
    """Return the indexes of the lines with a number of an identity document."""
    if UNPRINTED_CHARACTER.search(lines.alphabet):
        lines = JoinedLines([UNPRINTED_CHARACTER.sub("", line) for line in lines.lines])
    half = lines.text.translate(HALF_WIDTH) if UNUSUAL.search(lines.alphabet) else lines.text
    return lines.indexes_at(start for start, _ in _found(half, ""))


def _found(half: str, key: str) -> Iterator[Span]:
    """Yield the place of each number in a text in half width; a quick test precedes each kind of number."""
    encoded = half.encode(errors="surrogatepass")
    shape = encoded.translate(SHAPE, SEPARATORS)
    if b"0" * 15 in shape:
        is_apart = len(LONG_NUMBER.findall(shape)) > len(LONG_NUMBER.findall(encoded.translate(SHAPE)))
        yield from _found_by_birthday(half, key, is_apart=is_apart)
    if b"0" * 12 in shape:
        yield from (found.span(1) for found in PERMANENT_RESIDENCE.finditer(half) if _has_birthday(found[2][4:]))
    if b"011" in shape or b"02222" in shape:
        yield from _found_in_cells(_found_hidden, HIDING, half)
    if "…" in half or "..." in half or "**" in half:
        yield from (found.span(1) for found in SHORTENED.finditer(half) if PROVINCE.match(found[1]))
    if ("(" in half or "（" in half) and QUICK_HONG_KONG.search(half):
        yield from (found.span(1) for found in HONG_KONG.finditer(half))
    yield from _found_in_cells(_found_beside_words, PART_OF_WORD, half)


def _found_in_cells(find: Callable[[str], Iterator[Span]], part: re.Pattern[str], half: str) -> Iterator[Span]:
    """Yield the place of each number that `find` finds in the cells that contain the part."""
    end = -1
    for found in part.finditer(half):
        if found.start() > end:
            start = half.rfind(BETWEEN, 0, found.start()) + 1
            end = half.find(BETWEEN, found.start())
            end = len(half) if end < 0 else end
            yield from ((start + first, start + last) for first, last in find(half[start:end]))


def _found_hidden(cell: str) -> Iterator[Span]:
    """Yield the place of each number of which some digits are hidden."""
    for found in HIDDEN.finditer(cell):
        number = _compact(found[1])
        if len(number) in HIDDEN_LENGTHS and PROVINCE.match(number):
            yield found.span(1)


def _found_beside_words(cell: str) -> Iterator[Span]:
    """Yield the place of each number beside a word for an identity document."""
    for pattern in (BEHIND_WORD, BEFORE_WORD):
        yield from (found.span(1) for found in pattern.finditer(cell) if _may_be_of_document(found[1]))
    yield from (found.span(1) for found in LAST_DIGITS.finditer(cell))


def _found_by_birthday(half: str, key: str, *, is_apart: bool) -> Iterator[Span]:
    """Yield the place of each number of 18 or 15 digits; `is_apart` is whether something may stand between them."""
    digits = half.translate(LETTERS_FOR_DIGITS) if LETTER_AMONG_DIGITS.search(half) else half
    for found in EIGHTEEN_AT_ONCE.finditer(digits):
        start = found.start() - 6
        if _is_eighteen(_compact(digits[start : start + 18])):
            yield start, start + 18
    for found in EIGHTEEN.finditer(digits) if is_apart else ():
        if _is_eighteen(_compact(found[1])):
            yield found.span(1)
    for pattern in (FIFTEEN, FIFTEEN_APART) if is_apart else (FIFTEEN,):
        for found in pattern.finditer(digits):
            if _is_fifteen(_compact(found[1]), key) and not REGISTERED.search(half[: found.start(1)][-12:]):
                yield found.span(1)


def _compact(number: str) -> str:
    """Return the number without what separates its digits, with X for the check character that looks like it."""
    return re.sub(r"[\s\-._/,:']", "", number).upper()


def _is_eighteen(number: str) -> bool:
    """Return whether 18 characters are an ID number: a province, the birthday of a living person, a check digit.

    The USCC of an enterprise begins with 9 and has its province further behind, and so is no ID number.
    """
    number = number[:17] + number[17:].replace("*", "X")
    if len(number) != 18 or not (number[:17].isdecimal() and PROVINCE.match(number) and mod_11_2.is_valid(number)):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    is_uscc = number[0] == "9" and is_valid_uscc(number)
    return date(1900, 1, 1) <= born <= date.today() and not is_uscc


def _is_fifteen(number: str, key: str) -> bool:
    """Return whether 15 characters are an ID number of GB 11643-1989, in the column with this key.

    The number has no check digit, and other numbers have 15 digits as well. So the county must be in a province and
    the birthday must exist. Excluded are a day from 2001 to this year (a county, a day and a serial are the number of
    a document), the column of registration numbers and, in the columns of other codes, a registration number with a
    correct check digit (GS15-2006, ISO 7064 MOD 11,10) and a tax number of before 2015: a county and an organisation
    code (GB 11714).
    """
    if not number.isdecimal() or not PROVINCE.match(number) or number[0] == "9" or key == "registration_number":
        return False
    if not _has_birthday(number[6:12]) or 0 < int(number[6:8]) <= date.today().year % 100:
        return False
    return key not in CODES or not (mod_11_10.is_valid(number) or is_valid_org_code(number[6:]))


def _has_birthday(digits: str) -> bool:
    """Return whether six digits are a day: year, month, day."""
    try:
        # 2000 is a leap year, which 1900 is not: either century is meant.
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def _may_be_of_document(number: str) -> bool:
    """Return whether the text beside a word for an identity document is its number: no day, and no USCC."""
    code = _compact(number)
    digits = sum(character.isdecimal() or character == "*" for character in code)
    return digits >= FEWEST_DIGITS and not DAY.fullmatch(number) and not is_valid_uscc(code)
