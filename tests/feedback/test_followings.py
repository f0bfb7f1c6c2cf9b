"""关注: the home page says when an enterprise has changed that somebody follows."""

from django.urls import reverse

from accounts.models import User
from roster.models import Enterprise
from tests.factories import make_certified, make_user
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import SignedIn, put_in_force, revoke
from workbench.work_items import waiting

LIST = reverse("feedback:enterprise_list")


def changed(user: User) -> int:
    """The number that the home page shows the user."""
    return next((item.count for item in waiting(user) if item.label == "关注的企业有变化"), 0)


def test_home_page_counts_changes_until_the_page_is_seen(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client, colleague = signed_in(clerk), make_user()
    make_certified(name="莱芜泺岬农产品有限公司")
    page = client.post(reverse("feedback:enterprise_follow", args=[enterprise.uscc]), follow=True).content.decode()
    assert "已关注该企业" in page
    assert "取消关注" in page
    assert list(client.get(LIST, {"followed": "all"}).context["page"]) == [enterprise]
    assert changed(clerk) == 0
    revoke(enterprise, officer)
    assert (changed(clerk), changed(colleague)) == (1, 0)
    assert list(client.get(LIST, {"followed": "changed"}).context["page"]) == [enterprise]
    client.get(enterprise.get_absolute_url())
    assert changed(clerk) == 0
    page = client.post(reverse("feedback:enterprise_unfollow", args=[enterprise.uscc]), follow=True).content.decode()
    assert "已取消关注该企业" in page
    assert list(client.get(LIST, {"followed": "all"}).context["page"]) == []


def test_home_page_counts_another_name(blacklists: None, officer: User, clerk: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)], mode="changes")
    client = signed_in(clerk)
    client.post(reverse("feedback:enterprise_follow", args=[uscc_of(1)]))
    put_in_force(officer, [roster_line(1, name="济南汀岚有限公司")], mode="changes")
    assert changed(clerk) == 1
    client.post(reverse("feedback:enterprise_follow", args=[uscc_of(1)]))
    assert clerk.followings.count() == 1
