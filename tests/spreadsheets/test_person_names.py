"""Names of natural persons and short names of enterprises."""

import pytest

from spreadsheets.person_names import is_person_name


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
    ],
)
def test_name_of_a_person_is_a_person_name(name: str) -> None:
    assert is_person_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("云帆商厦", "明湖超市", "泉班建筑", "云帆建设", "明湖文化", "历山科技", "泉城机械", "云帆食品", "泉超市"),
        *("某某店", "张三超市", "泺源厂", "云帆行", "泺源坊", "泉城农场", "云帆社", "经营部", "泺源中心", "明湖馆"),
        *("工作室", "合作社", "明湖宾馆", "泺源堂", "云帆广场", "云帆商行", "明湖书城", "济南泺岬贸易有限公司"),
    ],
)
def test_short_name_of_an_enterprise_is_no_person_name(name: str) -> None:
    assert not is_person_name(name)
