"""Enterprises are found by every name that a cell of a blacklist or of a roster holds."""

from datetime import date

import pytest

from accounts.models import User
from blacklists.models import BlacklistEntry
from roster.models import Enterprise
from screening.models import ScreeningHit
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import list_entries, put_in_force

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
NAME, OTHER = "济南泺岬澜湄贸易有限公司", "济南岬澜溆湄实业有限公司"


def hits() -> set[str]:
    """The names of the enterprises that have a hit which requires a decision."""
    return set(ScreeningHit.objects.filter(needs_decision=True).values_list("enterprise__name", flat=True))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (f"{NAME}、{OTHER}", {NAME, OTHER}),
        (f"1.{NAME}（外商独资）", {NAME}),
        (f"{NAME}等3家", {NAME}),
        (f"{NAME}破产管理人", {NAME}),
        (f"济南旧时字号有限公司（曾用名：{OTHER}）", {OTHER}),
        ("济南泺岬澜湄\ue863贸易有限公司", {NAME}),
    ],
)
def test_enterprise_is_found_by_each_name_in_a_cell(officer: User, credit: User, cell: str, found: set[str]) -> None:
    put_in_force(officer, [roster_line(1, name=NAME), roster_line(2, name=OTHER)])
    list_entries(credit, "court-defaulters", [blacklist_line(cell)])
    assert hits() == found


def test_several_names_in_a_cell_become_entries_of_one_line(credit: User) -> None:
    confirmed = list_entries(credit, "court-defaulters", [blacklist_line(f"{NAME}、{OTHER}")])
    entries = BlacklistEntry.objects.order_by("pk").values_list("name", "row__line", "row__part")
    assert list(entries) == [(NAME, 3, 0), (OTHER, 3, 1)]
    assert confirmed.new_count == 2


def test_former_name_is_stored_with_the_entry(credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line(f"{NAME}（原{OTHER}）")])
    entry = BlacklistEntry.objects.get()
    assert (entry.name, entry.other_names) == (NAME, OTHER)


def test_enterprise_is_found_by_the_former_name_in_its_roster(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1, name=f"{NAME}（原{OTHER}）")])
    list_entries(credit, "court-defaulters", [blacklist_line(OTHER)])
    assert hits() == {Enterprise.objects.get().name}


def test_decision_is_void_when_the_former_names_of_the_entry_change(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1, name=OTHER)])
    list_entries(credit, "court-defaulters", [blacklist_line(f"济南旧时字号有限公司（曾用名：{OTHER}）")])
    before = ScreeningHit.objects.get().fingerprint
    later = [blacklist_line(f"济南旧时字号有限公司（曾用名：{OTHER}、济南更早字号有限公司）")]
    list_entries(credit, "court-defaulters", later, as_of=date(2026, 7, 1))
    assert ScreeningHit.objects.get().fingerprint != before
