"""工商注册号: 13 digits, or since 2007 15 with a check digit (GS15-2006, by ISO 7064 MOD 11,10)."""

import re
from collections.abc import Iterable
from itertools import compress

import numpy as np

from spreadsheets.identifiers import REGISTRATION_NUMBER

FIFTEEN = re.compile(r"[0-9]{15}")
# 18: a USCC, which since 2015 stands for the registration number too.
COUNTS_OF_DIGITS = (13, 15, 18)


def wrongly_checked(texts: Iterable[str]) -> set[str]:
    """Those of 15 digits whose last does not follow from the others; a whole column at one stroke."""
    numbers = [text for text in texts if FIFTEEN.fullmatch(text)]
    digits = np.frombuffer("".join(numbers).encode(), np.uint8).reshape(-1, 15) - ord("0")
    rests = np.full(len(numbers), 5)
    for places in digits.T:
        rests = (np.where(rests == 0, 10, rests) * 2 % 11 + places) % 10
    return set(compress(numbers, rests != 1))


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
