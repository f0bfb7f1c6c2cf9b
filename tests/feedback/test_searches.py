"""保存的查询: a user keeps conditions of 查企业, opens, renames and deletes them."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from feedback.models import SavedSearch
from roster.models import Enterprise
from tests.factories import make_certified, make_user
from tests.steps import SignedIn

NEW, LIST, SEARCHES = (reverse(f"feedback:{name}") for name in ("search_create", "enterprise_list", "search_list"))


def test_search_is_saved_opened_renamed_and_deleted_by_its_owner(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, colleague = signed_in(clerk), signed_in(make_user())
    conditions = urlencode({"state": "eligible", "q": enterprise.name[2:4], "order": "-state_since"})
    make_certified(name=f"莱芜{enterprise.name[2:4]}农产品有限公司")
    link = f"{NEW}?{urlencode({'query': conditions})}"
    assert f'href="{link}"' in client.get(f"{LIST}?{conditions}").content.decode()
    page = client.get(link).content.decode()
    assert f"激励资格：联合激励对象；企业名称或代码：{enterprise.name[2:4]}" in page
    saved = client.post(NEW, {"query": conditions, "name": "可以适用的"})
    assert saved["Location"] == f"{LIST}?{conditions}"
    shown = client.get(saved["Location"])
    assert (
        f'href="{LIST}?{conditions.replace("&", "&amp;")}"\n               aria-current="true"'
        in shown.content.decode()
    )
    assert len(shown.context["page"]) == 2
    search = clerk.saved_searches.get()
    rename, delete = (reverse(f"feedback:search_{act}", args=[search.pk]) for act in ("rename", "delete"))
    assert "可以适用的" not in colleague.get(SEARCHES).content.decode()
    assert [colleague.get(rename).status_code, colleague.post(delete).status_code] == [404, 404]
    again = client.post(NEW, {"query": "state=lapsed", "name": "可以适用的"})
    assert "您已有名称为“可以适用的”的查询" in again.content.decode()
    assert "已改名为“可用的”" in client.post(rename, {"name": "可用的"}, follow=True).content.decode()
    assert "已删除保存的查询“可用的”" in client.post(delete, follow=True).content.decode()
    assert not SavedSearch.objects.exists()


def test_search_that_cannot_be_kept_is_refused_with_a_sentence(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    for query, message in (
        ("", "请先选择查询条件"),
        ("other=1", "请先选择查询条件"),
        ("office=999999", "请先选择查询条件"),
        (f"q={'　' * 300}{enterprise.name}&state=eligible", "查询条件过长，不能保存"),
        (f"q={'　' * 1100}{enterprise.name}", "查询条件过长，不能保存"),
        ("q=%E7%8E%8B%E5%B0%8F%E6%98%8E", "可能是自然人的姓名，不予保存"),
    ):
        page = client.post(NEW, {"query": query, "name": "某人"}, follow=True).content.decode()
        assert message in page, query
    SavedSearch.objects.bulk_create(SavedSearch(user=clerk, name=str(number), query="q=") for number in range(20))
    page = client.post(NEW, {"query": "state=eligible", "name": "又一个"}, follow=True).content.decode()
    assert "最多保存20个查询" in page
    assert clerk.saved_searches.count() == 20
