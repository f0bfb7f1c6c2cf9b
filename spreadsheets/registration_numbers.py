"""工商注册号: 13 digits, or since 2007 15 with a check digit (GS15-2006, by ISO 7064 MOD 11,10)."""

import re
from collections.abc import Iterable
from itertools import compress

import numpy as np

from spreadsheets.identifiers import REGISTRATION_NUMBER
from spreadsheets.problems import Fault

FIFTEEN = re.compile(r"[0-9]{15}")
# 18 is the length of a USCC, which since 2015 takes the place of the registration number.
LENGTHS = (13, 15, 18)


def wrong_check_digits(texts: Iterable[str]) -> set[str]:
    """Return the texts of 15 digits whose check digit does not follow from the others; numpy checks all together."""
    numbers = [text for text in texts if FIFTEEN.fullmatch(text)]
    digits = np.frombuffer("".join(numbers).encode(), np.uint8).reshape(-1, 15) - ord("0")
    remainders = np.full(len(numbers), 5)
    for column in digits.T:
        remainders = (np.where(remainders == 0, 10, remainders) * 2 % 11 + column) % 10
    return set(compress(numbers, remainders != 1))


def registration_number_faults(texts: Iterable[str]) -> dict[str, Fault]:
    """Return text → problem code and parameters, of those texts that are no valid registration number."""
    distinct = set(texts)
    distinct.discard("")
    faults: dict[str, Fault] = {
        text: ("registration_number_check", {"text": text}) for text in wrong_check_digits(distinct)
    }
    for text in distinct:
        if not REGISTRATION_NUMBER.fullmatch(text):
            faults[text] = "registration_number_shape", {"text": text}
        elif text.isdecimal() and len(text) not in LENGTHS:
            faults[text] = "registration_number_length", {"length": len(text), "text": text}
    return faults
