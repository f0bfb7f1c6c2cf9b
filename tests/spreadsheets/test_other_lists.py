"""A file that is called like another list than the chosen one, or that names the enterprises of another office."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.other_lists import (
    FileTitle,
    notes_on_certifying_office,
    notes_on_other_blacklist,
    notes_on_other_office,
    titles_of_file,
)
from spreadsheets.problems import Note
from spreadsheets.rows import parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.wording import note_text

COURT, TAX, WAGES, SAFETY, REGISTER = (
    "失信被执行人",
    "重大税收违法失信主体",
    "拖欠农民工工资失信联合惩戒对象",
    "安全生产严重失信主体",
    "经营异常名录",
)
BLACKLISTS = (COURT, TAX, WAGES, SAFETY, REGISTER)


def is_asked_about(own: str, *titles: str) -> bool:
    """Whether a file with these titles, for which the blacklist `own` was chosen, is a question."""
    others = [name for name in BLACKLISTS if name != own]
    return any(notes_on_other_blacklist([FileTitle("文件标题", title) for title in titles], own=own, others=others))


@pytest.mark.parametrize(
    "title",
    [
        "重大税收违法失信主体",
        "重大税收违法失信案件信息公布表（2026年第2季度）",
        "济南市税务局重大税收违法当事人名单",
        "拖欠农民工工资“黑名单”",
        "拖欠农民工工资失信联合惩戒对象名单",
        "安全生产失信联合惩戒企业名单",
        "经营异常名录企业汇总",
        "列入经营异常名录的企业",
        "重 大 税 收 违 法 失 信 主 体",
        "泉城海关高级认证企业名单",
    ],
)
def test_title_of_another_list_is_a_question(title: str) -> None:
    assert is_asked_about(COURT, title)


@pytest.mark.parametrize(
    "title",
    [
        "失信被执行人名单",
        "严重失信主体名单",
        "失信企业名单",
        "联合惩戒对象名单",
        "法院失信被执行人（拖欠农民工工资）",
        "Sheet1",
        "名单",
        "2026年第二季度",
        "",
    ],
)
def test_title_of_the_chosen_list_or_of_any_list_is_no_question(title: str) -> None:
    assert not is_asked_about(COURT, title)


@pytest.mark.parametrize("own", BLACKLISTS)
def test_each_blacklist_is_distinguished_from_each_other_one(own: str) -> None:
    for title in BLACKLISTS:
        assert is_asked_about(own, title) == (title != own)


def test_file_that_is_called_like_the_chosen_list_somewhere_is_no_question() -> None:
    assert not is_asked_about(COURT, "重大税收违法失信主体", "失信被执行人")


def test_file_is_called_by_its_title_its_sheet_and_its_name() -> None:
    rows = [["重大税收违法失信主体名单", ""], ["主体名称", "案号"], ["甲公司", "1号"]]
    table = parse_table([Sheet("第二季度", rows)], BLACKLIST_COLUMNS)
    titles = titles_of_file(table, "失信.名单.xlsx")
    assert titles == [
        FileTitle("文件标题", "重大税收违法失信主体名单"),
        FileTitle("工作表名", "第二季度"),
        FileTitle("文件名", "失信.名单"),
    ]
    (note,) = notes_on_other_blacklist(titles, own=COURT, others=[TAX])
    assert note_text(note.code, note.params) == (
        "文件标题是“重大税收违法失信主体名单”，您选的是“失信被执行人”：请确认是否选错文件。"
    )


def test_roster_called_by_another_office_is_a_question() -> None:
    titles = [FileTitle("文件名", "莱芜海关高级认证企业一览表")]
    (note,) = notes_on_other_office(titles, own="泉城海关", others=["莱芜海关"])
    assert note_text(note.code, note.params) == (
        "文件名是“莱芜海关高级认证企业一览表”，您是泉城海关：请确认是否选错文件。"
    )
    both = [*titles, FileTitle("文件标题", "泉城海关高级认证企业名单")]
    assert not list(notes_on_other_office(both, own="泉城海关", others=["莱芜海关"]))
    assert not list(notes_on_other_office([FileTitle("文件名", "名单")], own="泉城海关", others=["莱芜海关"]))


@pytest.mark.parametrize(
    ("offices", "text"),
    [
        (["莱芜海关"] * 40, "这40家都在莱芜海关的名单上，您是泉城海关：请确认是否选错文件。"),
        (["莱芜海关"] * 3 + [""], "这4家中有3家在莱芜海关的名单上，您是泉城海关：请确认是否选错文件。"),
        (["莱芜海关"] * 2 + ["泉城海关"] * 2, ""),
        (["莱芜海关"], ""),
        (["泉城海关"] * 3, ""),
        ([""] * 3, ""),
        ([], ""),
    ],
)
def test_enterprises_of_another_office_are_a_question_where_they_are_most(offices: list[str], text: str) -> None:
    notes = list(notes_on_certifying_office(offices, own="泉城海关"))
    assert [note_text(note.code, note.params) for note in notes] == ([text] if text else [])


def test_note_of_titles_shortens_them() -> None:
    (note,) = notes_on_other_office([FileTitle("文件标题", "莱芜海关" * 30)], own="泉城海关", others=["莱芜海关"])
    assert note == Note("called_other_office", {"kind": "文件标题", "title": "莱芜海关" * 10, "own": "泉城海关"})
