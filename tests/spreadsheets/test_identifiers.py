"""Identifiers: check characters (GB 32100-2015, GB 11714) and normalisation."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.city.codes import company_uscc
from spreadsheets.identifiers import (
    clean_code,
    clean_org_code,
    invalid_usccs,
    is_valid_org_code,
    is_valid_uscc,
    org_code_of,
    uscc_fault,
)
from spreadsheets.problems import Fault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
valid_codes = st.builds(company_uscc, st.sampled_from(["370102", "371202", "370000"]), st.integers(0, 9_999_999))


@given(code=valid_codes, place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_uscc_with_one_wrong_character_is_invalid(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert is_valid_uscc(wrong) == (wrong == code)


@given(code=valid_codes, place=st.integers(0, 16))
def test_uscc_with_two_neighbours_swapped_is_invalid(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_valid_uscc(swapped) == (swapped == code)


@given(code=valid_codes)
def test_uscc_contains_a_valid_organisation_code(code: str) -> None:
    assert is_valid_org_code(org_code_of(code))


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("9137010212345678", ("uscc_length", {"length": 16})),
        ("91370102MAO0000000", ("uscc_characters", {"characters": "O"})),
        ("000000000000000000", ("uscc_check", {})),
        ("91370102MA0000000济", ("uscc_characters", {"characters": "济"})),
        (company_uscc("370102", 1), None),
    ],
)
def test_uscc_fault_names_what_is_wrong(code: str, fault: Fault | None) -> None:
    assert uscc_fault(code) == fault


@given(code=valid_codes, blanks=st.text(" \u3000\u00a0\u200b\ufeff'", max_size=3), place=st.integers(0, 18))
def test_clean_code_removes_width_case_and_invisible_characters(code: str, blanks: str, place: int) -> None:
    full_width = code.translate({ord(c): ord(c) + 0xFEE0 for c in string.digits + string.ascii_letters})
    assert clean_code(full_width[:place].lower() + blanks + full_width[place:]) == code


def test_clean_org_code_removes_the_hyphen() -> None:
    assert clean_org_code("ma1M5N50－E") == "MA1M5N50E"


@given(st.lists(st.one_of(st.text(max_size=20), valid_codes), max_size=30))
def test_invalid_usccs_agrees_with_is_valid_uscc(texts: list[str]) -> None:
    codes = [*texts, *(text[:5] + "7" + text[6:] for text in texts if len(text) == 18), "0" * 18, ""]
    assert invalid_usccs(codes) == {text for text in codes if not is_valid_uscc(text)}
