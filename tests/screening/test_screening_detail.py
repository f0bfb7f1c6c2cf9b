"""One run: why, of what, how far, what it found, and whether a repeat says the same."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from screening.actions.screenings import plan_screening, repeat_screening, run_chunk, screen_everything
from screening.models import Screening, ScreeningChunk
from screening.states import ScreeningState
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, put_in_force, run_screenings

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def chunked(settings: Any, blacklists: None, officer: User, credit: User) -> None:
    """Two enterprises compared with five entries, two to a chunk."""
    settings.SCREENING_CHUNK_ENTRIES, settings.SCREENING_FEW_ENTERPRISES = 2, 0
    put_in_force(officer, [roster_line(1), roster_line(2)])
    others = [blacklist_line(f"无关{n}公司", uscc=uscc_of(70 + n)) for n in range(4)]
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(1)), *others])


@pytest.fixture
def client(credit: User, signed_in: SignedIn) -> Client:
    return signed_in(credit)


def page(client: Client, run: Screening, name: str = "screening_detail") -> str:
    return " ".join(client.get(reverse(f"screening:{name}", args=[run.pk])).content.decode().split())


def post(client: Client, run: Screening, name: str) -> str:
    response = client.post(reverse(f"screening:{name}", args=[run.pk]), follow=True)
    return " ".join(response.content.decode().split())


def csv(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(f"screening:{name}", args=args), {"format": "csv"}).getvalue().decode("utf-8-sig")


def of_the_list() -> Screening:
    return Screening.objects.get(trigger="blacklist")


def test_page_shows_all_facts_of_a_screening(client: Client) -> None:
    run = of_the_list()
    text = page(client, run)
    link = reverse("blacklists:import_detail", args=[run.blacklist_import_id])
    assert text.count(link) == 2
    for said in (
        "已比对3/3块",
        "2家企业 × 5条",
        "命中1处",
        "满60分提请核实，不满40分不记录",
        f"企业历史至第{run.input_versions['enterprises']}条",
        "失信被执行人：截至2026年6月30日",
        run.result_digest,
        "联合激励对象 → 暂不纳入",
        uscc_of(1),
        "历时",
    ):
        assert said in text
    assert text.count("已完成</span>") == 4


def test_running_screening_refreshes_until_finished(client: Client, credit: User) -> None:
    run = screen_everything(by=credit)
    assert "尚未分块" in page(client, run)
    first, *_ = plan_screening(run.pk)
    run_chunk(first)
    url = reverse("screening:screening_progress", args=[run.pk])
    response = client.get(url)
    text = " ".join(response.content.decode().split())
    assert "已比对1/3块" in text
    assert "照此还需约" in text
    assert f'hx-get="{url}"' in text
    assert "HX-Refresh" not in response
    run_screenings()
    response = client.get(url)
    assert response["HX-Refresh"] == "true"
    assert "hx-get" not in response.content.decode()


def test_failed_screening_names_its_chunk_and_retries_it(client: Client, credit: User) -> None:
    run = screen_everything(by=credit)
    chunk = plan_screening(run.pk)[1]
    ScreeningChunk.objects.filter(pk=chunk).update(attempts=3)
    run_screenings()
    text = page(client, run)
    assert "第2块已尝试3次" in text
    assert "<td>已尝试3次，每次处理程序都意外中止。" in text
    assert all(
        "已尝试3次" in exported for exported in (csv(client, "screening_list"), csv(client, "screening_chunks", run.pk))
    )
    assert "只重试失败的分块" in text
    assert "重跑一次" not in text
    assert "已重新开始比对失败的分块" in post(client, run, "screening_retry")
    assert list(run.chunks.values_list("state", flat=True)) == [
        ScreeningState.DONE,
        ScreeningState.WAITING,
        ScreeningState.DONE,
    ]
    run_screenings()
    assert "已比对3/3块" in page(client, run)
    assert f"{run}目前是“已完成”，不能重试" in post(client, run, "screening_retry")


def test_repeat_shows_same_result(client: Client) -> None:
    first = of_the_list()
    assert "重跑第" in post(client, first, "screening_repeat")
    run_screenings()
    again = Screening.objects.get(trigger="repeat")
    assert f"结果与{first}完全一致" in page(client, again)
    assert "没有变化：命中和激励资格均与此前相同" in page(client, again)
    assert "（结果一致）" in page(client, first)
    assert AuditEvent.objects.filter(type=EventType.SCREENING_REPEATED, target_key=str(again.pk)).exists()


def test_repeat_after_a_change_shows_other_inputs(client: Client, credit: User) -> None:
    first = Screening.objects.get(trigger="roster")
    again = repeat_screening(screening=first, by=credit)
    run_screenings()
    again.refresh_from_db()
    text = page(client, again)
    assert f"双方资料或规则已变化，结果与{first}不同" in text
    assert again.result_digest in text
    assert first.result_digest in text


def test_repeat_with_same_inputs_and_other_result_shows_alert(client: Client, credit: User) -> None:
    first = of_the_list()
    again = repeat_screening(screening=first, by=credit)
    run_screenings()
    Screening.objects.filter(pk=first.pk).update(result_digest="0" * 32)
    assert "请告知系统管理员" in page(client, again)


def test_unfinished_screening_is_not_repeated(client: Client, credit: User) -> None:
    run = screen_everything(by=credit)
    assert "不能重跑" in post(client, run, "screening_repeat")
    assert "重跑一次" not in page(client, run)


def test_chunks_are_listed_filtered_and_exported(client: Client, settings: Any, credit: User) -> None:
    settings.SCREENING_CHUNK_ENTRIES = 1
    entries = [blacklist_line(f"又一{n}公司", uscc=uscc_of(80 + n)) for n in range(25)]
    run = Screening.objects.get(pk=list_entries(credit, "wage-arrears", entries).screenings.get().pk)
    text = page(client, run)
    url = reverse("screening:screening_chunks", args=[run.pk])
    assert f'<a href="{url}">全部25块</a>' in text
    assert "共25条，第1/2页" in page(client, run, "screening_chunks")
    assert client.get(url, {"state": "failed"}).context["page"].paginator.count == 0
    lines = client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 26


def test_auditor_sees_no_buttons(signed_in: SignedIn) -> None:
    text = page(signed_in(make_user(Role.AUDITOR)), of_the_list())
    assert "重跑一次" not in text


def test_unknown_screening_is_not_found(client: Client) -> None:
    for name in ("screening_detail", "screening_progress", "screening_chunks", "thresholds_apply"):
        assert client.get(reverse(f"screening:{name}", args=[999])).status_code == 404


def test_enterprise_whose_standing_changed_links_to_its_own_hits(client: Client, credit: User) -> None:
    list_entries(credit, "tax-violations", [blacklist_line(f"某公司{n}", uscc=uscc_of(n)) for n in (1, 2)])
    text = page(client, Screening.objects.latest("pk"))
    (link,) = set(re.findall(rf'{reverse("screening:hit_list")}\?[^"]+', text))
    hits = " ".join(client.get(unescape(link)).content.decode().split())
    assert uscc_of(2) in hits
    assert uscc_of(1) not in hits
