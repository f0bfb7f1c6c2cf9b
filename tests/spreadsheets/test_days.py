"""Reading days: what is unmistakable is read, a moment is the day in China, and the rest has the reason."""

from datetime import date

import pytest

from spreadsheets.days import parse_day, read_day

TENTH = date(2019, 7, 10)


@pytest.mark.parametrize(
    "text",
    [
        "2019年7月10号",
        "2019.7.10",
        "2019. 7. 10.",
        "2019 年 7 月 10 日",
        "2019/7/10 0:00",
        "2019—07—10",
        "2019，7，10",
        "２０１９年７月１０日",
        "2019年7月10日（星期三）上午9时",
        "2019-07-10起",
        "2019-07-10 00:00:00.000000",
        "20190710",
        "20190710.0",
        "20190710093000",
        "43656.75",
        "二〇一九年七月十日",
        "二零一九年七月十日",
        "二○一九年七月十号",
        "贰零壹玖年柒月壹拾日",
        "2019年七月十日",
        "10-Jul-2019",
        "Jul 10 2019",
        "July 10, 2019",
        "10th July 2019",
        "2019-Jul-10",
        '="2019-07-10"',
        "'2019-07-10",
        "2019-07-10\u200b",
        "2019-07-10+08:00",
    ],
)
def test_day_in_an_unmistakable_spelling_is_read(text: str) -> None:
    assert read_day(text) == (TENTH, "", "", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二〇一九年元月廿五日", date(2019, 1, 25)),
        ("二〇二〇年十月二十日", date(2020, 10, 20)),
        ("25/12/2019", date(2019, 12, 25)),
        ("12/25/2019", date(2019, 12, 25)),
        ("7.7.2019", date(2019, 7, 7)),
    ],
)
def test_day_of_two_numerals_or_of_one_possible_order_is_read(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "2019-07-09T16:00:00.000Z",
        "2019-07-09T16:00:00Z",
        "2019-07-09 16:00:00+00:00",
        "2019-07-09T16:00:00.000+0000",
        "2019-07-10T00:00:00+08:00",
        "2019-07-09T09:00:00-07:00",
        "20190709T160000Z",
        "Wed Jul 10 2019 00:00:00 GMT+0800 (中国标准时间)",
        "Tue, 09 Jul 2019 16:00:00 GMT",
        "Wed Jul 10 00:00:00 CST 2019",
        # The seconds are those of a program that stores midnight with the offset of 1900.
        "2019-07-09T15:59:17.000Z",
    ],
)
def test_moment_with_an_offset_is_the_day_in_china(text: str) -> None:
    assert read_day(text) == (TENTH, "", "moment", None)


def test_moment_in_the_summer_time_of_1990_is_the_day_in_china() -> None:
    assert parse_day("1990-07-09T15:00:00Z") == date(1990, 7, 10)


@pytest.mark.parametrize(
    "text", ["2019-07-09 23:59:17", "2019-07-09T23:58:30", "2019年7月9日23:59:30", "43655.9995023"]
)
def test_moment_just_before_midnight_is_the_next_day(text: str) -> None:
    assert read_day(text) == (TENTH, "", "midnight", None)


def test_moment_earlier_in_the_evening_is_its_own_day() -> None:
    assert parse_day("2019-07-10 23:58:29") == TENTH
    assert parse_day("43656.998") == TENTH


@pytest.mark.parametrize(
    "text", ["2019-07-10 23:59:59", "2019-07-10T23:59", "2019-07-10T15:59:59Z", "2019-07-10 24:00"]
)
def test_end_of_the_last_day_of_a_term_belongs_to_that_day(text: str) -> None:
    assert read_day(text, is_last=True).day == TENTH


def test_period_in_a_column_of_last_days_is_its_end() -> None:
    assert read_day("2016-07-11至2019年7月10日", is_last=True) == (TENTH, "", "period", None)
    assert read_day("2016-07-11至2019年7月10日").fault == "several"


@pytest.mark.parametrize(
    "text",
    ["2019年7月10日至11日", "2019年7月10日至8月1日", "2019-07-10至2022-07-09", "2019年7月10日至今", "2019.7.10-长期"],
)
def test_period_in_a_column_of_first_days_is_its_beginning(text: str) -> None:
    assert read_day(text, is_first=True) == (TENTH, "", "period_start", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026年1月11日至5日", "several"),
        ("2026年12月28日至1月3日", "several"),
        ("2026年2月27日至30日", "nonexistent"),
        ("1月5日至11日", "no_year"),
        ("2026年1月至3月", "no_day"),
        ("2026年1-3月", "no_day"),
    ],
)
@pytest.mark.parametrize("means", [{"is_last": True}, {"is_first": True}])
def test_period_without_an_exact_last_day_has_the_reason(text: str, fault: str, means: dict[str, bool]) -> None:
    assert read_day(text, **means) == (None, fault, "", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2019年7月10日至11日", "several"),
        ("2019年7月10日、11日", "several"),
        ("2019年2月29日", "nonexistent"),
        ("2019-13-01", "nonexistent"),
        ("20190230", "nonexistent"),
        ("7/10/2019", "ambiguous"),
        ("10.07.2019", "ambiguous"),
        ("19/7/10", "two_digit_year"),
        ("10-Jul-19", "two_digit_year"),
        ("2019年7月", "no_day"),
        ("2019.07", "no_day"),
        ("201907", "no_day"),
        ("2019", "no_day"),
        ("二〇一九年七月", "no_day"),
        ("2019年7月上旬", "no_day"),
        ("2019年第三季度", "no_day"),
        ("7月10日", "no_year"),
        ("2019年7月10日、2022年8月1日", "several"),
        ("2019-07-10至2022-07-09", "several"),
        ("2019-07-10（2022年复核）", "more_text"),
        ("2027-01-01前", "inexact"),
        ("2019-07-10左右", "inexact"),
        ("己亥年六月初八", "lunar"),
        ("农历二〇一九年六月初八", "lunar"),
        ("1900-01-00", "blank"),
        ("0000-00-00 00:00:00", "blank"),
        ("0001-01-01T00:00:00", "blank"),
        ("同上", "ditto"),
        ("〃", "ditto"),
        ("长期", "unreadable"),
        ("10072019", "unreadable"),
    ],
)
def test_text_that_is_no_day_has_the_reason(text: str, fault: str) -> None:
    assert read_day(text) == (None, fault, "", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("民国108年7月10日", "republic"),
        ("民国一百零八年七月十日", "republic"),
        ("民国108.7.10", "republic"),
        ("108/07/10", "republic"),
        ("ROC 108-07-10", "republic"),
        ("2019/07/1O", "letters"),
        ("2O19-O7-I0", "letters"),
        ("19年7月10日", "two_digit_year"),
        ("1562716800000", "timestamp"),
        ("1562716800", "timestamp"),
        ("/Date(1562716800000)/", "timestamp"),
    ],
)
def test_day_in_another_reckoning_is_suggested(text: str, fault: str) -> None:
    assert read_day(text) == (None, fault, "", TENTH)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-01-01至2026-01-01", date(2026, 1, 1)),
        ("自2025年1月1日起至2026年1月1日止", date(2026, 1, 1)),
        ("2025.1.1-2026.1.1", date(2026, 1, 1)),
        ("20250101-20260101", date(2026, 1, 1)),
        ("2025年12月5日至11日", date(2025, 12, 11)),
        ("2025年1月5日至2月11日", date(2025, 2, 11)),
        ("自2025年1月5日起至2月11日止", date(2025, 2, 11)),
        ("2025年1月5-11日", date(2025, 1, 11)),
        ("2025.1.5-1.11", date(2025, 1, 11)),
        ("2025/1/5~11", date(2025, 1, 11)),
        ("2025-01-05至11", date(2025, 1, 11)),
        ("2025年1月5日——2月11日", date(2025, 2, 11)),
        ("二〇二五年一月五日至十一日", date(2025, 1, 11)),
        ("二〇二五年十二月五日至二〇二六年一月廿一日", date(2026, 1, 21)),
        ("2025年1月5日至次年1月4日", date(2026, 1, 4)),
        ("1年（2025.1.1-2026.1.1）", date(2026, 1, 1)),
        ("2025年1月1日—2026年1月1日（共一年）", date(2026, 1, 1)),
        ("至2027年底", date(2027, 12, 31)),
        ("2028年2月末", date(2028, 2, 29)),
    ],
)
def test_end_of_a_period_is_its_last_day(text: str, day: date) -> None:
    assert read_day(text, is_last=True).day == day
    assert read_day(text).day is None


@pytest.mark.parametrize("text", ["2027年12月", "至2027年"])
def test_month_or_year_without_its_end_is_proposed_to_end_with_its_last_day(text: str) -> None:
    reading = read_day(text, is_last=True)
    assert (reading.day, reading.fault, reading.suggestion) == (None, "no_day", date(2027, 12, 31))
