"""Numbers of identity documents are found in any text and cut out; codes of enterprises stay."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2, mod_11_10

from demo.city.codes import company_uscc
from spreadsheets.identifiers import is_valid_org_code, is_valid_uscc
from spreadsheets.joined_lines import JoinedLines
from spreadsheets.resident_ids import MASK, cut_ids, holds_id, is_resident_id, lines_with_ids
from tests.cases.resident_ids import resident_id

# Valid by the check characters of GB 11643 and of GB 32100.
ID = resident_id(2)
ENDS_IN_X = next(number for number in map(resident_id, range(1000)) if number.endswith("X"))
OLD = "370102000101123"
WIDE = {ord(c): ord(c) + 0xFEE0 for c in string.digits + "X"}
valid_codes = st.builds(company_uscc, st.sampled_from(["370102", "371202", "370000"]), st.integers(0, 9_999_999))


def with_check(digits: str) -> str:
    return digits + mod_11_2.calc_check_digit(digits)


def test_resident_id_that_is_a_valid_uscc_is_recognised() -> None:
    assert is_valid_uscc(ID)
    assert is_resident_id(ID)
    assert not is_resident_id(company_uscc("370102", 1))


@pytest.mark.parametrize("region", ["370112", "370116", "371202", "659012", "110119", "710000", "810000", "830000"])
def test_resident_id_is_recognised_whatever_the_history_of_its_county(region: str) -> None:
    assert is_resident_id(resident_id(7, region=region))


@pytest.mark.parametrize(
    "number",
    [
        ID,
        ENDS_IN_X,
        ENDS_IN_X.lower(),
        *(ENDS_IN_X.replace("X", letter) for letter in "ХхΧ×Ｘ"),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:10]}-{ID[10:14]}-{ID[14:]}",
        f"{ID[:4]} {ID[4:8]} {ID[8:12]} {ID[12:16]} {ID[16:]}",
        f"{ID[:6]}\n{ID[6:]}",
        " ".join(ID),
        "　".join(ID),
        ID.translate(WIDE),
        ID.replace("0", "O"),
        OLD,
        "370102 000101 123",
        "370102-000101-123",
        "3701 0200 0101 123",
        " ".join(OLD),
        OLD.translate(WIDE),
        "370102********1234",
        "370102＊＊＊＊＊＊＊＊1234",
        "3701021900****1234",
        "37010219000101****",
        "370102XXXXXXXX1234",
        "3701 **** **** **** 12",
        "370102…1234",
        with_check("93784019000101001"),
        "USA370100010112",
        "A123456(7)",
    ],
)
def test_number_of_a_document_is_cut_from_any_text(number: str) -> None:
    assert cut_ids(number) == MASK
    assert cut_ids(f"法定代表人（{number}）已到庭") == f"法定代表人（{MASK}）已到庭"
    assert lines_with_ids(JoinedLines(["", f"某某公司\0{number}"])) == {1}


@pytest.mark.parametrize(
    ("before", "number", "behind"),
    [
        ("身份证", ID, "电话13800000000"),
        ("ID", ID, ""),
        ("税号L", ID, "01"),
        ("税号", OLD, "01"),
        ("身份证号：", "370102990101123", ""),
        ("身份证号码为", "370102190001010028", "。"),
        ("护照", "E12345678", ""),
        ("护照号码：", "G12345678", "，已出境"),
        ("Passport No. ", "E12345678", ""),
        ("passport number: ", "AB1234567", ""),
        ("", "E12345678", "（护照）"),
        ("港澳居民来往内地通行证", "H12345678", ""),
        ("台胞证 ", "12345678", ""),
        ("证件号码：", "KJ1234567", ""),
        ("身份证尾号", "1234", ""),
        ("ID: ", "370102190001019", ""),
    ],
)
def test_number_beside_a_word_for_a_document_is_cut(before: str, number: str, behind: str) -> None:
    assert cut_ids(before + number + behind) == before + MASK + behind


@pytest.mark.parametrize(
    "text",
    [
        "160102000101123",  # no province
        "370102001301123",  # no month
        "370102000230123",  # no day
        "370102260112123",  # a day of this century in a document number, or a person aged a hundred
        f"1{OLD}",
        f"A{OLD}",
        f"{OLD}B",
        "91370102000101123X",
        "2019-07-10 000101123",
        "370102190001010028",  # a wrong check digit
        "370102190013010020",
        "2019-07-10 10:00:00",
        "2026-05-01T00:00:00.000Z",
        "（2026）鲁0199执1001号",
        "济南市虚构区经十路12345号2-301",
        "0531-88888888、13800000000",
        "430120261000000123",
        "身份证有效期2026-01-01",
        "证件号码：91370102MAYMLALG5E",
        "工商注册号370102000101123",
        "企业ID 12",
        "1,234,567.00",
    ],
)
def test_text_without_a_number_of_a_document_stays(text: str) -> None:
    assert cut_ids(text) == text
    assert not lines_with_ids(JoinedLines([text]))


@given(code=valid_codes)
def test_code_of_an_enterprise_is_never_cut(code: str) -> None:
    for text in (code, f"{code[:8]} {code[8:]}", f"济南泺岬贸易有限公司（{code}）"):
        assert cut_ids(text) == text


def numbers_of(fourteen: str) -> list[str]:
    return [f"{fourteen}{last}" for last in string.digits]


def test_registration_number_in_a_column_of_codes_is_no_resident_id() -> None:
    """With a correct check digit of GS15-2006, and with any last digit in the column of such numbers."""
    (registered,) = (number for number in numbers_of(OLD[:-1]) if mod_11_10.is_valid(number))
    assert not is_resident_id(registered, "tax_number")
    assert is_resident_id(registered, "basis")
    assert not any(is_resident_id(number, "registration_number") for number in numbers_of(OLD[:-1]))
    assert (cut_ids(OLD, "registration_number"), cut_ids(OLD)) == (OLD, MASK)


def test_old_tax_number_in_a_column_of_codes_is_no_resident_id() -> None:
    """An old tax number is a region and an organisation code."""
    taxed = next(number for number in numbers_of(OLD[:-1]) if is_valid_org_code(number[6:]))
    assert not is_resident_id(taxed, "tax_number")
    assert is_resident_id(taxed, "basis")


@given(
    st.lists(st.sampled_from([ID, OLD, "370102 000101 123", "身份证", "-", " ", "7", "A", "3701", "２０"]), max_size=6)
)
def test_search_of_lines_misses_no_cell_that_would_be_cut(parts: list[str]) -> None:
    text = "".join(parts)
    assert lines_with_ids(JoinedLines(["某某公司", f"某某公司\0{text}", "\0"])) == ({1} if holds_id(text) else set())
