"""The page of an import says before its confirmation which certified enterprises it blocks and frees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.models import BlacklistImport
from screening.models import ScreeningHit
from screening.states import Decision
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, put_in_force, read_entries, run_screenings, switch_blacklist

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
CODE = "court-defaulters"
NAME = "济南泺岬{:04d}进出口有限公司"


def listed(serial: int, **fields: str) -> tuple[str, ...]:
    return blacklist_line(NAME.format(serial), uscc=uscc_of(serial), document=f"{serial}号", **fields)


def impact_of(submission: BlacklistImport) -> dict[str, str]:
    """Name → change of each enterprise."""
    return {impact.enterprise.name: impact.change for impact in submission.impacts.select_related("enterprise")}


def page(client: Client, submission: BlacklistImport) -> str:
    return " ".join(client.get(reverse("blacklists:import_detail", args=[submission.pk])).content.decode().split())


@pytest.fixture
def certified(officer: User) -> None:
    put_in_force(officer, [roster_line(serial) for serial in (1, 2, 3)])


@pytest.mark.usefixtures("certified")
def test_import_names_the_enterprises_that_it_blocks(credit: User, signed_in: SignedIn) -> None:
    lines = [
        listed(1),
        blacklist_line("另一家公司", org_code=uscc_of(2)[8:17]),
        listed(9),
        blacklist_line(NAME.format(3)),
    ]
    submission = read_entries(credit, CODE, lines)
    assert impact_of(submission) == {NAME.format(1): "blocked", NAME.format(2): "blocked"}
    shown = page(signed_in(credit), submission)
    assert "确认后2家在册企业将被命中，暂不纳入联合激励" in shown
    assert "新增4条、变更0条" in shown
    assert "进入比对" in shown


@pytest.mark.usefixtures("certified")
@pytest.mark.parametrize("fields", [{"removed_on": "2026-02-01"}, {"listed_on": "2030-01-05"}])
def test_entry_that_is_not_in_force_blocks_nobody(credit: User, fields: dict[str, str]) -> None:
    assert impact_of(read_entries(credit, CODE, [listed(1, **fields)])) == {}


@pytest.mark.usefixtures("certified")
def test_full_list_names_the_enterprises_that_it_frees(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, CODE, [listed(1), listed(2)])
    run_screenings()
    submission = read_entries(credit, CODE, [listed(2), listed(3)])
    assert impact_of(submission) == {NAME.format(1): "freed", NAME.format(3): "blocked"}
    shown = page(signed_in(credit), submission)
    assert "确认后1家在册企业不再被命中；是否恢复资格，还看其他领域和核实结论" in shown


@pytest.mark.usefixtures("certified")
def test_row_that_removes_its_entry_frees_the_enterprise(credit: User) -> None:
    list_entries(credit, CODE, [listed(1), listed(2)])
    run_screenings()
    submission = read_entries(credit, CODE, [listed(1, removed_on="2026-02-01")], mode="changes")
    assert impact_of(submission) == {NAME.format(1): "freed"}


@pytest.mark.usefixtures("certified")
def test_second_entry_of_an_enterprise_changes_nothing_for_it(credit: User) -> None:
    list_entries(credit, CODE, [listed(1)])
    run_screenings()
    other = blacklist_line(NAME.format(1), uscc=uscc_of(1), document="另一号")
    assert impact_of(read_entries(credit, CODE, [other], mode="changes")) == {}
    assert impact_of(read_entries(credit, CODE, [other])) == {}


@pytest.mark.usefixtures("certified")
def test_dismissed_hit_is_not_freed(credit: User, officer: User) -> None:
    list_entries(credit, CODE, [listed(1)])
    run_screenings()
    decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.DISMISSED, reason="不是同一主体", by=credit)
    assert impact_of(read_entries(credit, CODE, [listed(2)])) == {NAME.format(2): "blocked"}


@pytest.mark.usefixtures("certified")
def test_blacklist_as_a_hint_blocks_nobody(credit: User, signed_in: SignedIn) -> None:
    switch_blacklist(CODE, excludes=False, by=credit)
    submission = read_entries(credit, CODE, [listed(1)])
    assert "1家在册企业将被命中；该领域仅作提示，不影响资格" in page(signed_in(credit), submission)


def test_page_of_an_import_needs_as_many_queries_for_many_enterprises_as_for_one(
    officer: User, credit: User, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    put_in_force(officer, [roster_line(serial) for serial in range(1, 20)])
    submission = read_entries(credit, CODE, [listed(serial) for serial in range(1, 20)])
    client = signed_in(credit)
    page(client, submission)
    with django_assert_max_num_queries(25):
        assert "19家" in page(client, submission)
