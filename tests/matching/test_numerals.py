"""Numbers in names are written in one script."""

import pytest

from matching.names import parse
from matching.numerals import unify_numbers


@pytest.mark.parametrize(
    ("written", "unified"),
    [
        ("第一机床", "1机床"),
        ("第壹机床", "1机床"),
        ("第II机床", "2机床"),
        ("第十二棉纺", "12棉纺"),
        ("第二十棉纺", "20棉纺"),
        ("二〇二〇科技", "2020科技"),
        ("贰零贰零科技", "2020科技"),
        ("三百六十五行", "365行"),
        ("一百零八坊", "108坊"),
        ("一千零一夜", "1001夜"),
        ("二十一世纪", "21世纪"),
        ("廿一世纪", "21世纪"),
        ("壹号食品", "1号食品"),
        ("壹品", "一品"),
    ],
)
def test_number_is_written_in_digits(written: str, unified: str) -> None:
    assert unify_numbers(written) == unified


@pytest.mark.parametrize("text", ["三立电子", "大陆九州", "十全食品", "三万食品", "二十万", "万千机械"])
def test_word_with_numerals_stays(text: str) -> None:
    assert unify_numbers(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("济南第一泉床厂", "济南第①泉床厂"),
        ("济南第一泉床厂", "济南第㈠泉床厂"),
        ("济南三〇二泉床厂", "济南三O二泉床厂"),
        ("济南2020泉床厂", "济南二○二○泉床厂"),
        ("济南2020泉床厂", "济南２０２０泉床厂"),
    ],
)
def test_same_number_in_other_characters_gives_the_same_core(one: str, other: str) -> None:
    assert parse(one).core == parse(other).core
