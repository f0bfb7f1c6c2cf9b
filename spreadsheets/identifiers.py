"""Check the shapes and check characters of identifiers of enterprises."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress
from operator import mul

import numpy as np

from spreadsheets.problems import Fault

# A USCC has 18 characters: digits, and capital letters other than I, O, S, V, Z (GB 32100-2015).
USCC_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")
USCC_RUN = re.compile(r"[0-9A-Z]{18}")
NOT_IN_USCC = re.compile(r"[^0-9A-HJ-NP-RTUWXY]")
# Letters that only look like Latin ones, with these.
CYRILLIC = dict(zip("АВСЕНІЈКМОРЅТХУ", "ABCEHIJKMOPSTXY", strict=True))
GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
LATIN = str.maketrans(CYRILLIC | GREEK)
# Translates letters that no USCC has into the digits that look like them.
LOOK_ALIKES = str.maketrans("OIZS", "0125")
# Translates each character of a USCC into its value from 0 to 30 (GB 32100-2015).
USCC_VALUES = bytes.maketrans(b"0123456789ABCDEFGHJKLMNPQRTUWXY", bytes(range(31)))
# The weights of the 18 positions: 3 to the power of the position from 0, modulo 31, and 1 for the check character.
USCC_WEIGHTS = (*(3**place % 31 for place in range(17)), 1)
# Series of digits, and the first eight characters of organisation codes that people make up to fill a cell: equal
# ones, or a series. The check character of zeros is correct.
SERIES = ("0123456789" * 3, "9876543210" * 3)
MADE_UP = frozenset(
    [character * 8 for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    + [series[place : place + 8] for series in SERIES for place in range(10)]
    + ["ABCDEFGH"]
)
ORG_CODE_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")
ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Look-ahead that rejects made-up numbers: equal characters, or a series such as 123456789012345.
NOT_MADE_UP = r"(?!(.)\1*$|0?(?:1234567890)*1?2?3?4?5?6?7?8?9?$|(?:9876543210)+9?8?7?6?5?4?3?2?1?$)"
# The same for the ten characters of a customs code, of which large tables are full.
CUSTOMS_CODE = re.compile(r"(?!(.)\1{9}|0123456789|1234567890|9876543210)[0-9A-Z]{10}")
# 15 digits, 13 before 2007, or 企合鲁济总字第000123号 of a foreign enterprise; at least six digits, not all the same.
REGISTRATION_NUMBER = re.compile(rf"{NOT_MADE_UP}(?=(\D*\d){{6}})[0-9A-Z\u4e00-\u9fff()]{{10,30}}")
TAX_NUMBER = re.compile(rf"{NOT_MADE_UP}[0-9A-Z]{{15,20}}")
# Characters without a look: controls, joiners, marks of direction, fillers of other scripts, variation selectors, tags.
UNPRINTED = (
    r"\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
INVISIBLE = re.compile(rf"[\s{UNPRINTED}'\u2018\u2019`]")
# A longer text is no code.
LONGEST = 1_000


def clean_code(text: str) -> str:
    """Normalise a code: half width, capital letters, no invisible characters. A text beyond LONGEST stays as it is."""
    if len(text) > LONGEST:
        return text
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()


def clean_org_code(text: str) -> str:
    """Normalise an organisation code and remove its hyphen (GB 11714 has one before the check character)."""
    return re.sub(r"[-‐-―－]", "", clean_code(text))


def uscc_fault(text: str) -> Fault | None:
    """Return problem code and parameters of a text that is no valid USCC (GB 32100-2015); None for a valid one."""
    if len(codes := USCC_RUN.findall(text)) > 1:
        return "uscc_several", {"codes": codes, "count": len(codes)}
    if len(text) != 18:
        return "uscc_length", {"length": len(text)}
    if not USCC_SHAPE.fullmatch(text):
        return "uscc_characters", {"characters": "".join(dict.fromkeys(NOT_IN_USCC.findall(text)))}
    return None if is_valid_uscc(text) else ("uscc_check", {})


def in_latin_letters(text: str) -> str:
    """Return the text with Latin letters for those Cyrillic and Greek ones that look like them."""
    return text.translate(LATIN)


def intended_uscc(text: str) -> str:
    """Return the valid USCC for which the text has look-alikes (O for 0, I for 1, Z for 2, S for 5); "" for none.

    Look-alikes are also letters of other scripts that look like Latin ones.
    """
    intended = in_latin_letters(text).translate(LOOK_ALIKES)
    return intended if intended != text and is_valid_uscc(intended) else ""


def intended_org_code(text: str) -> str:
    """Return the valid organisation code for which the text has look-alikes (as in intended_uscc); "" for none."""
    latin = in_latin_letters(text)
    for intended in (latin, latin.translate(LOOK_ALIKES)):
        if intended != text and is_valid_org_code(intended):
            return intended
    return ""


def is_made_up(text: str) -> bool:
    """Return whether the text, without hyphens, is no code but equal characters or a series that fill a cell."""
    if len(text) in (9, 18) and (text[:8] in MADE_UP or text[8:16] in MADE_UP):
        return True
    return len(text) > 5 and (text == text[0] * len(text) or any(text in series for series in SERIES))


def is_valid_uscc(text: str) -> bool:
    """Return whether the text is a USCC with a correct check character; that does not prove that it was issued."""
    if not USCC_SHAPE.fullmatch(text) or text[8:16] in MADE_UP:
        return False
    total: int = sum(map(mul, text.encode().translate(USCC_VALUES), USCC_WEIGHTS))
    return total % 31 == 0


def invalid_usccs(texts: Sequence[str]) -> set[str]:
    """Return the texts that are not a valid USCC (is_valid_uscc), calculated for a whole column at once."""
    shaped = [text for text in texts if USCC_SHAPE.fullmatch(text) and text[8:16] not in MADE_UP]
    values = np.frombuffer("".join(shaped).encode().translate(USCC_VALUES), np.uint8).reshape(-1, 18)
    # The weighted sum of a code is at most 18 * 30 * 30 = 16200.
    sums = values.astype(np.int16) @ np.array(USCC_WEIGHTS, np.int16)
    wrong = set(compress(shaped, sums % 31))
    return wrong if len(shaped) == len(texts) else wrong.union(set(texts).difference(shaped))


def org_code_of(text: str) -> str:
    """Return the 组织机构代码: characters 9–17 of a USCC (GB 32100-2015)."""
    return text[8:17]


def is_valid_org_code(text: str) -> bool:
    """Return whether the text is an organisation code, without hyphen, with a correct check character (GB 11714)."""
    if not ORG_CODE_SHAPE.fullmatch(text) or text[:8] in MADE_UP:
        return False
    total = sum(int(c, 36) * weight for c, weight in zip(text, ORG_CODE_WEIGHTS, strict=False))
    return text[8] == "0123456789X0"[11 - total % 11]
