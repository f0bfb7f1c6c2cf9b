"""Identifiers: check characters (GB 32100-2015, GB 11714), normalisation, and ID numbers of residents."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from demo.city.codes import company_uscc
from spreadsheets.cells import MASK, masked, masked_row, may_hold_resident_id
from spreadsheets.identifiers import (
    begins_or_ends_with_resident_id,
    clean_code,
    clean_org_code,
    holds_resident_id,
    invalid_usccs,
    is_resident_id,
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


def test_resident_id_that_is_a_valid_uscc_is_recognised() -> None:
    number = "362322198709086409"
    assert is_valid_uscc(number)
    assert is_resident_id(number)
    assert holds_resident_id(f"张某（{number}）")
    assert not is_resident_id(company_uscc("370102", 1))


@given(st.lists(st.one_of(st.text(max_size=20), valid_codes), max_size=30))
def test_invalid_usccs_agrees_with_is_valid_uscc(texts: list[str]) -> None:
    codes = [*texts, *(text[:5] + "7" + text[6:] for text in texts if len(text) == 18), "0" * 18, ""]
    assert invalid_usccs(codes) == {text for text in codes if not is_valid_uscc(text)}


@pytest.mark.parametrize(
    "text",
    ["362322198709086409", "362322 19870908 6409", "362322-1987-09-08 6409", "３６２３２２ １９８７０９０８６４０９"],
)
def test_resident_id_is_masked_with_any_separators(text: str) -> None:
    assert MASK in masked(f"身份证{text}号")
    assert may_hold_resident_id([["事由", f"身份证{text}号"]])
    assert holds_resident_id(text)


# Region, birthday, serial; not valid by the check digits of GS15-2006 and GB 11714.
OLD = "370102700101123"
REGISTERED = "370102" + "7001011" + "2"
TAXED = "370102" + "70010112"


@pytest.mark.parametrize(
    "text", [OLD, "370102 700101 123", "370102-700101-123", "３７０１０２７００１０１１２３", "110101991231998"]
)
def test_old_resident_id_is_masked_with_any_separators(text: str) -> None:
    assert masked(f"身份证{text}号") == f"身份证{MASK}号"
    assert may_hold_resident_id([["事由", f"身份证{text}号"]])
    assert may_hold_resident_id([["91370102MA0000000X", text], ["某某公司", ""]])
    assert may_hold_resident_id([[f"7 {text}-7"]])
    assert holds_resident_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "160102700101123",  # no province
        "370102701301123",  # no month
        "370102700230123",  # no day
        "370102260112123",  # a day of this century in a document number, or a person aged a hundred
        f"1{OLD}",
        f"{OLD}4",
        f"A{OLD}",
        f"{OLD}B",
        "91370102700101123X",
        "2019-07-10 700101123",
    ],
)
def test_number_that_is_no_old_resident_id_is_not_masked(text: str) -> None:
    assert masked(text) == text
    assert not holds_resident_id(text)
    assert not may_hold_resident_id([[text]])


def numbers_of(fourteen: str) -> list[str]:
    return [f"{fourteen}{last}" for last in string.digits]


def test_registration_number_is_no_resident_id() -> None:
    """With a correct check digit of GS15-2006 in any column, with any last digit in the column of such numbers."""
    known = "110108000000016"
    assert not is_resident_id(known)
    numbers = numbers_of(REGISTERED)
    (registered,) = (number for number in numbers if not is_resident_id(number))
    assert mod_11_10.is_valid(registered)
    assert not may_hold_resident_id([[registered]])
    assert not any(is_resident_id(number, "registration_number") for number in numbers)
    assert masked_row([OLD, OLD], {0: "registration_number"}) == [OLD, MASK]


def test_old_tax_number_is_no_resident_id_in_a_column_of_codes() -> None:
    """An old tax number is a region and an organisation code."""
    (taxed,) = (
        number for number in numbers_of(TAXED) if is_valid_org_code(number[6:]) and not mod_11_10.is_valid(number)
    )
    assert not is_resident_id(taxed, "tax_number")
    assert is_resident_id(taxed, "basis")


def test_old_tax_number_of_a_self_employed_person_begins_with_a_resident_id() -> None:
    assert begins_or_ends_with_resident_id(f"{OLD}01")
    assert not begins_or_ends_with_resident_id(OLD)
    assert not begins_or_ends_with_resident_id("37010270010112301X")


@given(st.lists(st.sampled_from([OLD, "370102 700101 123", "身份证", "-", " ", "7", "A", "3701", "２０"]), max_size=6))
def test_may_hold_resident_id_misses_no_cell_that_would_be_masked(parts: list[str]) -> None:
    text = "".join(parts)
    if MASK in masked(text):
        assert may_hold_resident_id([["某某公司", text], ["", ""]])
