"""How lists behave: their filter is found again, periods, what is said where no row is, and choices by role."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.permissions import Role
from feedback.actions.reports import report_violation
from feedback.models import StopAdvice
from foundation.web.lists import LISTS, MOST_LISTS, Period, days_of
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.steps import SignedIn, clerk_of, log, revoke

pytestmark = pytest.mark.usefixtures("reference_data")
ADVICE = reverse("feedback:advice_list")
APPLICATIONS = reverse("feedback:application_list")
RESIDENT_ID = "110101199003074514"


def trail(client: Client, url: str) -> list[str]:
    """The addresses of the trail above the page."""
    page = client.get(url).content.decode()
    start = page.index('aria-label="所在位置"')
    return [
        unescape(address) for address in re.findall(r'<a href="([^"]*)"', page[start : page.index("</nav>", start)])
    ]


def test_trail_leads_back_to_the_list_as_it_was_left(clerk: User, signed_in: SignedIn) -> None:
    for _ in range(25):
        log(make_certified(), clerk)
    client = signed_in(clerk)
    application = client.get(APPLICATIONS, {"state": "running", "period": "this_month"}).context["page"][0]
    detail = reverse("feedback:application_detail", args=[application.pk])
    assert trail(client, detail)[1] == f"{APPLICATIONS}?state=running&period=this_month"
    after = client.get(trail(client, detail)[1]).context["page"].after
    client.get(APPLICATIONS, {"state": "running", "after": after})
    shown = client.get(trail(client, detail)[1]).context["page"]
    assert len(shown) == 5
    client.get(APPLICATIONS)
    assert trail(client, detail)[1] == APPLICATIONS


def test_answer_leads_back_to_the_list_as_it_was_left(clerk: User, signed_in: SignedIn) -> None:
    for _ in range(2):
        enterprise = make_certified()
        log(enterprise, clerk)
        revoke(enterprise)
    client = signed_in(clerk)
    client.get(ADVICE, {"state": "open"})
    ticked = [advice.pk for advice in StopAdvice.objects.all()]
    answer = {"advice": ticked, "decision": "kept", "answer": "企业已申诉"}
    assert client.post(reverse("feedback:advice_answer"), answer)["Location"] == f"{ADVICE}?state=open"


def test_number_of_an_identity_document_is_not_kept_for_the_way_back(clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    client.get(APPLICATIONS, {"enterprise": RESIDENT_ID})
    assert LISTS not in client.session


def test_visitor_of_the_public_list_gets_no_session(client: Client, db: None) -> None:
    client.get(reverse("publicity:enterprise_list"), {"q": "汀岚"})
    assert not Session.objects.exists()


def test_session_keeps_the_newest_lists_only(clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    session = client.session
    session[LISTS] = {f"/{number}/": "page=2" for number in range(MOST_LISTS)}
    session.save()
    client.get(APPLICATIONS, {"state": "running"})
    kept = client.session[LISTS]
    assert len(kept) == MOST_LISTS
    assert list(kept)[-1] == APPLICATIONS
    assert "/0/" not in kept


@pytest.mark.parametrize(
    ("today", "period", "days"),
    [
        (date(2026, 11, 29), Period.THIS_MONTH, (date(2026, 11, 1), date(2026, 11, 29))),
        (date(2026, 11, 29), Period.LAST_MONTH, (date(2026, 10, 1), date(2026, 10, 31))),
        (date(2026, 11, 29), Period.THIS_YEAR, (date(2026, 1, 1), date(2026, 11, 29))),
        (date(2026, 1, 1), Period.LAST_MONTH, (date(2025, 12, 1), date(2025, 12, 31))),
        (date(2028, 3, 31), Period.LAST_MONTH, (date(2028, 2, 1), date(2028, 2, 29))),
    ],
)
def test_period_ends_with_its_last_day_or_today(today: date, period: str, days: tuple[date, date]) -> None:
    assert days_of(period, today) == days


def test_period_of_a_time_is_that_of_the_local_day(clerk: User, signed_in: SignedIn) -> None:
    for moment in ("2026-10-31 23:59:00", "2026-11-01 00:01:00"):
        with at(moment):
            report_violation(enterprise=make_certified(), found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    with at("2026-11-29 09:00:00"):
        client = Client()
        client.force_login(clerk)
        for period, count in (("this_month", 1), ("last_month", 1), ("this_year", 2)):
            answer = client.get(reverse("feedback:report_list"), {"period": period})
            assert answer.context["page"].paginator.count == count
            assert re.findall(r'aria-current="true">\s*(本月|上月|今年)', answer.content.decode()) == [
                Period(period).label
            ]


def test_period_stands_in_the_file_in_words(clerk: User, signed_in: SignedIn) -> None:
    log(make_certified(), clerk)
    page = signed_in(clerk).get(APPLICATIONS, {"period": "this_month"})
    assert page.context["table"].filter_text == "期间：本月"


def test_list_without_rows_leads_to_all_rows_where_a_filter_left_them_out(clerk: User, signed_in: SignedIn) -> None:
    log(make_certified(), clerk)
    client = signed_in(clerk)
    page = client.get(APPLICATIONS, {"enterprise": "没有这样的企业", "order": "applied_on"}).content.decode()
    assert f'没有符合“企业名称或代码：没有这样的企业”的记录。<a href="{APPLICATIONS}">清除筛选</a>' in page
    page = client.get(ADVICE, {"order": "due_on"}).content.decode()
    assert "没有停用建议。企业失去资格时" in page
    assert "清除筛选" not in page
    page = client.get(APPLICATIONS, {"since": "昨天"}).content.decode()
    assert "筛选条件有误" in page
    assert "没有符合" not in page


def fields(client: Client, name: str) -> set[str]:
    return set(client.get(reverse(name)).context["filter"].form.fields)


def test_filter_and_columns_offer_only_what_the_role_can_have(officer: User, clerk: User, signed_in: SignedIn) -> None:
    department, customs = signed_in(clerk), signed_in(officer)
    credit, auditor = signed_in(make_user(Role.CREDIT)), signed_in(make_user(Role.AUDITOR))
    for name, heading in (
        ("feedback:application_list", "实施单位"),
        ("feedback:report_list", "报送单位"),
        ("feedback:advice_list", "接收单位"),
    ):
        assert "department" not in fields(department, name)
        assert not re.search(f">{heading}</(th|a)>", department.get(reverse(name)).content.decode())
        assert re.search(f">{heading}</(th|a)>", credit.get(reverse(name)).content.decode())
        assert "department" in fields(customs, name) & fields(credit, name) & fields(auditor, name)
    assert "mine" in fields(customs, "feedback:report_list")
    assert "mine" not in fields(department, "feedback:report_list") | fields(auditor, "feedback:advice_list")
    assert "mine" not in fields(auditor, "screening:hit_list")
    assert "office" in fields(credit, "roster:submission_list")
    assert "office" not in fields(customs, "roster:submission_list")
    kinds = dict(department.get(reverse("feedback:notice_list")).context["filter"].form.fields["kind"].choices)
    assert "report" not in kinds
    assert "report" in dict(customs.get(reverse("feedback:notice_list")).context["filter"].form.fields["kind"].choices)


def test_rows_with_equal_values_are_sorted_by_their_key(signed_in: SignedIn) -> None:
    clerk = clerk_of("tax")
    for _ in range(5):
        log(make_certified(), clerk)
    for order in ("applied_on", "-applied_on"):
        page = signed_in(clerk).get(APPLICATIONS, {"order": order}).context["page"]
        assert [row.pk for row in page] == sorted(row.pk for row in page)
