"""Write the numbers in names in one script: 第一, 第壹, 第Ⅰ and 第1; 二〇二〇, 贰零贰零 and 2020; 二十一 and 21."""

import re

DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
NUMERALS = "".join(DIGITS)
# Numerals of accounts. Alone, 伍, 陆, 拾 and 零 are words of a stem.
CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟零"
FROM_CAPITALS = str.maketrans(CAPITALS, "一二三四五六七八九十百千零")
CAPITAL = re.compile(f"第[{CAPITALS}]+|[{CAPITALS}〇]{{2,}}|[壹贰叁柒捌玖]")
TENS = {"廿": "二十", "卅": "三十"}
TENS_WRITTEN = re.compile(f"[廿卅](?=[{NUMERALS}])|(?<=第)[廿卅]")
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9", "X": "10"}
ROMAN_NUMBER = re.compile("第([IVX]+)(?![A-Z])")
# Begins with a set, so that the search skips other characters quickly.
NUMBER = re.compile(f"[第0-9{NUMERALS}十][0-9{NUMERALS}十百千万亿]+|[{NUMERALS}](?=号)")
OF_DIGITS = re.compile(f"[0-9{NUMERALS}]+")
WITH_UNITS = re.compile(
    f"(?:([0-9{NUMERALS}])千零?)?(?:([0-9{NUMERALS}])百零?)?(?:([0-9{NUMERALS}]?)(十))?([0-9{NUMERALS}]?)"
)
# A circle or a letter between numerals is a zero: 三○二, 二O二O.
ZERO_MARK = re.compile(rf"[○OＯoｏ](?:(?<=[0-9{NUMERALS}].)(?=[0-9{NUMERALS}○OＯ])|(?<=[{NUMERALS}].)(?![A-Za-z]))")


def unify_numbers(text: str) -> str:
    """Write the numbers of a text, which may have several lines, in digits.

    Converted are numerals after 第 (which is left out), two or more numerals, and one before 号; a single 三 stays.
    """
    text = CAPITAL.sub(lambda found: found[0].translate(FROM_CAPITALS), text)
    text = TENS_WRITTEN.sub(lambda found: TENS[found[0]], text)
    text = ROMAN_NUMBER.sub(lambda found: ROMAN.get(found[1], found[0]), text)
    return NUMBER.sub(lambda found: _number(found[0].removeprefix("第")), text)


def _number(text: str) -> str:
    """Return the number in digits; a text that is no number in one of the two ways of writing stays."""
    if OF_DIGITS.fullmatch(text):
        return "".join(DIGITS.get(character, character) for character in text)
    found = WITH_UNITS.fullmatch(text)
    if not found:
        return text
    thousands, hundreds, tens, ten, ones = found.groups()
    places = ((thousands, 1000), (hundreds, 100), (tens or (ten and "1"), 10), (ones, 1))
    return str(sum(int(DIGITS.get(numeral, numeral)) * value for numeral, value in places if numeral))
