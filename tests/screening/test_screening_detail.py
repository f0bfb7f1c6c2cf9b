"""The page of a screening: its cause, inputs, progress, chunks and impact, and the comparison with a repetition."""

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


def page(client: Client, screening: Screening, name: str = "screening_detail") -> str:
    return " ".join(client.get(reverse(f"screening:{name}", args=[screening.pk])).content.decode().split())


def post(client: Client, screening: Screening, name: str) -> str:
    response = client.post(reverse(f"screening:{name}", args=[screening.pk]), follow=True)
    return " ".join(response.content.decode().split())


def csv(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(f"screening:{name}", args=args), {"format": "csv"}).getvalue().decode("utf-8-sig")


def of_the_import() -> Screening:
    return Screening.objects.get(trigger="blacklist")


def test_screening_page_shows_cause_inputs_and_impact(client: Client) -> None:
    screening = of_the_import()
    text = page(client, screening)
    link = reverse("blacklists:import_detail", args=[screening.blacklist_import_id])
    assert text.count(link) == 2
    for expected in (
        "2家企业 × 5条",
        "命中1处",
        "满60分提请核实，不满40分不记录",
        f"企业历史至第{screening.input_versions['enterprises']}条",
        "失信被执行人：截至2026年6月30日",
        screening.result_digest,
        "联合激励对象 → 暂不纳入",
        uscc_of(1),
        "历时",
    ):
        assert expected in text
    assert text.count("已完成</span>") == 4
    assert "3/3块" not in text


def test_screening_page_while_running_refreshes_until_finished(client: Client, credit: User) -> None:
    screening = screen_everything(by=credit)
    assert "尚未分块" in page(client, screening)
    first, *_ = plan_screening(screening.pk)
    run_chunk(first)
    url = reverse("screening:screening_progress", args=[screening.pk])
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


def test_screening_page_after_failure_names_the_chunk_and_retries_it(client: Client, credit: User) -> None:
    screening = screen_everything(by=credit)
    chunk = plan_screening(screening.pk)[1]
    ScreeningChunk.objects.filter(pk=chunk).update(attempts=3)
    run_screenings()
    text = page(client, screening)
    assert "第2块已尝试3次" in text
    assert re.search("<td[^>]*>已尝试3次，每次处理程序都意外中止。", text)
    assert "第2块已尝试3次" in csv(client, "screening_list")
    assert ",已尝试3次" in csv(client, "screening_chunks", screening.pk)
    assert "只重试失败的分块" in text
    assert "重新比对核验" not in text
    assert "已重新开始比对失败的分块" in post(client, screening, "screening_retry")
    assert list(screening.chunks.values_list("state", flat=True)) == [
        ScreeningState.DONE,
        ScreeningState.WAITING,
        ScreeningState.DONE,
    ]
    run_screenings()
    assert page(client, screening).count("已完成</span>") == 4
    assert f"{screening}目前是“已完成”，不能重试" in post(client, screening, "screening_retry")


def test_repetition_with_same_inputs_shows_same_result(client: Client) -> None:
    first = of_the_import()
    assert "的范围重新比对" in post(client, first, "screening_repeat")
    run_screenings()
    repetition = Screening.objects.get(trigger="repeat")
    assert f"结果与{first}完全一致" in page(client, repetition)
    assert "没有变化：命中和激励资格均与此前相同" in page(client, repetition)
    assert "（结果一致）" in page(client, first)
    assert AuditEvent.objects.filter(type=EventType.SCREENING_REPEATED, target_key=str(repetition.pk)).exists()


def test_repetition_after_a_change_shows_other_inputs(client: Client, credit: User) -> None:
    first = Screening.objects.get(trigger="roster")
    repetition = repeat_screening(screening=first, by=credit)
    run_screenings()
    repetition.refresh_from_db()
    text = page(client, repetition)
    assert f"双方资料或规则已变化，结果与{first}不同" in text
    assert repetition.result_digest in text
    assert first.result_digest in text


def test_repetition_with_same_inputs_and_other_result_shows_alert(client: Client, credit: User) -> None:
    first = of_the_import()
    repetition = repeat_screening(screening=first, by=credit)
    run_screenings()
    Screening.objects.filter(pk=first.pk).update(result_digest="0" * 32)
    assert "请告知系统管理员" in page(client, repetition)


def test_repetition_of_unfinished_screening_is_denied(client: Client, credit: User) -> None:
    screening = screen_everything(by=credit)
    assert "不能重新比对核验" in post(client, screening, "screening_repeat")
    assert "重新比对核验" not in page(client, screening)


def test_chunks_of_a_screening_are_listed_filtered_and_exported(client: Client, settings: Any, credit: User) -> None:
    settings.SCREENING_CHUNK_ENTRIES = 1
    entries = [blacklist_line(f"又一{n}公司", uscc=uscc_of(80 + n)) for n in range(25)]
    screening = Screening.objects.get(pk=list_entries(credit, "wage-arrears", entries).screenings.get().pk)
    text = page(client, screening)
    url = reverse("screening:screening_chunks", args=[screening.pk])
    assert f'<a href="{url}">全部25块</a>' in text
    assert "第1–20条，共25条" in page(client, screening, "screening_chunks")
    assert client.get(url, {"state": "failed"}).context["page"].paginator.count == 0
    lines = client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 26


def test_screening_page_for_auditor_has_no_buttons(signed_in: SignedIn) -> None:
    text = page(signed_in(make_user(Role.AUDITOR)), of_the_import())
    assert "重新比对核验" not in text


def test_screening_page_of_unknown_key_is_not_found(client: Client) -> None:
    for name in ("screening_detail", "screening_progress", "screening_chunks", "thresholds_apply"):
        assert client.get(reverse(f"screening:{name}", args=[999])).status_code == 404


def test_screening_page_links_changed_enterprise_to_its_own_hits(client: Client, credit: User) -> None:
    list_entries(credit, "tax-violations", [blacklist_line(f"某公司{n}", uscc=uscc_of(n)) for n in (1, 2)])
    text = page(client, Screening.objects.latest("pk"))
    (link,) = set(re.findall(rf'{reverse("screening:hit_list")}\?[^"]+', text))
    hits = " ".join(client.get(unescape(link)).content.decode().split())
    assert uscc_of(2) in hits
    assert uscc_of(1) not in hits
