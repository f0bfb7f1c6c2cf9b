"""Codes: every slip of one character is caught (GB 32100-2015, GB 11714), and a resident's number is known."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.city.codes import company_uscc
from roster.intake.cells import MASK, masked, may_hold_resident_id
from roster.intake.identifiers import (
    clean_code,
    clean_org_code,
    holds_resident_id,
    invalid_usccs,
    is_resident_id,
    is_valid_org_code,
    is_valid_uscc,
    org_code_of,
    uscc_problem,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
valid_codes = st.builds(company_uscc, st.sampled_from(["370102", "371202", "370000"]), st.integers(0, 9_999_999))


@given(code=valid_codes, place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert is_valid_uscc(wrong) == (wrong == code)


@given(code=valid_codes, place=st.integers(0, 16))
def test_two_neighbours_swapped_are_always_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_valid_uscc(swapped) == (swapped == code)


@given(code=valid_codes)
def test_the_organisation_code_is_inside(code: str) -> None:
    assert is_valid_org_code(org_code_of(code))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("9137010212345678", "应为18位，现为16位"),
        ("91370102MAO0000000", "不会出现的字符“O”"),
        ("000000000000000000", "校验码不符"),
        ("91370102MA0000000济", "不会出现的字符“济”"),
    ],
)
def test_what_is_wrong_is_said(code: str, sentence: str) -> None:
    assert sentence in (uscc_problem(code) or "")


@given(code=valid_codes, blanks=st.text(" \u3000\u00a0\u200b\ufeff'", max_size=3), place=st.integers(0, 18))
def test_a_code_is_read_as_it_was_meant(code: str, blanks: str, place: int) -> None:
    """Full width, small letters, and blanks that nobody sees are no mistakes."""
    full_width = code.translate({ord(c): ord(c) + 0xFEE0 for c in string.digits + string.ascii_letters})
    assert clean_code(full_width[:place].lower() + blanks + full_width[place:]) == code


def test_a_hyphen_in_an_organisation_code_is_no_mistake() -> None:
    assert clean_org_code("ma1M5N50－E") == "MA1M5N50E"


def test_a_residents_number_is_known_even_where_it_passes_as_a_uscc() -> None:
    number = "362322198709086409"
    assert is_valid_uscc(number)
    assert is_resident_id(number)
    assert holds_resident_id(f"张某（{number}）")
    assert not is_resident_id(company_uscc("370102", 1))


@given(st.lists(st.one_of(st.text(max_size=20), valid_codes), max_size=30))
def test_a_column_of_usccs_is_judged_as_each_of_them(texts: list[str]) -> None:
    spoilt = [*texts, *(text[:5] + "7" + text[6:] for text in texts if len(text) == 18), "0" * 18, ""]
    assert invalid_usccs(spoilt) == {text for text in spoilt if not is_valid_uscc(text)}


@pytest.mark.parametrize(
    "text",
    ["362322198709086409", "362322 19870908 6409", "362322-1987-09-08 6409", "３６２３２２ １９８７０９０８６４０９"],
)
def test_a_residents_number_is_seen_however_it_is_spaced(text: str) -> None:
    assert MASK in masked(f"身份证{text}号")
    assert may_hold_resident_id([["事由", f"身份证{text}号"]])
    assert holds_resident_id(text)
