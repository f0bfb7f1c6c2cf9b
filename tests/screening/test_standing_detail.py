"""The page of a standing with its reasons and evidence, on the screen and in print."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import User
from accounts.permissions import Role
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from tests.clock import clock_at
from tests.factories import load_blacklists, load_reference, make_certified, make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, put_in_force, revoke

DAY = timedelta(days=1)


def url(enterprise: Enterprise) -> str:
    return reverse("screening:standing_detail", args=[enterprise.uscc])


@pytest.fixture
def listed(reference_data: None, officer: User, credit: User) -> Enterprise:
    """An enterprise that was eligible and then blacklisted."""
    load_blacklists()
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line("某某公司", uscc=uscc_of(1))])
    return Enterprise.objects.get(uscc=uscc_of(1))


@pytest.mark.django_db
def test_page_of_today_shows_file_row_and_digest(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    page = signed_in(clerk).get(url(enterprise)).content.decode()
    for words in (
        "联合激励对象",
        enterprise.uscc,
        "第2行",
        "SHA-256",
        "确认",
        "资格的时间线",
        clerk.full_name,
    ):
        assert words in page


@pytest.mark.django_db
def test_evidence_of_the_screening_needs_its_permission(
    listed: Enterprise, credit: User, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(credit).get(url(listed)).content.decode()
    for words in ("有履行能力而拒不履行", "双方统一社会信用代码均为", "无人核实", "起因：“黑名单”导入"):
        assert words in page
    for user in (clerk, officer):
        page = signed_in(user).get(url(listed)).content.decode()
        assert "详细信息请向市发展改革委查询（电话见页脚）" in page
        assert "失信被执行人" in page
        assert "有履行能力而拒不履行" not in page


@pytest.mark.django_db
def test_roster_is_linked_only_for_readers_who_may_open_it(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    file = reverse("roster:submission_detail", args=[enterprise.certifications.get().row.submission_id])
    assert file in signed_in(officer).get(url(enterprise)).content.decode()
    assert file not in signed_in(clerk).get(url(enterprise)).content.decode()


@pytest.mark.django_db
def test_query_before_a_revocation_leaves_it_out(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    before = timezone.localtime().isoformat()
    revoke(enterprise, officer)
    assert "的激励资格为“已取消”" in client.get(url(enterprise)).content.decode()
    then = client.get(url(enterprise), {"known_at": before}).content.decode()
    assert "的激励资格为“联合激励对象”" in then
    assert "虚开增值税专用发票" not in then
    assert "改按现在所知" in then


@pytest.mark.django_db
def test_each_row_of_the_history_links_to_its_evidence(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    revoke(enterprise, officer)
    client = signed_in(clerk)
    page = client.get(enterprise.get_absolute_url()).content.decode()
    assert "依据，其他日期" in page
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+/standing/\?[^"]+)"', page)]
    states = [re.search("激励资格为“(.+?)”", client.get(link).content.decode()) for link in links]
    assert [match and match[1] for match in states] == ["已取消", "联合激励对象"]


@pytest.mark.django_db
def test_form_repeats_the_query(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    """The field has the moment in local time, rounded up: the repeated query leaves out nothing known before."""
    known_at = enterprise.standing.known_at
    client = signed_in(clerk)
    page = client.get(url(enterprise), {"known_at": known_at.isoformat()}).content.decode()
    assert "联合激励对象" in page
    field = re.search(r'name="known_at"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="known_at"', page)
    assert field
    text = field[1] or field[2]
    next_second = known_at.replace(microsecond=0) + timedelta(seconds=1)
    assert text == timezone.localtime(next_second).strftime("%Y-%m-%dT%H:%M:%S")
    again = client.get(url(enterprise), {"known_at": text}).context["explanation"]
    assert (again.state, again.known_at >= known_at) == ("eligible", True)


@pytest.mark.django_db
def test_day_before_the_first_roster_is_answered_as_not_recorded(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    today, day_before = timezone.localdate(), timezone.localdate() - DAY
    page = signed_in(clerk).get(url(enterprise), {"on": day_before}).content.decode()
    sentence = (
        f"平台自{chinese_date(today)}起有该企业的记录，{chinese_date(day_before)}无记录，当日情况请向主管海关核实。"
    )
    assert sentence in page
    assert "不在名单上" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_day_before_the_first_roster_with_the_enterprise_is_answered_as_not_recorded(
    officer: User, clerk: User, signed_in: SignedIn
) -> None:
    with clock_at(timezone.make_naive(timezone.now() - 3 * DAY)):
        put_in_force(officer, [roster_line(1)])
    put_in_force(officer, [roster_line(2)], mode="changes")
    newcomer = Enterprise.objects.get(uscc=uscc_of(2))
    page = signed_in(clerk).get(url(newcomer), {"on": timezone.localdate() - DAY}).content.decode()
    assert f"平台自{chinese_date(newcomer.standing.since)}起有该企业的记录" in page
    assert "不在名单上" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_evidence_writes_days_in_chinese_and_folds_what_only_verifies(
    officer: User, clerk: User, signed_in: SignedIn
) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    page = signed_in(clerk).get(url(Enterprise.objects.get())).content.decode()
    folded = page[page.index("核验信息") :]
    assert submission.sha256 in folded
    assert submission.sha256 not in page[: page.index("核验信息")]
    assert "2020年3月2日" in folded
    assert "2020-03-02" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"on": "2999-01-01"}, {"on": "x"}, {"known_at": "x"}, {"known_at": "2999-01-01"}])
def test_invalid_query_is_explained_at_its_field(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, query: dict[str, str]
) -> None:
    response = signed_in(clerk).get(url(enterprise), query)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "理由与证据" not in response.content.decode()


@pytest.mark.django_db
def test_unknown_enterprise_is_not_found(clerk: User, signed_in: SignedIn) -> None:
    assert signed_in(clerk).get(reverse("screening:standing_detail", args=["0" * 18])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_printed_page_has_the_answer_and_its_address_and_no_controls(
    browser: Browser, live_server, signed_in: SignedIn
) -> None:
    load_reference()
    clerk = make_user(Role.DEPARTMENT)
    enterprise = make_certified()
    context = browser.new_context(locale="zh-CN")
    session = signed_in(clerk).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + url(enterprise))
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    today = timezone.localdate()
    for words in (
        enterprise.name,
        enterprise.uscc,
        f"{today.year}年{today.month}月{today.day}日",
        f"查询人：{clerk.full_name}（市税务局",
        f"{live_server.url}{url(enterprise)}?on={today}&known_at=",
    ):
        assert words in printed
    for words in ("退出登录", "激励措施", "信息截至\n留空", "返回企业", "主办单位"):
        assert words not in printed
    assert page.locator("form:visible").count() == 0
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) in (1, 2)
    assert b"/MediaBox [0 0 594.9" in pdf or b"/MediaBox [0 0 595" in pdf
