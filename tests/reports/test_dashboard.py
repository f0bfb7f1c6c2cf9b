"""数据看板: every number is the count of the rows behind it, and it says how old it is."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.handing_over import hand_over_applications
from incentives.models import Measure
from reports.actions.dashboard import count_dashboard
from reports.board.clock import make_clock
from reports.figures.applications import applications_in
from reports.models import DashboardFigures
from reports.periods import Days
from reports.spans import year_before
from roster.models import Enterprise
from tests.clock import at
from tests.factories import load_blacklists, make_certified
from tests.steps import SignedIn, clerk_of, log

DASHBOARD = reverse("reports:dashboard")
NUMBER = re.compile(r'<a href="([^"]+)">(?:<b>)?(\d+)(?:</b><span>[^<]*</span>)?</a>')


def main_of(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def linked_numbers(page: str) -> dict[str, set[int]]:
    """Address → the numbers that link to it."""
    numbers: dict[str, set[int]] = {}
    for url, number in NUMBER.findall(page):
        numbers.setdefault(unescape(url), set()).add(int(number))
    return numbers


def rows_behind(client: Client, page: str, url: str) -> int:
    """Return how many rows the address leads to: those of a list, or those of a part of the page itself."""
    if url.startswith("#"):
        part = page[page.index(f'id="{url[1:]}"') :]
        return part[: part.index("</ul>")].count("<li>")
    return client.get(url).context["table"].count


@pytest.fixture
def counted(days: Days) -> Days:
    load_blacklists()
    count_dashboard()
    return days


@pytest.mark.parametrize("role", [Role.CREDIT, Role.DEPARTMENT])
def test_every_number_with_a_link_is_the_count_of_its_rows(
    counted: Days, credit: User, clerk: User, signed_in: SignedIn, role: str
) -> None:
    client = signed_in(credit if role == Role.CREDIT else clerk)
    page = main_of(client, DASHBOARD)
    numbers = linked_numbers(page)
    assert {url: {rows_behind(client, page, url)} for url in numbers} == numbers
    assert max(max(found) for found in numbers.values() if found) == 39 - 2
    assert len(numbers) > (25 if role == Role.CREDIT else 7)
    assert linked_numbers(main_of(client, reverse("reports:big_screen"))) == {}


def test_every_number_is_the_count_of_its_rows_after_a_reorganisation(
    days: Days, credit: User, clerk: User, signed_in: SignedIn
) -> None:
    """The former department has what it applied and stopped, the one in charge now the advice to answer."""
    finance = clerk_of("finance")
    hand_over_applications(
        measures=Measure.objects.all(),
        source=clerk.own_department,
        target=finance.own_department,
        reason="划转职责",
        by=credit,
    )
    log(make_certified(), finance, number=38)
    load_blacklists()
    count_dashboard()
    for user in (credit, clerk, finance):
        client = signed_in(user)
        page = main_of(client, DASHBOARD)
        numbers = linked_numbers(page)
        assert {url: {rows_behind(client, page, url)} for url in numbers} == numbers
        waiting = f"{reverse('feedback:advice_list')}?state=open&in_charge={finance.department_id}"
        assert numbers.get(waiting) == (None if user == clerk else {1})


@pytest.mark.parametrize("role", [Role.CREDIT, Role.DEPARTMENT])
def test_numbers_of_days_of_ones_own_are_the_counts_of_their_rows_and_keep_the_days(
    counted: Days, credit: User, clerk: User, signed_in: SignedIn, role: str
) -> None:
    client = signed_in(credit if role == Role.CREDIT else clerk)
    chosen = {"since": counted.first.isoformat(), "until": counted.last.isoformat()}
    query = f"since={counted.first}&until={counted.last}"
    page = main_of(client, f"{DASHBOARD}?{query}")
    numbers = linked_numbers(page)
    assert {url: {rows_behind(client, page, url)} for url in numbers} == numbers
    board = client.get(DASHBOARD, chosen).context["board"]
    assert (board.days, board.span.label) == (counted, "所选时段")
    assert board.matrix.total.number == applications_in(counted).count() > 0
    of_days = [url for url in numbers if "applied_by" in url or "stopped_since" in url]
    assert of_days or role == Role.DEPARTMENT
    assert all(f"since={counted.first}" in url and f"until={counted.last}" in url for url in of_days)
    assert f'value="{counted.first}"' in page
    assert not re.search(r'href="\?period=\w+"\s+aria-current', page)
    for followed in (f"{reverse('reports:big_screen')}?{query}", f"{reverse('reports:dashboard_count')}?{query}"):
        assert followed.replace("&", "&amp;") in page
    again = client.post(f"{reverse('reports:dashboard_count')}?{query}")
    assert again["Location"] == f"{DASHBOARD}?{query}"
    screen = client.get(f"{reverse('reports:big_screen')}?{query}").context["board"]
    assert screen.matrix.total.number == board.matrix.total.number


def test_days_of_ones_own_without_any_application_say_so(counted: Days, credit: User, signed_in: SignedIn) -> None:
    response = signed_in(credit).get(DASHBOARD, {"since": "2019-01-01", "until": "2019-01-31"})
    assert response.context["board"].matrix.total.number == 0
    assert "2019年1月1日至2019年1月31日" in response.content.decode()
    assert "所选时段没有停用的措施" in response.content.decode()


def test_file_of_days_of_ones_own_has_their_numbers(counted: Days, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    days = {"since": counted.first.isoformat(), "until": counted.last.isoformat()}

    def applied(**days: str) -> int:
        rows = client.get(DASHBOARD, {**days, "format": "csv"}).getvalue().decode().splitlines()
        return sum(int(row.rsplit(",", 1)[1]) for row in rows if row.startswith("市税务局,"))

    assert applied(**days) == applications_in(counted).filter(department__code="tax").count() > 0
    assert applied(since="2019-01-01", until="2019-01-01") == 0


def test_department_sees_numbers_of_others_without_their_rows(counted: Days, signed_in: SignedIn) -> None:
    page = main_of(signed_in(clerk_of("finance")), DASHBOARD)
    tax = re.search(r'scope="row">市税务局</th>.*?</tr>', page, re.DOTALL)
    assert tax
    assert '<td role="cell" class="level-5">3</td>' in tax[0]
    assert "<a " not in tax[0]
    own = re.search(r'<tr role="row" class="is-own">.*?</tr>', page, re.DOTALL)
    assert own
    assert "市财政局" in own[0]
    assert "仍在办理" not in page


@pytest.mark.usefixtures("reference_data")
def test_dashboard_before_the_first_count_and_after_an_old_one_says_so(credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    for url in (DASHBOARD, reverse("reports:big_screen"), reverse("reports:public_clock")):
        assert "还没有统计过" in main_of(client, url)
    count_dashboard()
    page = main_of(client, DASHBOARD)
    assert "近12个月没有登记过措施实施。" in page
    assert "现行名单上没有企业。" in page
    assert 'role="alert"' not in page
    DashboardFigures.objects.update(counted_at=timezone.now() - timedelta(hours=3))
    assert "这些数字统计于3小时前" in main_of(client, DASHBOARD)
    assert "已超过1小时没有更新" in main_of(client, reverse("reports:big_screen"))


@pytest.mark.usefixtures("reference_data")
def test_unknown_parameters_are_refused_with_a_sentence(credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    refused = {
        f"{DASHBOARD}?period=decade": "没有这个时段。可选的有：本月、上月、今年、近12个月。",
        f"{DASHBOARD}?department=tax": "“department”不是这一列表的筛选条件",
        f"{DASHBOARD}?period=decade&format=xlsx": "没有这个时段。",
        f"{DASHBOARD}?since=2026-07-01": "请填写结束日期。",
        f"{DASHBOARD}?until=2026-07-01": "请填写开始日期。",
        f"{DASHBOARD}?since=2026-07-02&until=2026-07-01": "开始日期晚于结束日期，请核对。",
        f"{DASHBOARD}?since=2026-07-01&until=2999-01-01": "结束日期不能晚于今天。",
        f"{DASHBOARD}?since=2026-02-30&until=2026-07-01": "请填写日期，如2026-07-10。",
        f"{DASHBOARD}?since=去年&until=今天": "请填写日期，如2026-07-10。",
        f"{DASHBOARD}?since=0000-00-00&until=2026-07-01": "请填写日期，如2026-07-10。",
        f"{DASHBOARD}?since=2026-07-01&until=2026-07-02&period=this_year": "已填写起止日期，请不再选择时段。",
        f"{reverse('reports:big_screen')}?since=2026-07-02&until=2026-07-01": "开始日期晚于结束日期，请核对。",
        f"{DASHBOARD}?since=2026-07-02&until=2026-07-01&format=csv": "开始日期晚于结束日期，请核对。",
        f"{reverse('reports:big_screen')}?theme=pink": "没有这种配色。可选的有：深色、浅色。",
    }
    for url, sentence in refused.items():
        response = client.get(url)
        assert response.status_code == 400, url
        assert sentence in response.content.decode()


def test_wrong_days_are_shown_again_with_what_is_wrong(counted: Days, credit: User, signed_in: SignedIn) -> None:
    page = main_of(signed_in(credit), f"{DASHBOARD}?since=2026-07-02&until=2026-07-01")
    assert "开始日期</a>：开始日期晚于结束日期，请核对。" in page
    assert 'value="2026-07-02"' in page
    assert 'value="2026-07-01"' in page
    assert "次措施实施" not in page
    assert "还没有统计过" not in page


def test_counting_again_is_refused_right_after_a_count(counted: Days, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    page = client.post(reverse("reports:dashboard_count"), follow=True).content.decode()
    assert "不到1分钟前刚统计过" in page
    DashboardFigures.objects.update(counted_at=timezone.now() - timedelta(minutes=2))
    page = client.post(reverse("reports:dashboard_count"), follow=True).content.decode()
    assert "已开始重新统计" in page
    assert "2分钟前" in page


def test_public_clock_names_no_enterprise_and_nothing_of_few_cases(
    counted: Days, enterprise: Enterprise, client: Client
) -> None:
    page = main_of(client, reverse("reports:public_clock"))
    assert "泉城海关名单" in page
    assert "近12个月的变动较少" in page
    assert "近12个月各单位的件数都较少" in page
    assert "市税务局" not in page
    assert enterprise.name not in page
    assert "失去" not in page


def test_public_clock_tells_no_median_of_many_measures_of_few_enterprises(counted: Days) -> None:
    figures = DashboardFigures.objects.get().figures
    of_one = [stops for stops in figures["spans"]["last_12_months"]["stops"] if stops["department"]]
    assert [stops["enterprises"] for stops in of_one] == [1]
    of_one[0]["count"] = 9
    assert make_clock(figures).departments == []
    of_one[0]["enterprises"] = 5
    assert [name for name, _ in make_clock(figures).departments] == ["市税务局"]


@pytest.mark.usefixtures("reference_data")
def test_many_requests_to_count_are_one_count() -> None:
    asked_at = timezone.now().isoformat()
    count_dashboard(asked_at)
    first = DashboardFigures.objects.get().counted_at
    count_dashboard(asked_at)
    assert DashboardFigures.objects.get().counted_at == first
    count_dashboard(timezone.now().isoformat())
    assert DashboardFigures.objects.get().counted_at > first


@pytest.mark.usefixtures("reference_data")
def test_trend_has_the_applications_of_the_same_days_a_year_before(
    clerk: User, credit: User, signed_in: SignedIn
) -> None:
    for moment in ("2025-06-30 09:00:00", "2025-07-08 09:00:00", "2025-07-10 09:00:00", "2025-07-20 09:00:00"):
        with at(moment):
            log(make_certified(), clerk)
    with at("2026-07-10 09:00:00"):
        count_dashboard()
        client = signed_in(credit)
        months = client.get(DASHBOARD).context["board"].months
        *_, june, july = months.year_before
        assert (june.number, july.number) == (1, 2)
        assert [client.get(count.url).context["table"].count for count in (june, july)] == [1, 2]


@pytest.mark.parametrize(
    ("days", "before"),
    [
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2024-02-01", "2024-02-29")),
        (("2026-07-01", "2026-07-10"), ("2025-07-01", "2025-07-10")),
    ],
)
def test_days_of_the_year_before_are_a_whole_month_or_end_on_the_same_day(
    days: tuple[str, str], before: tuple[str, str]
) -> None:
    assert year_before(Days(*map(date.fromisoformat, days))) == Days(*map(date.fromisoformat, before))
