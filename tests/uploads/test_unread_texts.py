"""Personal data outside of the cells of a workbook, and in attachments, is found."""

import io

import pytest

from tests.cases.rosters import one_sheet
from tests.depth import sample
from tests.planted_people import FORMS, PLACES, Number, planted_numbers, with_custom_xml
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line
from uploads.unread_texts import names_persons_elsewhere

# These the reader reads, and cuts.
READ = ("comment", "author of a comment", "other sheet", "beside the table")
LINES = [list(ROSTER_HEAD), list(roster_line(1))]
# The name of a sheet has 31 characters at most.
# The name of a sheet has 31 characters at most.
CASES = [
    (place, form, number)
    for form in FORMS
    for place, number in planted_numbers(form)
    if place not in READ and not (place == "sheet name" and len(number.written) > 31)
]


def workbook(place: str, text: str) -> bytes:
    if place == "custom XML":
        return with_custom_xml(one_sheet(LINES), text)
    return one_sheet(LINES, lambda book, sheet: PLACES[place](book, sheet, text))


@pytest.mark.parametrize(("place", "form", "number"), sample(CASES, every=4))
def test_number_anywhere_in_a_workbook_is_found(place: str, form: str, number: Number) -> None:
    assert names_persons_elsewhere(io.BytesIO(workbook(place, number.written)))


@pytest.mark.parametrize("place", sorted(PLACES.keys() - {*READ, "link", "sheet name", "defined name"}))
def test_workbook_without_personal_data_is_left_as_it_came(place: str) -> None:
    assert not names_persons_elsewhere(io.BytesIO(workbook(place, "济南市2026年第3季度，电话0531-12345678")))


@pytest.mark.parametrize("place", ["author", "header", "footer", "text box", "custom XML"])
def test_name_of_a_person_in_a_workbook_is_found(place: str) -> None:
    assert names_persons_elsewhere(io.BytesIO(workbook(place, "庄沅漪")))


def test_number_in_a_comment_of_a_web_page_is_found() -> None:
    page = f"<html><!-- {next(planted_numbers('18 digits'))[1].written} --><table></table></html>"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert names_persons_elsewhere(io.BytesIO(page.encode(encoding)))
    assert not names_persons_elsewhere(io.BytesIO(csv_bytes(ROSTER_HEAD, [roster_line(1)])))
