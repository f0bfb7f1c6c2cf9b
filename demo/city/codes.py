"""Codes with true check characters for enterprises that do not exist."""

from stdnum.cn.uscc import calc_check_digit

# GB 32100-2015: no I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SERIALS = len(ALPHABET) ** 5
# Codes issued since 2015 begin with MA and ascend slowly; codes that begin with MAY are above all real ones.
BLOCK = "MAY"
ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def org_code(serial: int) -> str:
    """Return the 组织机构代码 (GB 11714, 9 characters, no hyphen) with this serial, 0 ≤ serial < SERIALS."""
    digits = ""
    for _ in range(5):
        serial, rest = divmod(serial, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    stem = BLOCK + digits
    # GB 11714 counts letters A = 10 … Z = 35, as int() does in base 36.
    total = sum(int(character, 36) * weight for character, weight in zip(stem, ORG_CODE_WEIGHTS, strict=True))
    return stem + "0123456789X0"[11 - total % 11]


def company_uscc(district: str, serial: int) -> str:
    """Return the 统一社会信用代码 (GB 32100-2015, 18 characters) of a company of a district (6 digits)."""
    stem = f"91{district}{org_code(serial)}"
    return stem + calc_check_digit(stem)


def with_wrong_check(uscc: str) -> str:
    """Return the code with its last character replaced by the next one of the alphabet."""
    return uscc[:-1] + ALPHABET[(ALPHABET.index(uscc[-1]) + 1) % len(ALPHABET)]
