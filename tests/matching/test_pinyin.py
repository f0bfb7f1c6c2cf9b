"""Names in the order of their pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.names import normalise_all
from matching.pinyin import HAN, LONGEST_KEY, sort_keys


def in_order(*names: str) -> list[str]:
    keys = dict(zip(names, sort_keys(normalise_all(names)), strict=True))
    return sorted(names, key=lambda name: keys[name].encode())


@pytest.mark.parametrize(
    "names",
    [
        ("安阳", "保定", "济南", "青岛", "淄博"),
        ("范氏", "方氏"),  # fan before fang
        ("妈", "麻", "马", "骂"),  # the four tones
        ("济南云帆有限公司", "济阳云帆有限公司", "济民云帆有限公司"),  # ji3, ji3, ji4
        ("长城贸易", "重庆贸易", "厦门贸易", "浙江贸易"),  # chang2, chong2, xia4, zhe4
        ("山东银行", "山东银杏"),  # hang2 before xing4
        ("历下云帆", "历下云帆电子"),  # a name before one that goes on
        ("3M中国", "ABB工程", "阿里巴巴"),  # digits, letters, characters
        ("丹东商行", "单记商行", "善记商行"),  # shan4 as a surname, not dan1
        ("层云集团", "曾氏集团"),  # zeng1, not ceng2
    ],
)
def test_names_stand_in_the_order_of_their_pinyin(names: tuple[str, ...]) -> None:
    assert in_order(*reversed(names)) == list(names)


def test_width_and_script_of_a_name_do_not_change_its_place() -> None:
    keys = sort_keys(normalise_all(["ＡＢＢ（中國）", "ABB(中国)"]))
    assert keys[0] == keys[1]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=200)))
def test_every_name_has_a_key_of_its_own(names: list[str]) -> None:
    keys = normalise_all(names)
    sorted_by = sort_keys(keys)
    assert len(sorted_by) == len(names)
    for key, sort_key in zip(keys, sorted_by, strict=True):
        assert bool(sort_key) == bool(key)
        assert len(sort_key) <= LONGEST_KEY * max(len(key), 1) / 200
        assert [each for each in sort_key if HAN.match(each)] == [each for each in key if HAN.match(each)]
