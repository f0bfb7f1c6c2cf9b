"""Which numbers in a typed text are those of a person. All numbers are invented."""

import pytest

from free_text.guard import PersonalNumberFound, check_typed_text
from free_text.numbers import Kind, contact_numbers, cut_document_numbers, document_numbers, needed_or_not

ID = "362322198709086409"
OLD_ID = "362322870908640"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"法定代表人张某（{ID}）已到场。",
        f"身份证{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        "３６２３２２１９８７０９０８６４０９",
        "三六二三二二一九八七〇九〇八六四〇九",
        "①⑧号：" + "".join(chr(0x1D7CE + int(digit)) for digit in ID),
        f"证件{OLD_ID}",
        "370102190001010027",
        "11010519491231002x",
        "其身份证号为370102********1234",
        "护照E12345678",
        "持EA1234567出境",
        "他的g87654321已过期",
        "港澳通行证C12345678",
        "passport no. K1234567",
    ],
)
def test_number_of_an_identity_document_is_found(text: str) -> None:
    assert len(document_numbers(text)) == 1
    assert contact_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "核定增值税发票用量，当日办结，减少来回3次。",
        "统一社会信用代码91370100MA3C4Q1X5X、海关注册编码3701960153、AEOCN3701960153",
        "组织机构代码MA3C4Q1X-5，工商注册号370100228001234",
        "济信用办〔2019〕7号、（2026）鲁0102执1234号、国家税务总局公告2026年第9号",
        "报关单号430120261012345676，提单号E12345678，合同编号G12345678",
        "2026年7月10日（20260710）至2026-08-10，金额1234567890.12元",
        "文件E20260710，批次20260710123456",
        "电话0531-12345678，传真053112345678",
        "序列号1380013800013800",
        "退税13800138000元，货重15912345678.5千克",
        "交易ID：88012345，流水2026071012345671",
        "申报430120261012345676",
    ],
)
def test_code_document_number_day_or_amount_is_no_number_of_a_person(text: str) -> None:
    assert document_numbers(text) == []
    assert contact_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "联系人手机13800138000",
        "138-0013-8000",
        "138 0013 8000。",
        "1380 013 8000",
        "+86 13800138000",
        "0086-13800138000转",
        "１３８００１３８０００",
        "一三八〇〇一三八〇〇〇",
        "tel13800138000",
        "汇入6222021234567890128",
        "6222 0212 3456 7890 128",
        "卡4111-1111-1111-1111",
    ],
)
def test_phone_or_card_number_is_asked_about(text: str) -> None:
    assert document_numbers(text) == []
    assert len(contact_numbers(text)) == 1


def test_refusal_names_the_place_and_every_number_but_shows_none() -> None:
    text = f"甲某{ID}，\r\n乙某{OLD_ID}，护照E12345678"
    with pytest.raises(PersonalNumberFound) as found:
        check_typed_text(text, label="实施情况", is_needed=True)
    assert found.value.message == (
        "“实施情况”中第3、25个字起像是居民身份证号，第43个字起像是护照等证件的号码，"
        "请删去后再提交；系统不保存个人证件号码。"
    )
    assert cut_document_numbers(text) == ("甲某【已删去证件号码】，\r\n乙某【已删去证件号码】，护照【已删去证件号码】")


def test_phone_number_passes_where_it_is_stated_to_be_needed() -> None:
    with pytest.raises(PersonalNumberFound, match=r"“理由”中第3个字起像是手机号码。.*请勾选“确认确需保留”后再提交"):
        check_typed_text("电话13800138000", label="理由", is_needed=False)
    check_typed_text("电话13800138000", label="理由", is_needed=True)


@pytest.mark.parametrize(
    "text",
    [
        "经办人王五已到场",
        "被执行人李会栩拒不履行",
        "庄沅漪来电反映",
        "与李会栩签订合同",
        "李 会 栩拖欠货款",
    ],
)
def test_name_of_a_person_is_asked_about(text: str) -> None:
    assert [number.kind for number in needed_or_not(text)] == [Kind.NAME]
    with pytest.raises(PersonalNumberFound, match="像是自然人的姓名。不需要的，请删去；确需保留的"):
        check_typed_text(text, label="理由", is_needed=False)
    check_typed_text(text, label="理由", is_needed=True)


@pytest.mark.parametrize(
    "text",
    [
        "核定增值税发票用量，当日办结",
        "经办人已到场",
        "该公司拒不履行",
        "张某某未到场",
        "泉城海关核实",
        "法定代表人失联",
        "高新区分局来函",
    ],
)
def test_text_that_names_no_person_is_not_asked_about(text: str) -> None:
    assert needed_or_not(text) == []
