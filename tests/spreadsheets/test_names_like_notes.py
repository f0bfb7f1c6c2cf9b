"""Names of enterprises that begin like notes, hints or titles are read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line
from tests.spreadsheets.row_tables import FULL_NAME, names


@pytest.mark.parametrize(
    "name",
    [
        "数据湾（济南）科技有限公司",
        "联系通信息技术有限公司",
        "说明书印刷有限公司",
        "注安工程咨询有限公司",
        "审核通认证有限公司",
        "制表科技有限公司",
        "截至目前餐饮有限公司",
        "合计通财务有限公司",
        "备注商行",
        "以上海味道餐厅",
        "以上品牌",
        "数据湾",
        "第一印刷厂",
        "一品香食品",
        "日期食品店",
        "区县联合酒业",
        "标红企业管理服务部",
        "带动企业服务站",
    ],
)
def test_name_that_begins_like_a_note_is_read_as_an_entry(name: str) -> None:
    for others in ((), ("济南泺岬实业有限公司",), (FULL_NAME, "泺岬商行", "泺岬酒店")):
        parsed = names(*((other,) for other in others), (name, "济南"), (name,))
        assert parsed.cells["name"] == [*others, name, name]


def test_blacklist_entry_with_a_note_in_another_column_is_read() -> None:
    lines = [blacklist_line("沅溪", document="审核：通过"), blacklist_line("万泉广场", document="注：已核")]
    parsed = names(*lines, head=BLACKLIST_HEAD)
    assert parsed.cells["name"] == ["沅溪", "万泉广场"]


@pytest.mark.parametrize(
    "name",
    [
        "Yuanzhi Heavy Industries (Shandong) Manufacturing Company of the East and West",
        "济南泺岬贸易有限公司、济南澜汀贸易有限公司",
        "济南泺岬贸易有限公司，济南澜汀实业集团有限公司",
        "李镇",
        "济南虚构区福利企业",
    ],
)
def test_only_text_of_a_row_that_may_be_a_name_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{number}有限公司") for number in range(4)]
    assert names((FULL_NAME,), (FULL_NAME,), (FULL_NAME,), (name,)).cells["name"][-1] == name
    assert names(*lines, (name,), head=BLACKLIST_HEAD).cells["name"][-1] == name


def test_row_of_hints_is_not_mistaken_for_a_name_with_such_a_word() -> None:
    assert names(("数字泉城",), ("汉字文化",), ("（全称）",)).cells["name"] == ["数字泉城", "汉字文化"]


NAME_WORDS = st.sampled_from(
    [
        *(
            "数据湾",
            "联系通",
            "注安",
            "说明书",
            "审核通",
            "合计",
            "截至",
            "备注",
            "共赢",
            "小计",
            "附属",
            "以上",
            "本表",
        ),
        *(
            "制表",
            "复核",
            "经办人",
            "名单",
            "认证",
            "新增",
            "取消",
            "移出",
            "失信",
            "第二批",
            "区县",
            "（三）",
            "360",
            "盖章",
        ),
    ]
)
NAMES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["济南", "山东", "历下区", ""]),
        NAME_WORDS,
        st.sampled_from(["科技", "印刷", "食品", "机械设备"]),
        st.sampled_from(["有限公司", "厂", "网吧", "分部", "加油站", "特殊普通合伙", "Co., Ltd."]),
    ),
)


@settings(deadline=None)
@given(name=NAMES)
def test_name_of_note_like_words_beside_other_cells_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{serial}有限公司") for serial in range(4)]
    assert names(*lines, blacklist_line(name), head=BLACKLIST_HEAD).cells["name"][-1] == name
    assert names((FULL_NAME,), (FULL_NAME,), (FULL_NAME,), (name, "济南")).cells["name"][-1] == name


@pytest.mark.parametrize("name", ["截至科技Co., Ltd.", "数据湾科技CO.,LTD", "注明科技Co. Ltd"])
def test_english_name_of_note_like_words_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{serial}有限公司") for serial in range(4)]
    assert names(*lines, blacklist_line(name), head=BLACKLIST_HEAD).cells["name"][-1] == name
