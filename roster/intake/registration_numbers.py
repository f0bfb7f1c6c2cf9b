"""工商注册号: 13 digits, or since 2007 15 with a check digit (GS15-2006, by ISO 7064 MOD 11,10)."""

import re
from collections.abc import Iterable

from roster.intake.identifiers import REGISTRATION_NUMBER

FIFTEEN = re.compile(r"[0-9]{15}")
# 18: a USCC, which since 2015 stands for the registration number too.
COUNTS_OF_DIGITS = (13, 15, 18)
# MOD 11,10 runs from 10 to 1 and keeps one of ten rests between two digits: rest less 1, times 10, plus the digit.
STEPS = bytes(2 * ((rest + digit) % 10 or 10) % 11 - 1 for rest in range(1, 11) for digit in range(10))
FIRST, TRUE = 9, 1
DIGIT_VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))


def wrongly_checked(texts: Iterable[str]) -> set[str]:
    """Those of 15 digits whose last does not follow from the others; a whole column at one stroke."""
    numbers = [text for text in texts if FIFTEEN.fullmatch(text)]
    digits = "".join(numbers).encode().translate(DIGIT_VALUES)
    rests = bytes([FIRST]) * len(numbers)
    table = STEPS + bytes(256 - len(STEPS))
    for place in range(15):
        # One place of all numbers as one long number: ten times a rest and a digit stay below 256.
        lanes = 10 * int.from_bytes(rests, "little") + int.from_bytes(digits[place::15], "little")
        rests = lanes.to_bytes(len(numbers), "little").translate(table)
    return {text for text, rest in zip(numbers, rests, strict=True) if rest != TRUE}


def registration_number_problems(texts: Iterable[str]) -> dict[str, str]:
    """Text → what is wrong with it as a registration number, in Chinese, of those with whom something is."""
    distinct = set(texts)
    distinct.discard("")
    said = {text: f"15位工商注册号“{text}”的校验位不符，其中至少有一位写错" for text in wrongly_checked(distinct)}
    for text in distinct:
        if not REGISTRATION_NUMBER.fullmatch(text):
            said[text] = f"工商注册号“{text}”的位数或字符不符"
        elif text.isdecimal() and len(text) not in COUNTS_OF_DIGITS:
            said[text] = f"工商注册号应为13位或15位数字，现为{len(text)}位“{text}”"
    return said
