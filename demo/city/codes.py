"""Codes with true check characters for enterprises that do not exist."""

from itertools import count

from stdnum.cn.uscc import calc_check_digit

# GB 32100-2015: no I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SERIALS = len(ALPHABET) ** 5
# Codes issued since 2015 begin with MA and ascend slowly; codes that begin with MAY are above all real ones.
BLOCK = "MAY"
# Older codes have digits only; they begin with 0 to 7.
DIGITS_BLOCK = "98"
DIGITS_SERIALS = 10**6
ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def org_code(serial: int) -> str:
    """Return the 组织机构代码 (GB 11714, 9 characters, no hyphen) with this serial, 0 ≤ serial < SERIALS."""
    digits = ""
    for _ in range(5):
        serial, rest = divmod(serial, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return _with_org_check(BLOCK + digits)


def _with_org_check(stem: str) -> str:
    # GB 11714 counts letters A = 10 … Z = 35, as int() does in base 36.
    total = sum(int(character, 36) * weight for character, weight in zip(stem, ORG_CODE_WEIGHTS, strict=True))
    return stem + "0123456789X0"[11 - total % 11]


def company_uscc(district: str, serial: int) -> str:
    """Return the 统一社会信用代码 (GB 32100-2015, 18 characters) of a company of a district (6 digits)."""
    return _company(district, org_code(serial))


def digits_uscc(district: str, serial: int) -> str:
    """Return the first code of digits only at or above this serial, 0 ≤ serial < DIGITS_SERIALS - 100.

    Most enterprises founded before 2015 have such a code, which a spreadsheet program takes for a number.
    """
    candidates = (_company(district, _with_org_check(f"{DIGITS_BLOCK}{number:06}")) for number in count(serial))
    return next(filter(str.isdecimal, candidates))


def _company(district: str, organisation: str) -> str:
    stem = f"91{district}{organisation}"
    return stem + calc_check_digit(stem)


def with_wrong_check(uscc: str) -> str:
    """Return the code with its last character replaced by the next one of the alphabet."""
    return uscc[:-1] + ALPHABET[(ALPHABET.index(uscc[-1]) + 1) % len(ALPHABET)]
