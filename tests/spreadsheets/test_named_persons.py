"""Names of natural persons inside running text, and in the names of files and sheets."""

from itertools import product

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS, COMMON_TITLES, ROSTER_COLUMNS, SUBJECTS
from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.lone_names import cut_label
from spreadsheets.named_lines import lines_with_names
from spreadsheets.named_persons import cut_names, find_names
from spreadsheets.person_names import NAME_MASK
from tests.spreadsheets.named_sentences import WITH_NAMES, WITHOUT_NAMES

ROLES = (
    *(
        "被执行人",
        "失信被执行人",
        "原告",
        "被告",
        "第三人",
        "申请人",
        "被申请人",
        "债务人",
        "担保人",
        "当事人",
        "行政相对人",
        "被处罚人",
    ),
    *(
        "法定代表人",
        "法人代表",
        "主要负责人",
        "实际控制人",
        "股东",
        "经营者",
        "业主",
        "投资人",
        "总经理",
        "联系人",
        "经办人",
        "代理人",
    ),
    *(
        "职工",
        "劳动者",
        "员工",
        "农民工",
        "驾驶员",
        "举报人",
        "原告:",
        "经办人：",
        "法定代表人 ",
        "負責人",
        "當事人",
        "經營者",
    ),
)
NAMES = (
    "李会栩",
    "庄沅漪",
    "王五",
    "欧阳澈",
    "司徒沅栩",
    "上官溆",
    "尉迟会漪",
    "陈某某",
    "李*栩",
    "買買提·艾力",
    "张国强",
    "李向阳",
    "王建设",
    "陈大文",
    "龍澈",
    "张杨子涵",
    "王胜男",
)
ACTS = (
    "拒不履行生效判决",
    "拖欠工资3万元",
    "未按期付款",
    "，男，汉族",
    "违法经营",
    "的房产",
    "因病去世",
    "与其妻共有房屋",
    "",
    "（已失联）",
    "向法院起诉",
    "经催告不付",
)
ENTERPRISES = (
    *(
        "李宁体育用品有限公司",
        "王守义调味品集团有限公司",
        "张裕葡萄酿酒股份有限公司",
        "白云山制药股份有限公司",
        "方正科技集团",
        "高新建材经营部",
    ),
    *(
        "于飞面馆",
        "周黑鸭食品有限公司",
        "江南造船厂",
        "金泰建筑工程公司",
        "成山集团",
        "万达广场",
        "安泰药店",
        "席强面馆",
        "卜和华面馆",
        "李家庄村合作社",
    ),
)


@pytest.mark.parametrize(("text", "names"), WITH_NAMES)
def test_name_in_a_sentence_is_cut(text: str, names: str) -> None:
    cut = cut_names(text)
    assert NAME_MASK in cut
    assert [name for name in names.split(",") if name in cut] == []


@pytest.mark.parametrize("text", WITHOUT_NAMES)
def test_sentence_that_names_no_person_stays(text: str) -> None:
    assert cut_names(text) == text


def test_name_behind_the_word_for_a_role_is_cut_whatever_follows() -> None:
    texts = [(f"{role}{name}{act}", role, name, act) for role, name, act in product(ROLES, NAMES, ACTS)]
    assert [text for text, role, name, act in texts if cut_names(text) != f"{role}{NAME_MASK}{act}"] == []


def test_name_of_an_enterprise_behind_the_word_for_a_role_stays() -> None:
    texts = [f"{role}{enterprise}{act}" for role, enterprise, act in product(ROLES, ENTERPRISES, ACTS)]
    assert [text for text in texts if cut_names(text) != text] == []


def test_name_that_was_found_is_cut_wherever_the_text_repeats_it() -> None:
    text = "被执行人庄沅漪拒不履行，经查庄沅漪名下无房产，另有庄沅漪餐饮店一家"
    cut = f"被执行人{NAME_MASK}拒不履行，经查{NAME_MASK}名下无房产，另有庄沅漪餐饮店一家"
    assert cut_names(text) == cut


@pytest.mark.parametrize("written", ["李 会 栩", "李　会栩", "李\u200b会\u200b栩", "李\u2060会栩"])
def test_name_with_blanks_or_characters_that_are_not_seen_is_cut(written: str) -> None:
    assert cut_names(f"被执行人{written}拒不履行") == f"被执行人{NAME_MASK}拒不履行"
    assert cut_names(f"{written}欠付货款") == f"{NAME_MASK}欠付货款"


def test_title_of_a_column_is_no_name() -> None:
    titles = {title for column in (*ROSTER_COLUMNS, *BLACKLIST_COLUMNS) for title in (column.title, *column.aliases)}
    assert [title for title in (*titles, *SUBJECTS, *COMMON_TITLES) if find_names(title)] == []


def test_lines_are_found_by_a_quick_test_as_by_the_search() -> None:
    texts = [*(text for text, _ in WITH_NAMES), *WITHOUT_NAMES]
    lines = [BETWEEN.join(("济南泺岬贸易有限公司", text, "2026-01-05")) for text in texts]
    assert lines_with_names(JoinedLines(lines)) == {index for index, text in enumerate(texts) if find_names(text)}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "李会栩-失信名单.xlsx",
            "王五的名单 (1).xls",
            "失信名单_庄沅漪.csv",
            "失信名单李会栩.xlsx",
            "李会栩.xlsx",
            "2026年名单（王五）",
        ),
        *(
            "欧阳沅漪名单",
            "名单-李 会 栩.xlsx",
            "关于李会栩欠款的材料.pdf",
            "李会栩身份证.jpg",
            "名单(李会栩提供)",
            "被执行人庄沅漪",
        ),
        *(
            "尉迟会.xlsx",
            "买买提·艾力.xlsx",
            "陈某某判决书.pdf",
            "李女士名单",
            "庄沅漪20260105",
            "陳大文名單.xlsx",
            "经办人李会栩",
        ),
    ],
)
def test_name_of_a_person_in_the_name_of_a_file_is_cut(name: str) -> None:
    cut = cut_label(name)
    assert NAME_MASK in cut
    assert [
        each
        for each in ("李会栩", "李 会 栩", "王五", "庄沅漪", "沅漪", "尉迟会", "艾力", "陈某某", "李女士", "陳大文")
        if each in cut
    ] == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "名单.xlsx",
            "高新区名单.xlsx",
            "章丘名单.xlsx",
            "平阴.xlsx",
            "商河县名单",
            "安全生产失信名单",
            "金融名单",
            "时间表",
            "成员单位名单",
        ),
        *(
            "高级认证企业名单.xlsx",
            "拖欠农民工工资失信联合惩戒对象名单.xlsx",
            "泉城海关名单.csv",
            "吴家堡街道",
            "王舍人街道名单",
            "张店区",
        ),
        *(
            "文旅局",
            "卫健委名单",
            "房地产企业名单",
            "水利局名单",
            "法人名单",
            "经营异常名录",
            "纪要",
            "初稿",
            "双公示",
            "未命名",
            "花名册",
        ),
        *(
            "石化企业",
            "金属制品",
            "车辆信息",
            "施工企业名单",
            "江苏企业",
            "华山",
            "查询结果",
            "余额表",
            "名单（已去除个人信息）.xlsx",
        ),
    ],
)
def test_name_of_a_file_that_names_no_person_stays(name: str) -> None:
    assert cut_label(name) == name
