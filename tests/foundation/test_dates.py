"""Formatting and parsing of days."""

from datetime import date

import pytest

from foundation.templatetags.dates import iso_date
from foundation.web.dates import chinese_date


def test_day_in_chinese_has_no_leading_zeros() -> None:
    assert chinese_date(date(2026, 7, 1)) == "2026年7月1日"


def test_day_read_from_json_equals_the_written_day() -> None:
    assert iso_date("2026-07-10") == date(2026, 7, 10)


@pytest.mark.parametrize("text", ["2026-02-30", "文号SX-2026-0001", ""])
def test_text_that_is_no_day_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        iso_date(text)
