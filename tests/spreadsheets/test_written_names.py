"""Texts for the name of an enterprise are taken apart into names, codes, numbering and remarks."""

import pytest

from spreadsheets.written_names import WrittenName, further_names_in, read_names

NAME = "济南泺岬贸易有限公司"
OTHER = "济南岬澜实业有限公司"
USCC = "91370102MAYMLALA6B"


@pytest.mark.parametrize(
    "remark",
    [
        *("外商独资", "自然人独资", "自然人投资或控股", "中外合资", "台港澳与境内合资", "非上市、自然人投资或控股"),
        *(
            "外商投资企业法人独资",
            "已注销",
            "吊销，未注销",
            "已于2020年5月注销",
            "2021年3月1日吊销",
            "破产管理人",
            "清算组",
        ),
        *("盖章", "公章", "被执行人", "以下简称泺岬公司", "注1"),
    ],
)
def test_remark_in_brackets_is_cut(remark: str) -> None:
    assert read_names(f"{NAME}（{remark}）") == [WrittenName(NAME, remarks=(remark,))]


@pytest.mark.parametrize(
    "remark", ["已注销", "破产管理人", "破产清算组", "清算组", "外商独资", "破产管理人：某律师事务所", "*", "①", "注1"]
)
def test_remark_without_brackets_is_cut_behind_the_name(remark: str) -> None:
    assert read_names(f"{NAME} {remark}") == [WrittenName(NAME, remarks=(remark,))]


@pytest.mark.parametrize(
    "numbering", ["1.", "１２、", "（1）", "(三)", "1）", "二、", "①", "⒊", "㈡", "被执行人：", "名称:"]
)
def test_numbering_is_cut(numbering: str) -> None:
    assert read_names(f"{numbering}{NAME}") == [WrittenName(NAME, remarks=(numbering,))]


@pytest.mark.parametrize(
    ("before", "remark"),
    [("已移出：", "已移出"), ("【已注销】", "已注销"), ("(移出)", "移出"), ("已撤销 ", "已撤销"), ("# ", "#")],
)
def test_state_before_the_name_is_cut(before: str, remark: str) -> None:
    assert read_names(f"{before}{NAME}") == [WrittenName(NAME, remarks=(remark,))]


@pytest.mark.parametrize("others", ["等3家", "等三户企业", "等", "及其他2家公司", "等多家单位"])
def test_others_without_names_are_cut(others: str) -> None:
    assert read_names(f"{NAME}{others}") == [WrittenName(NAME, others=others)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{NAME}（{USCC}）", ("uscc", USCC)),
        (f"{USCC}{NAME}", ("uscc", USCC)),
        (f"{NAME} 统一社会信用代码：{USCC}", ("uscc", USCC)),
        (f"{NAME}(MAYMLALA-6)", ("org_code", "MAYMLALA6")),
        (f"{NAME}（组织机构代码MAYMLALA6）", ("org_code", "MAYMLALA6")),
        (f"{NAME}（注册号：370100200012345）", ("registration_number", "370100200012345")),
        (f"{NAME}（91370102MAYMLALA6X）", ("uscc", "91370102MAYMLALA6X")),
    ],
)
def test_code_is_taken_out_of_the_name(text: str, code: tuple[str, str]) -> None:
    assert read_names(text) == [WrittenName(NAME, codes=(code,))]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{NAME}（原{OTHER}）", f"{NAME}（曾用名：{OTHER}）", f"{NAME}，曾用名{OTHER}", f"{NAME} 原{OTHER}"),
        *(f"{NAME}(现更名为{OTHER})", f"{NAME}【更名前：{OTHER}】"),
    ],
)
def test_former_or_later_name_is_another_name(text: str) -> None:
    assert read_names(text) == [WrittenName(NAME, other_names=(OTHER,))]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{NAME}、{OTHER}", f"{NAME}；{OTHER}", f"{NAME}和{OTHER}", f"{NAME} {OTHER}", f"{NAME}{OTHER}"),
        *(f"{NAME}/{OTHER}", f"{NAME}及其子公司{OTHER}", f"{NAME}和其全资子公司{OTHER}"),
    ],
)
def test_several_enterprises_in_one_text_are_several_names(text: str) -> None:
    assert read_names(text) == [WrittenName(NAME), WrittenName(OTHER)]


def test_enterprise_that_is_included_in_brackets_is_another_name() -> None:
    assert read_names(f"{NAME}（含{OTHER}）") == [WrittenName(NAME, other_names=(OTHER,))]


def test_word_for_a_common_act_is_no_part_of_a_name() -> None:
    assert read_names(f"{NAME}与{OTHER}共同") == [WrittenName(NAME), WrittenName(OTHER, remarks=("共同",))]


def test_each_of_several_enterprises_has_its_own_parts() -> None:
    assert read_names(f"1.{NAME}（{USCC}） 2.{OTHER}（已注销）等3家") == [
        WrittenName(NAME, codes=(("uscc", USCC),), remarks=("1.",)),
        WrittenName(OTHER, remarks=("2.", "已注销"), others="等3家"),
    ]


@pytest.mark.parametrize(
    "remark", ["（法定代表人：某某某）", " 法定代表人：某某", "法定代表人某某某", "(负责人 某某)", "（负责人某某）"]
)
def test_representative_is_cut_and_not_named(remark: str) -> None:
    assert read_names(f"{NAME}{remark}") == [
        WrittenName(NAME, person=remark.strip(" （(")[: remark.count("定") * 2 + 3])
    ]


@pytest.mark.parametrize("others", ["等三家企业", "等3户企业", "等企业"])
def test_others_without_names_are_cut_behind_a_name_without_company(others: str) -> None:
    assert read_names(f"济南泺岬厂{others}") == [WrittenName("济南泺岬厂", others=others)]


def test_longer_text_than_any_name_is_one_name() -> None:
    text = f"{NAME}（已注销）" * 50
    assert read_names(text) == [WrittenName(text)]


def test_missing_second_bracket_ends_at_the_end() -> None:
    assert read_names(f"{NAME}（外商独资") == [WrittenName(NAME, remarks=("外商独资",))]


def test_names_beside_a_text_that_is_no_name_are_further_names() -> None:
    assert read_names(f"{NAME}、万泉广场") == [WrittenName(f"{NAME}、万泉广场")]
    assert further_names_in(f"{NAME}、万泉广场") == [NAME]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "1.5度（济南）咖啡有限公司",
            "三.一重工有限公司",
            "58同城（济南）科技有限公司",
            "一品（济南）食品有限公司",
            "3M中国有限公司",
        ),
        *(
            "泺岬投资中心（有限合伙）",
            "泺岬事务所（特殊普通合伙）",
            "济南泺岬有限公司（历下项目部）",
            "泺岬（济南）有限公司",
        ),
        *("国网山东省电力公司济南供电公司", "济南泺岬有限公司、青岛分公司", "济南机械、电子总公司", "济南一、二饭店"),
        *("济南等等贸易有限公司", "济南原野种业有限公司", "济南（原平）贸易有限公司", "山东外商独资企业服务有限公司"),
        *(
            "济南正常食品有限公司",
            "济南清算组织服务有限公司",
            "济南泺岬破产清算服务有限公司",
            "济南国有控股集团",
            USCC,
            "、",
        ),
        "Yuanzhi Heavy Industries (Hong Kong) Co., Limited",
    ],
)
def test_text_that_is_one_name_stays(name: str) -> None:
    assert read_names(name) == [WrittenName(name)]
