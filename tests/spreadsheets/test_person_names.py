"""Names of natural persons, names of enterprises, and names that may be either."""

import pytest

from benchmarks.screening_data import HOMES, make_names
from spreadsheets.named_persons import find_names
from spreadsheets.person_names import Subject, is_person_name, subject_of
from spreadsheets.written_names import read_names
from tests.depth import pick
from tests.planted_people import planted_people


@pytest.mark.parametrize(
    "name",
    [
        *("张三", "王某某", "李*", "欧阳小明", "司马文化", "欧阳建设", "阿迪力·买买提", "王建设", "张国际", "李文化"),
        *(
            "李景行",
            "张会",
            "王会芳",
            "李庄",
            "庄庆云",
            "刘站军",
            "孙行",
            "欧阳景行",
            "王所",
            "张X",
            "周玉堂",
            "王建社",
        ),
        *(
            "庄沅漪",
            "高店琤",
            "赵部岑",
            "张𬭎",
            "陳大文",
            "司馬光",
            "张杨子涵",
            "韩　溆",
            "韩 漪",
            "张 晓 明",
            "沈溆、韩栩",
        ),
        *("冯澈湄等3人", "李四等", "朱沅栩先生", "张三（男）", "蒋沅（曾用名蒋栩）", "张三（济南某某公司法定代表人）"),
        *(
            "经营者：杨澈栩",
            "姓名：张三",
            "被执行人：张三",
            "（被执行人）张三",
            "1.张三",
            "个体工商户张三",
            "个体户：庄沅漪",
            "张三，男，汉族，1990年1月1日出生",
        ),
        *(
            "许*漪",
            "李××",
            "*三",
            "王XX",
            "李某某1",
            "买买提艾力",
            "阿拉坦其其格",
            "巴特尔苏和·岑昕",
            "巴特尔苏和阿丽",
            "尼加提•艾合买提",
            "欧阳娜娜子",
        ),
        *("JOHN SMITHSON", "ZHANG YUANYI", "Zhang, San", "José García", "O'Brien Mary", "A. Smith", "张三 Zhang San"),
        *("김철수", "Иванов Иван", "محمد علی"),
    ],
)
def test_name_of_a_person_is_a_person_name(name: str) -> None:
    assert is_person_name(name)


def test_planted_people_are_recognised_or_held() -> None:
    enterprises = [
        person.name for person in planted_people(800) if subject_of(person.name.strip()) is Subject.ENTERPRISE
    ]
    assert enterprises == []


@pytest.mark.parametrize(
    "name",
    [
        *("云帆商厦", "明湖超市", "泉班建筑", "云帆建设", "明湖文化", "历山科技", "泉城机械", "云帆食品", "泉超市"),
        *("某某店", "张三超市", "泺源厂", "云帆行", "泺源坊", "泉城农场", "云帆社", "经营部", "泺源中心", "明湖馆"),
        *("工作室", "合作社", "明湖宾馆", "泺源堂", "云帆广场", "云帆商行", "明湖书城", "济南泺岬贸易有限公司"),
    ],
)
def test_short_name_of_an_enterprise_is_no_person_name(name: str) -> None:
    assert subject_of(name) in (Subject.ENTERPRISE, Subject.TRADE)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "济南市虚构区张沅面馆",
            "李四小吃店",
            "张三个体工商户",
            "济南第1机床厂",
            "泉城海关",
            "香港沅芷國際貿易有限公司",
        ),
        *(
            "济南卯辰贸易有限公司（外商独资）",
            "济南珑汐化纤有限公司等3家",
            "张三、济南泺源贸易有限公司",
            "济南泺岬０００１进出口（有限公司）",
            "ABC GmbH",
        ),
        *("Yuanzhi Heavy Industries (Hong Kong) Co., Limited", "TOYOTA MOTOR CORPORATION", "张三丰武馆"),
    ],
)
def test_word_of_enterprises_decides(name: str) -> None:
    assert subject_of(name) is Subject.ENTERPRISE


@pytest.mark.parametrize("name", ["沅溪", "可可西里", "APPLE", "TCL王牌", "12345678", "名名名名名名名名"])
def test_name_of_neither_form_is_unclear(name: str) -> None:
    assert subject_of(name) is Subject.UNCLEAR


def test_no_name_with_a_legal_form_is_held_or_cut() -> None:
    names = make_names(pick(short=1_000, full=60_000), HOMES, seed=3)
    assert {subject_of(name) for name in names} == {Subject.ENTERPRISE}
    assert not [name for name in names if any(part.person for part in read_names(name))]
    assert not [name for name in names if find_names(name)]
