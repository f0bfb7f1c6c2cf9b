"""Searching enterprises, and the page of an enterprise."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from blacklists.models import Blacklist
from feedback.actions.advice import keep_measure
from feedback.actions.changes import cancel_application
from foundation.web.dates import chinese_date
from incentives.models import Measure
from roster.models import Enterprise
from tests.factories import load_blacklists, make_certified, make_department, make_user
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import SignedIn, list_entries, log, put_in_force, revoke

URL = reverse("feedback:enterprise_list")


@pytest.mark.parametrize("text", ["汀岚进出", "岚进", "濟南汀嵐", "（济南）汀岚", "汀 岚"])
def test_search_by_a_part_of_the_name_finds_the_enterprise(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, text: str
) -> None:
    make_certified(name="莱芜泺岬农产品有限公司")
    make_certified(name="济南汀岚进出口贸易有限公司")
    page = signed_in(clerk).get(URL, {"q": text}).content.decode()
    assert enterprise.name in page
    assert "莱芜泺岬" not in page


def test_a_text_that_only_one_enterprise_has_leads_to_its_page(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    make_certified(name="莱芜泺岬农产品有限公司")
    response = signed_in(clerk).get(URL, {"q": "汀岚"})
    assert response.headers["Location"] == enterprise.get_absolute_url()


def test_search_by_the_beginning_of_a_code_finds_the_enterprise(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    for code in (enterprise.uscc, enterprise.uscc.lower(), enterprise.customs_code, f"AEOCN{enterprise.customs_code}"):
        assert enterprise.name in signed_in(clerk).get(URL, {"q": code[:-1]}, follow=True).content.decode()


@pytest.mark.parametrize("text", ["{}", "AEOCN{}", "aeo cn {}", "ＡＥＯＣＮ{}", " {} "])
def test_a_whole_code_leads_to_the_page_of_the_enterprise(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, text: str
) -> None:
    response = signed_in(clerk).get(URL, {"q": text.format(enterprise.customs_code)})
    assert response.headers["Location"] == enterprise.get_absolute_url()


def test_an_enterprise_is_found_by_a_former_name(officer: User, clerk: User, signed_in: SignedIn) -> None:
    for name in ("济南岬洄煦有限公司", "济南岬洄新煦有限公司", "济南汀岚有限公司"):
        put_in_force(officer, [roster_line(1, name=name)], mode="changes")
    make_certified(name="莱芜岬洄煦洄新煦汀岚有限公司")
    today = chinese_date(timezone.localdate())
    for text, reason in (
        ("岬洄煦", f"因曾用名匹配：济南岬洄煦有限公司（至{today}）"),
        ("洄新煦", f"因曾用名匹配：济南岬洄新煦有限公司（至{today}）"),
        ("汀岚", "因名称匹配"),
    ):
        page = signed_in(clerk).get(URL, {"q": text}).content.decode()
        row = page[page.index("济南汀岚有限公司") :]
        assert reason in row[: row.index("</tr>")]


@pytest.mark.parametrize("spelled", [str.lower, lambda code: f" {code} ", lambda code: f"{code[:8]}-{code[8:]}"])
def test_an_address_with_another_spelling_leads_to_the_page(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, spelled: Callable[[str], str]
) -> None:
    acts = ("feedback:application_create", "feedback:report_create")
    for name in ("feedback:enterprise_detail", "screening:standing_detail", *acts):
        for code in (spelled(enterprise.uscc), f"AEOCN{enterprise.customs_code}", enterprise.customs_code):
            response = signed_in(clerk).get(f"{reverse(name, args=[code])}?on=2026-11-01")
            assert response.headers["Location"] == f"{reverse(name, args=[enterprise.uscc])}?on=2026-11-01"
        assert signed_in(clerk).get(reverse(name, args=["AEOCN"])).status_code == 404


def test_list_is_filtered_by_state_and_office_counted_sorted_and_paged(
    clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    named = [make_certified(name=f"济南{'一丁七万丈三上下不与'[n % 10]}{n:02d}有限公司") for n in range(22)]
    lost = named[0]
    revoke(lost, officer)
    first = client.get(URL)
    page = first.content.decode()
    assert "第1–20家，共22家" in page
    assert [label.replace("&nbsp;", " ") for label in re.findall(r">([^<>]*&nbsp;\d+)</a>", page)] == [
        *("全部 22", "联合激励对象 21", "已取消 1")
    ]
    second = client.get(URL, {"after": first.context["page"].after})
    assert "第21–22家，共22家" in second.content.decode()
    shown = [*first.context["page"], *second.context["page"]]
    assert shown == list(Enterprise.objects.order_by("sort_key", "pk"))
    assert list(client.get(URL, {"state": "revoked"}).context["page"]) == [lost]
    office = Enterprise.objects.first().certifications.get().office
    assert client.get(URL, {"office": office.pk}).context["page"].paginator.count == 22
    for order in ("customs_code", "-state_since"):
        rows = client.get(URL, {"order": order, "q": "有限公司"}).context["page"]
        after = client.get(URL, {"order": order, "q": "有限公司", "after": rows.after}).context["page"]
        keys = [getattr(row, order.removeprefix("-")) for row in [*rows, *after]]
        assert keys == sorted(keys, reverse=order.startswith("-"))
        assert len({row.pk for row in [*rows, *after]}) == 22


def test_list_is_filtered_by_certification_and_by_measures_that_the_reader_sees(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    """A cancelled application is none; a clerk sees those of the own department."""
    newer = make_certified(name="济南泺岬贸易有限公司")
    newer.certifications.update(certified_on=date(2024, 5, 6))
    log(enterprise, clerk)
    cancel_application(application=log(newer, clerk), reason="登记有误", by=clerk)
    had, other = Measure.objects.get(number=31), Measure.objects.get(number=38)
    colleague = make_user(Role.DEPARTMENT, department=make_department("finance"))
    for person, query, expected in (
        (clerk, {"certified_since": "2024-05-06"}, [newer]),
        (clerk, {"had_measure": had.pk}, [enterprise]),
        (clerk, {"never_had_measure": had.pk}, [newer]),
        (clerk, {"had_measure": had.pk, "never_had_measure": other.pk}, [enterprise]),
        (clerk, {"had_measure": other.pk}, []),
        (colleague, {"never_had_measure": other.pk, "q": "有限公司"}, [newer, enterprise]),
        (colleague, {"had_measure": had.pk}, []),
    ):
        assert list(signed_in(person).get(URL, query).context["page"]) == expected, query


@pytest.mark.parametrize("text", ["没有这样的企业", "%", "_", "'; DROP TABLE", "济" * 500])
def test_search_without_result_shows_an_empty_list(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, text: str
) -> None:
    response = signed_in(clerk).get(URL, {"q": text})
    assert response.status_code == 200
    assert enterprise.name not in response.content.decode()


def test_page_shows_standing_reasons_and_the_measures_of_the_own_department(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    page = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
    for words in (
        "联合激励对象",
        "泉城海关认定为高级认证企业",
        "市税务局可给的措施",
        "今天可以适用激励措施",
        f"AEOCN{enterprise.customs_code}",
    ):
        assert words in page
    assert "增值税发票领域" in page
    assert "平均查验率" not in page


def test_answer_names_the_blacklists_with_the_oldest_day_and_the_late_ones(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    load_blacklists()
    url = enterprise.get_absolute_url()
    assert "各领域“黑名单”均声明尚未启用" in signed_in(clerk).get(url).content.decode()
    for code in ("court-defaulters", "tax-violations"):
        list_entries(make_user(Role.CREDIT), code, [blacklist_line("失信公司")])
    Blacklist.objects.filter(code="tax-violations").update(update_days=3000)
    assert (
        "已与“失信被执行人”“重大税收违法失信主体”比对，名单最早截至2026年6月30日，其中“失信被执行人”逾期未更新"
        in signed_in(clerk).get(url).content.decode()
    )


def test_page_of_a_revoked_enterprise_shows_the_reason_and_the_history(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk)
    revoke(enterprise, officer)
    page = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
    for words in ("已取消", "虚开增值税专用发票", "泉关企管〔2026〕8号", "今天不能适用激励措施", "资格沿革"):
        assert words in page
    answer = page[page.index('class="verdict') : page.index("</section>")]
    assert "泉城海关取消资格" in answer
    assert "认定为高级认证企业" not in answer
    # It was screened on the day of its certification.
    assert "待比对" not in page


def test_page_offers_no_measure_that_runs_and_marks_what_runs_without_standing(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(clerk), enterprise.get_absolute_url()
    application = log(enterprise, clerk)
    page = client.get(url).content.decode()
    assert "登记第34项" in page
    assert "登记第31项" not in page
    assert "查看第31项的实施" in page
    assert '<span class="badge badge-eligible">持续中</span>' in page
    revoke(enterprise, officer)
    advice, waits = application.stop_advice.get(), '<span class="badge badge-waiting">持续中</span>'
    page = client.get(url).content.decode()
    assert waits in page
    assert f'<a href="{reverse("feedback:advice_detail", args=[advice.pk])}">停用建议</a>待答复' in page
    keep_measure(advice=advice, answer="复议期间继续", by=clerk)
    page = client.get(url).content.decode()
    assert waits in page
    assert "企业现不是联合激励对象" in page


def test_unknown_enterprise_is_not_found(clerk: User, signed_in: SignedIn) -> None:
    assert signed_in(clerk).get(reverse("feedback:enterprise_detail", args=["0" * 18])).status_code == 404
