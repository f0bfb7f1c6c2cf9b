"""Check the 工商注册号, the registration number that enterprises had before the USCC.

A number has 13 digits. A number that was issued since 2007 has 15 digits; the last one is a check digit by
ISO 7064 MOD 11,10 (GS15-2006).
"""

import re
from collections.abc import Iterable
from itertools import compress

import numpy as np

from spreadsheets.identifiers import REGISTRATION_NUMBER, is_made_up
from spreadsheets.problems import Fault

FIFTEEN = re.compile(r"[0-9]{15}")
# Lengths of an all-digit text in the column. A USCC of 18 digits is allowed, because it replaced the number in 2015.
LENGTHS = (13, 15, 18)


def wrong_check_digits(texts: Iterable[str]) -> set[str]:
    """Return the texts of 15 digits with a wrong check digit. Other texts are ignored."""
    numbers = [text for text in texts if FIFTEEN.fullmatch(text)]
    digits = np.frombuffer("".join(numbers).encode(), np.uint8).reshape(-1, 15) - ord("0")
    remainders = np.full(len(numbers), 5)
    for column in digits.T:
        remainders = (np.where(remainders == 0, 10, remainders) * 2 % 11 + column) % 10
    return set(compress(numbers, remainders != 1))


def registration_number_faults(texts: Iterable[str]) -> dict[str, Fault]:
    """Return the problem code and parameters of each text that is not a valid registration number.

    Blank texts are not checked.
    """
    distinct = set(texts)
    distinct.discard("")
    faults: dict[str, Fault] = {
        text: ("registration_number_check", {"text": text}) for text in wrong_check_digits(distinct)
    }
    for text in distinct:
        if is_made_up(text):
            faults[text] = "entry_made_up_code", {"column": "registration_number", "text": text}
        elif not REGISTRATION_NUMBER.fullmatch(text):
            faults[text] = "registration_number_shape", {"text": text}
        elif text.isdecimal() and len(text) not in LENGTHS:
            faults[text] = "registration_number_length", {"length": len(text), "text": text}
    return faults
