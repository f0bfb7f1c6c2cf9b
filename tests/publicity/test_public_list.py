"""The public list: its look-up, its filters and its pages; what is not public is not there, whatever is asked."""

import csv
import io
import re
from html import unescape
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from foundation.web.lists import PER_PAGE
from publicity.models.public_list import listed_enterprises
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import publish_enterprises, revoke

LIST = reverse("publicity:enterprise_list")
LAIWU = "laiwu-customs"
pytestmark = pytest.mark.django_db


def main(client: Client, query: object = None) -> str:
    """The main part of the list's page."""
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode().split("<main")[1])


def without(page: str, text: str) -> str:
    """The page without what was typed, which it quotes and has in its links."""
    return page.replace(text, "").replace(quote(text), "")


def names(page: str) -> list[str]:
    """The enterprises on the page, in their order."""
    return re.findall(r'<a href="/enterprises/\w{18}/">(.+?)</a>', page)


@pytest.fixture
def city(credit: User) -> list[Enterprise]:
    """Three published enterprises, of which the last one belongs to the second customs office."""
    enterprises = [
        make_certified(name="济南汀岚进出口有限公司"),
        make_certified(name="章丘泺岬精密机械有限公司"),
        make_certified(name="莱芜洄煦农产品有限公司", office=LAIWU),
    ]
    publish_enterprises(enterprises=enterprises, by=credit)
    return enterprises


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("岚进出", "因名称匹配"),
        ("进出口 汀岚", "因名称的各部分匹配"),
        ("汀兰进出", "名称相近：输入的是“兰”，名称中是同音的“岚”"),
        ("tinglan", "因拼音匹配"),
        ("jntl", "因拼音匹配"),
    ],
)
def test_look_up_of_the_desk_finds_public_enterprises_and_says_by_what(
    city: list[Enterprise], client: Client, text: str, reason: str
) -> None:
    page = main(client, {"q": text})
    assert names(page) == [city[0].name]
    assert reason in page


def test_near_names_are_offered_as_such(city: list[Enterprise], client: Client) -> None:
    page = main(client, {"q": "汀兰进出"})
    assert "名单中没有“汀兰进出”。名称相近的有1家" in page


def test_enterprise_that_is_not_found_is_not_thereby_none(city: list[Enterprise], client: Client) -> None:
    page = main(client, {"q": "岬洄贸易"})
    for words in (
        "名单中没有“岬洄贸易”",
        "未查到，不等于不是。",
        "数据截至",
        "核验证明",
        "提出异议",
    ):
        assert words in page


@pytest.mark.parametrize("field", ["name", "uscc", "customs_code", "org_code", "沅溪", "沅西日用", "yuanxi", "jnyx"])
def test_lost_enterprise_is_answered_as_one_that_was_never_public(
    city: list[Enterprise], client: Client, credit: User, field: str
) -> None:
    other = make_certified(name="济南沅溪日用品有限公司")
    text = str(getattr(other, field, field))
    never = main(client, {"q": text})
    publish_enterprises(enterprises=[other], by=credit)
    answer = client.get(LIST, {"q": text})
    assert answer.status_code == 302 or other.name in answer.content.decode()
    revoke(other)
    assert main(client, {"q": text}) == never
    nobody = "".join("岬" if character in "沅溪西" else character for character in text)
    if nobody != text:
        assert without(main(client, {"q": nobody}), nobody) == without(never, text)


def test_pages_of_the_list_begin_where_the_page_before_ends(client: Client, credit: User) -> None:
    enterprises = [make_certified(name=f"济南泺沄{number:02}贸易有限公司") for number in range(2 * PER_PAGE + 1)]
    publish_enterprises(enterprises=enterprises, by=credit)
    expected = sorted(enterprise.name for enterprise in enterprises)

    def follow(page: str, label: str) -> str:
        (query,) = re.findall(rf'<a href="\?([^"]*)"[^>]*>{label}</a>', page)
        return main(client, QueryDict(query).dict())

    first = main(client)
    assert "首页" not in first
    second = follow(first, "下一页")
    third = follow(second, "下一页")
    assert names(first) + names(second) + names(third) == expected
    assert "末页" not in third
    assert names(follow(first, "末页")) == expected[-PER_PAGE:]
    assert names(follow(third, "上一页")) == names(second)
    assert names(follow(third, "首页")) == names(first)


def test_list_is_sorted_by_pinyin_and_chosen_by_office_initial_and_year(city: list[Enterprise], client: Client) -> None:
    assert names(main(client)) == [enterprise.name for enterprise in (city[0], city[2], city[1])]
    office = Department.objects.get(code=LAIWU)
    page = main(client, {"office": LAIWU})
    assert names(page) == [city[2].name]
    assert f"{office}\xa01" in page
    assert "全部\xa03" in page
    assert names(main(client, {"initial": "Z"})) == [city[1].name]
    assert names(main(client, {"initial": "Z", "office": LAIWU})) == []
    assert len(names(main(client, {"since": "2020"}))) == 3
    assert "名单中没有符合“认证年份：2024年以来”的企业" in main(client, {"since": "2024"})
    assert names(main(client, {"q": "有限公司", "office": LAIWU})) == [city[2].name]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"q": "济" * 10_000}, "输入的内容太长，请只输入名称中的几个字或代码，至多200个字。"),
        ({"office": "nowhere"}, "没有这个海关。"),
        ({"initial": "U"}, "没有这个首字母，请从A至Z的字母中选择。"),
        ({"since": "1999"}, "没有这个年份，请从2014年至今年中选择。"),
        ({"since": "明年"}, "没有这个年份，请从2014年至今年中选择。"),
    ],
)
def test_filter_that_makes_no_sense_is_explained(
    city: list[Enterprise], client: Client, query: dict[str, str], sentence: str
) -> None:
    page = main(client, query)
    assert sentence in page
    assert "筛选条件有误，请改正后再查询。" in page
    assert not names(page)
    assert client.get(LIST, query | {"format": "csv"}).status_code == 400


def test_csv_file_that_the_database_writes_has_the_cells_of_the_list(
    city: list[Enterprise], client: Client, credit: User
) -> None:
    hostile = [
        make_certified(name=name) for name in ("=1+1贸易有限公司", "－汀“岚”，贸易有限公司", '汀"岚, 贸易\\有限公司')
    ]
    publish_enterprises(enterprises=hostile, by=credit)
    answer = client.get(LIST, {"format": "csv"})
    content = answer.getvalue()
    assert content.startswith("\ufeff企业名称,".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == int(answer["X-Row-Count"]) + 1
    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    listed = list(listed_enterprises())
    expected = [
        [
            ("'" if one.name[0] in "=－" else "") + one.name,
            one.uscc,
            one.office_name,
            "2020-03-02",
            f"{one.state_since}",
        ]
        for one in listed
    ]
    assert rows == expected
    assert len(rows) == 6


@pytest.mark.parametrize("query", ["q=%00", "q=a%ED%A0%80", "q=%ff", "initial=%00", "office=%00", "after=%00"])
def test_characters_that_no_text_has_are_refused_with_a_sentence(
    city: list[Enterprise], client: Client, query: str
) -> None:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code in (200, 400)
    assert re.search("不能保存|名单中没有|没有这|没有要看的那一页|请再输入一两个字", answer.content.decode())
