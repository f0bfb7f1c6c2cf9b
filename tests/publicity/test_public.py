"""The public pages: only enterprises that are published and currently eligible."""

import pytest
from django.test import Client
from django.urls import reverse

from publicity.models import IncentiveCase
from publicity.templatetags.publications import excerpt
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import revoke

LIST = reverse("publicity:enterprise_list")


def test_published_enterprise_is_listed_and_has_a_page(published: Enterprise, client: Client) -> None:
    assert published.name in client.get(LIST).content.decode()
    page = client.get(reverse("publicity:enterprise_detail", args=[published.uscc])).content.decode()
    for words in (published.uscc, f"AEOCN{published.customs_code}", "泉城海关", "2020年3月2日", "数据截至"):
        assert words in page


def test_unpublished_enterprise_is_on_no_public_page(published: Enterprise, client: Client) -> None:
    other = make_certified(name="莱芜泺岬农产品有限公司")
    assert other.name not in client.get(LIST).content.decode()
    response = client.get(reverse("publicity:enterprise_detail", args=[other.uscc]))
    assert response.status_code == 404
    assert other.name not in response.content.decode()


def test_enterprise_that_loses_its_standing_is_removed_from_public_pages_at_once(
    published: Enterprise, case: IncentiveCase, client: Client
) -> None:
    assert case.title in client.get(reverse("publicity:case_list")).content.decode()
    revoke(published)
    for name in ("enterprise_list", "case_list", "home"):
        page = client.get(reverse(f"publicity:{name}")).content.decode()
        assert published.name not in page
        assert case.title not in page
    for name, argument in (("enterprise_detail", published.uscc), ("case_detail", case.pk)):
        response = client.get(reverse(f"publicity:{name}", args=[argument]))
        assert response.status_code == 404
        assert published.name not in response.content.decode()
        assert "走私" not in response.content.decode()


@pytest.mark.parametrize("text", ["汀岚", "濟南汀嵐", "岚进出"])
def test_search_by_a_part_of_the_name_finds_the_enterprise(published: Enterprise, client: Client, text: str) -> None:
    assert published.name in client.get(LIST, {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["泺岬", "%", "'", "9" * 18])
def test_search_without_result_shows_an_empty_list(published: Enterprise, client: Client, text: str) -> None:
    response = client.get(LIST, {"q": text})
    assert response.status_code == 200
    page = response.content.decode()
    assert published.name not in page
    assert "名单中没有" in page
    assert "<thead" not in page


def test_excerpt_of_a_case_ends_with_a_clause() -> None:
    clause = "办理时间由三天缩短为半天，"
    assert excerpt(clause) == clause
    assert excerpt(clause * 8) == (clause * 7)[:-1] + "……"
    assert len(excerpt("长" * 300)) == 102


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "999999999999999999999"])
def test_page_that_does_not_exist_shows_the_first_one_and_says_so(
    published: Enterprise, client: Client, page: str
) -> None:
    for parameter in ("page", "after", "before"):
        response = client.get(LIST, {parameter: page})
        assert response.status_code == 200
        assert published.name in response.content.decode()
        assert "没有要看的那一页，这里是第一页。" in response.content.decode()


def test_a_code_in_any_spelling_leads_to_the_page_of_a_public_enterprise(published: Enterprise, client: Client) -> None:
    page = reverse("publicity:enterprise_detail", args=[published.uscc])
    for code in (published.uscc.lower(), published.customs_code, f"AEOCN {published.customs_code}"):
        assert client.get(LIST, {"q": code}).headers["Location"] == page
        assert client.get(reverse("publicity:enterprise_detail", args=[code])).headers["Location"] == page


def test_a_code_of_another_enterprise_reveals_nothing(published: Enterprise, client: Client) -> None:
    other = make_certified()
    answers = [
        client.get(reverse("publicity:enterprise_detail", args=[code])) for code in (other.customs_code, "3701699999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    lists = [client.get(LIST, {"q": code}).content.decode() for code in (other.customs_code, "3701699999")]
    first, second = (page.split("<main")[1] for page in lists)
    assert first.replace(other.customs_code, "3701699999") == second


def test_markup_in_a_search_is_escaped(published: Enterprise, client: Client) -> None:
    assert "<script>" not in client.get(LIST, {"q": '"><script>alert(1)</script>'}).content.decode().split("</head>")[1]


def test_measures_are_shown_and_filtered_by_department(reference_data: None, client: Client) -> None:
    url = reverse("publicity:measure_list")
    page = client.get(url).content.decode()
    for words in ("平均查验率在一般信用企业平均查验率的20%以下", "（一）", "（十一）", "39."):
        assert words in page
    tax = client.get(url, {"department": "tax"}).content.decode()
    assert "增值税发票领域" in tax
    assert "平均查验率在一般信用企业" not in tax
    answer = client.get(url, {"department": "nobody"})
    assert answer.status_code == 400
    assert "单位：没有这个成员单位。" in answer.content.decode()


def test_public_lists_without_files_refuse_unknown_parameters(reference_data: None, client: Client) -> None:
    for name in ("case_list", "measure_list"):
        url = reverse(f"publicity:{name}")
        for unknown in ("xyz", "format"):
            answer = client.get(url, {unknown: "1", "page": "1"})
            assert answer.status_code == 400
            assert f"网址中的“{unknown}”不是这一列表的筛选条件。" in answer.content.decode()
        assert client.get(url, {"page": "1", "from": "singlemessage"}).status_code == 200


def test_plan_is_shown_in_full(reference_data: None, client: Client) -> None:
    page = client.get(reverse("publicity:plan")).content.decode()
    for words in ("济信用办〔2019〕7号", "将未纳入其他领域严重失信“黑名单”的确定为联合激励对象"):
        assert words in page


def test_public_pages_do_not_name_the_staff(published: Enterprise, case: IncentiveCase, client: Client) -> None:
    for name, arguments in (
        ("enterprise_detail", [published.uscc]),
        ("case_detail", [case.pk]),
        ("case_list", []),
    ):
        page = client.get(reverse(f"publicity:{name}", args=arguments)).content.decode()
        assert "测试员" not in page
