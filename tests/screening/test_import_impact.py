"""The page of an import says before its confirmation which certified enterprises it blocks and frees."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import confirm_import
from blacklists.models import BlacklistImport
from screening.actions.import_impact import current_hits
from screening.models import ScreeningHit
from screening.states import Decision
from tests.depth import sample
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, roster_line, uscc_of
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


def blocked_today(submission: BlacklistImport) -> set[int]:
    """The enterprises that the hits on the blacklist block today."""
    return {
        hit.enterprise_id
        for hit in current_hits(submission)
        if hit.entry.is_live_today
        and (hit.decision == Decision.CONFIRMED or (hit.counts and hit.decision != Decision.DISMISSED))
    }


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


HEAD = (*BLACKLIST_HEAD, "海关注册编码")


def entry(serial: int, *, code: str = "", basis: str = "", **fields: str) -> tuple[str, ...]:
    """Return a line with a customs code and another basis, of an enterprise with this serial or of none (0)."""
    name = NAME.format(serial) if serial else "另一家公司"
    *line, known_basis = blacklist_line(name, **fields)
    return (*line, basis or known_basis, code)


# The lines of a first file and of a second one, of which each may be left out. Document numbers identify the records.
FIRST = [
    entry(1, uscc=uscc_of(1), document="1号"),
    entry(0, code="37016T0002", document="2号"),
    entry(3, document="3号"),
    entry(4, uscc=uscc_of(4), document="4号", listed_on="2030-01-05"),
    entry(5, uscc=uscc_of(5), document="5号", removed_on="2026-02-01"),
]
SECOND = [
    entry(1, uscc=uscc_of(1), document="1号", removed_on="2026-02-02"),
    entry(1, uscc=uscc_of(1), document="11号", basis="另一事由"),
    entry(0, uscc=uscc_of(8), code="37016T0002", document="2号"),
    entry(0, code="37016T0002", document="2号", basis="另一事由"),
    # The customs code that an enterprise had before.
    entry(0, code="37016T0012", document="22号"),
    entry(0, uscc=uscc_of(9), code="37016T0004", document="23号"),
    entry(3, document="3号", basis="另一事由"),
    entry(3, uscc=uscc_of(3), document="3号"),
    entry(4, uscc=uscc_of(4), document="4号"),
    entry(5, uscc=uscc_of(5), document="5号"),
]


@pytest.mark.parametrize("seed", sample(range(32), every=16))
def test_preview_says_what_the_confirmation_does(officer: User, credit: User, seed: int) -> None:
    """For new, changed, removed and missing entries, former customs codes, and decisions that stay or become void."""
    rng = Random(seed)
    put_in_force(officer, [roster_line(serial, customs_code=f"37016T{serial + 10:04d}") for serial in range(1, 6)])
    put_in_force(officer, [roster_line(serial) for serial in range(1, 6)], as_of=date(2026, 7, 1))
    list_entries(credit, CODE, rng.sample(FIRST, rng.randrange(2, 6)), head=HEAD)
    for hit in ScreeningHit.objects.filter(is_current=True):
        if decision := rng.choice([None, Decision.CONFIRMED, Decision.DISMISSED]):
            decide_hit(hit=hit, decision=decision, reason="核实", by=credit)
    lines = rng.sample(SECOND, rng.randrange(2, 7))
    mode = rng.choice(["full", "changes"])
    submission = read_entries(credit, CODE, lines, mode=mode, as_of=date(2026, 7, 2), head=HEAD)
    before = blocked_today(submission)
    confirm_import(submission=submission, ended_count=submission.ended_count, by=credit)
    run_screenings()
    after = blocked_today(submission)
    expected = dict.fromkeys(after - before, "blocked") | dict.fromkeys(before - after, "freed")
    # What weakens without an effect today is tested in test_four_eyes.py.
    impacts = submission.impacts.exclude(change="weakened")
    assert dict(impacts.values_list("enterprise_id", "change")) == expected
