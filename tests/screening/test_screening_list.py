"""交叉比对: the list of screenings, filtered, sorted and exported; a screening of everything is requested."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from screening.actions.match_policy import try_thresholds
from screening.actions.screenings import repeat_screening
from screening.models import Screening
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, put_in_force, run_screenings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
SignedIn = Callable[[User], Client]
URL = reverse("screening:screening_list")


@pytest.fixture
def screenings(officer: User, credit: User) -> None:
    """Screenings of a roster and of an import, a repetition, and a trial."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(1))])
    repeat_screening(screening=Screening.objects.get(trigger="blacklist"), by=credit)
    try_thresholds(review_threshold=80, ignore_below=40, by=credit)
    run_screenings()


def page(client: Client, **query: str) -> str:
    return " ".join(client.get(URL, query).content.decode().split())


def shown(client: Client, **query: str) -> list[str]:
    return [screening.trigger for screening in client.get(URL, query).context["page"]]


def test_screening_list_shows_cause_progress_and_impact(screenings: None, credit: User, signed_in: SignedIn) -> None:
    text = page(signed_in(credit))
    roster, blacklist = Screening.objects.get(trigger="roster"), Screening.objects.get(trigger="blacklist")
    assert reverse("roster:submission_detail", args=[roster.submission_id]) in text
    assert reverse("blacklists:import_detail", args=[blacklist.blacklist_import_id]) in text
    assert "联合激励对象 → 暂不纳入1家" in text
    assert "待比对 → 联合激励对象2家" in text
    assert "新增命中1处" in text
    assert "1/1块" not in text
    assert "满80分提请核实" in text
    assert "试算，未改变任何命中" in text
    repetition = Screening.objects.get(trigger="repeat")
    assert f'<a href="{reverse("screening:screening_detail", args=[blacklist.pk])}">{repetition.repeats}</a>' in text


def test_screening_list_is_filtered_and_ordered(screenings: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    assert shown(client) == ["everything", "repeat", "blacklist", "roster"]
    assert shown(client, trigger="repeat") == ["repeat"]
    assert shown(client, is_trial="True") == ["everything"]
    assert shown(client, is_trial="False") == ["repeat", "blacklist", "roster"]
    assert shown(client, state="failed") == []
    assert shown(client, order="hit_count")[0] == "roster"
    assert shown(client, order="started_at")[0] == "roster"
    assert shown(client, trigger="nonsense") == []


def test_screening_list_is_exported_as_csv(screenings: None, credit: User, signed_in: SignedIn) -> None:
    response = signed_in(credit).get(URL, {"format": "csv", "trigger": "blacklist"})
    head, line = response.getvalue().decode("utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), line.split(","), strict=True))
    assert (cells["起因"], cells["进度"], cells["企业"], cells["条目"], cells["命中"]) == (
        "“黑名单”导入",
        "1/1块",
        "2",
        "1",
        "1",
    )
    assert cells["结果变化"] == "新增命中1处；联合激励对象 → 暂不纳入1家"
    assert cells["结果摘要"] == Screening.objects.get(trigger="blacklist").result_digest


def test_screening_list_without_rows_explains_screenings(credit: User, signed_in: SignedIn) -> None:
    assert "确认名单或导入“黑名单”后自动开始" in page(signed_in(credit))


def test_screening_of_everything_is_explained_then_requested(
    screenings: None, credit: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(credit), reverse("screening:screening_create")
    assert url in page(client)
    explained = client.get(url).content.decode()
    assert "全部2家在册企业与全部1条有效条目" in explained
    assert Screening.objects.count() == 4
    response = client.post(url)
    screening = Screening.objects.latest("pk")
    assert response.url == reverse("screening:screening_detail", args=[screening.pk])
    assert (screening.trigger, screening.is_trial, screening.requested_by) == ("everything", False, credit)
    again = client.post(url)
    assert f"{screening}正在对全部企业和条目进行" in again.content.decode()
    assert Screening.objects.count() == 5


def test_screening_list_for_auditor_has_no_buttons(screenings: None, signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.AUDITOR))
    assert reverse("screening:screening_create") not in page(client)
