"""Names of natural persons that stand alone in a cell of remarks, between separators, or in the name of a file."""

import pytest

from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.lone_names import cut_label, cut_lone_names
from spreadsheets.named_lines import lines_with_names
from spreadsheets.person_names import NAME_MASK

NAMED = {
    **dict.fromkeys(("王五", "尤沅", "李渌", "庄沅漪", "欧阳溆"), NAME_MASK),
    "转庄沅漪": f"转{NAME_MASK}",
    "转庄沅漪处理": f"转{NAME_MASK}处理",
    "已交庄沅漪": f"已交{NAME_MASK}",
    "由李渌跟踪": f"由{NAME_MASK}跟踪",
    "转王五处理": f"转{NAME_MASK}处理",
    "抄送李会栩": f"抄送{NAME_MASK}",
    "请庄沅漪阅": f"请{NAME_MASK}阅",
    "庄沅漪阅": f"{NAME_MASK}阅",
    "待李会栩核实；已注销": f"待{NAME_MASK}核实；已注销",
    "已注销，转尉迟会": f"已注销，转{NAME_MASK}",
    "@庄沅漪": f"@{NAME_MASK}",
    "3.5 李渌上门": f"3.5 {NAME_MASK}上门",
    "李会栩2026.1.5": f"{NAME_MASK}2026.1.5",
    "庄沅漪(莱芜)": f"{NAME_MASK}(莱芜)",
    **dict.fromkeys(("小王", "老李", "李总", "张姐", "陈工", "周局", "赵科长", "王总监"), NAME_MASK),
    "小王已核": f"{NAME_MASK}已核",
    "李总电话确认": f"{NAME_MASK}电话确认",
    "联系小王": f"联系{NAME_MASK}",
    "请李总审阅": f"请{NAME_MASK}审阅",
    "已告知老李；待复核": f"已告知{NAME_MASK}；待复核",
    "转老周处理": f"转{NAME_MASK}处理",
    **dict.fromkeys(("ZHANG San", "Li Huixu", "Huixu Li", "li hui xu", "ZHUANG Yuan-yi", "San ZHANG"), NAME_MASK),
    "Li Huixu，已核": f"{NAME_MASK}，已核",
}
UNNAMED = (
    *("解封", "关停", "高新", "章丘", "平阴", "高青", "严查", "白条", "查封", "解除", "包税", "单列", "正常", "高唐"),
    *(
        "转关申报",
        "报关单",
        "由于欠税",
        "转高新区",
        "报司法局",
        "转安监局",
        "由常委会研究",
        "交房管局",
        "转高院",
        "请严查",
    ),
    *(
        "由公安处理",
        "转章丘局",
        "送金融办",
        "待许可",
        "请安排",
        "见方案",
        "由孙村所处理",
        "转唐王镇",
        "给顾客",
        "转夏津",
    ),
    *("Ji Nan", "Shan Dong", "He Nan", "Yang Zhou", "Co Ltd", "Long March", "New list", "AEO A", "Gao Ji Ren Zheng"),
    *("小王子食品有限公司", "老李家餐饮店", "小李飞刀理发店", "小张早餐", "老王寨", "小李庄", "李家庄", "王家营"),
    *(
        "老赖",
        "小康",
        "小段路面",
        "老旧小区",
        "小微企业",
        "项目经理",
        "施工",
        "查处",
        "李总会计服务部",
        "高科技",
        "文科",
    ),
    *("史丹利（平邑）有限公司，有人", "张小泉（济南）剪刀店", "安泰克（济南）有限公司等"),
)
ENTERPRISE = "济南泺岬贸易有限公司"


@pytest.mark.parametrize("text", NAMED)
def test_name_alone_in_a_remark_is_cut(text: str) -> None:
    assert cut_lone_names(text) == NAMED[text]


@pytest.mark.parametrize("text", UNNAMED)
def test_remark_that_names_no_person_stays(text: str) -> None:
    assert cut_lone_names(text) == text


def test_lines_with_lone_names_are_found_by_the_quick_test() -> None:
    lines = [BETWEEN.join((ENTERPRISE, text, "2026-01-05")) for text in NAMED]
    assert set(range(len(lines))) - lines_with_names(JoinedLines(lines)) == set()


@pytest.mark.parametrize(
    "name",
    [
        *("ZHANG San.xlsx", "Li Huixu.xlsx", "名单-ZHANG San.xlsx", "LiHuixu名单.xlsx", "失信名单_Huixu Li.csv"),
        *(
            "zhangsan.xlsx",
            "lisi-0301.xlsx",
            "名单_wangwu.xlsx",
            "export-liuqiang.csv",
            "ZHAOMIN.xls",
            "wanglei2026.csv",
        ),
        *("小王.xlsx", "李总.xlsx", "老张的名单.xlsx"),
        *("Zhang_San_list.xlsx", "roster ZHANG San 2026.xlsx", "转李会栩.xlsx", "名单（转李会栩）.xlsx"),
    ],
)
def test_name_of_a_person_in_latin_letters_or_passed_on_to_is_cut_from_the_name_of_a_file(name: str) -> None:
    cut = cut_label(name)
    assert NAME_MASK in cut
    named = ("San", "Huixu", "ZHANG", "李会栩", "zhang", "lisi", "wang", "liuqiang", "ZHAO", "小王", "李总", "老张")
    assert [each for each in named if each in cut] == []


@pytest.mark.parametrize(
    "name",
    [
        *("blacklist 2026.xlsx", "AEO list.xlsx", "Jinan Customs.xlsx", "新建 Microsoft Excel 工作表.xlsx", "Sheet 1"),
        *("company list final.xlsx", "Copy of roster.xlsx", "Ji Nan.xlsx", "Quan cheng hai guan.xlsx", "转关企业.xlsx"),
        *("renzheng.xlsx", "gongshiming.xlsx", "shixin2026.csv", "dengjibiao.xlsx", "fengxian.xlsx", "gudong.xlsx"),
        *(
            "shijiazhuang.xlsx",
            "change.xlsx",
            "baseline.xlsx",
            "yuan.xlsx",
            "manage.xlsx",
            "update-line.xlsx",
            "guoqi.csv",
        ),
        *("Gao Ji Ren Zheng Ming Dan.xlsx", "Ming Dan.xlsx", "Shan Dong 2026.xlsx", "转报名单.xlsx", "DataExport.csv"),
    ],
)
def test_name_of_a_file_in_latin_letters_that_names_no_person_stays(name: str) -> None:
    assert cut_label(name) == name
