"""Codes that a spreadsheet would take for numbers."""

from stdnum.cn.uscc import calc_check_digit

from demo.city.codes import ORG_CODE_WEIGHTS


def numeric_usccs(count: int) -> list[str]:
    """Return valid USCCs of 18 digits; the organisation codes in them begin with zeros, as none of a company does."""
    codes: list[str] = []
    number = 0
    while len(codes) < count:
        number += 1
        stem = f"{number:08d}"
        total = sum(int(digit) * weight for digit, weight in zip(stem, ORG_CODE_WEIGHTS, strict=True))
        code = f"91370102{stem}{'0123456789X0'[11 - total % 11]}"
        if code.isdigit() and calc_check_digit(code).isdigit():
            codes.append(code + calc_check_digit(code))
    return codes
