"""The numbers of the bar, whose queries are composed once, are those of the queries themselves."""

from collections.abc import Iterator

import pytest

from accounts.models import User
from accounts.permissions import Role
from foundation.web.work_items import Kind, Rows, count_work
from roster.models import Enterprise
from tests.factories import make_user
from tests.spreadsheet_files import roster_line
from tests.steps import clerk_of, log, possible_matches, put_in_force, revoke
from tests.work_items import rows_of
from workbench.work_items import SOURCES

pytestmark = pytest.mark.usefixtures("reference_data", "blacklists")


def composed_kinds(user: User) -> Iterator[Kind]:
    for waiting_in_app in SOURCES:
        yield from (kind for kind in waiting_in_app(user) if isinstance(kind, Kind) and isinstance(kind.rows, Rows))


def test_composed_counts_are_those_of_the_queries_for_everybody(
    officer: User, other_officer: User, credit: User, clerk: User
) -> None:
    possible_matches(officer, credit, 1, 2, 3)
    put_in_force(other_officer, [roster_line(7)])
    applied, followed = Enterprise.objects.order_by("pk")[:2]
    market = clerk_of("market-supervision")
    log(applied, clerk)
    log(followed, market, number=26)
    revoke(applied, officer)
    people = [officer, other_officer, credit, clerk, market, make_user(Role.CREDIT), make_user(Role.AUDITOR)]
    seen = set()

    for user in [*people, make_user(Role.SYSTEM)]:
        for kind in composed_kinds(user):
            (item,) = count_work([kind])
            assert item.count == rows_of(kind).count(), kind.label
            seen.update({kind.label} if item.count else set())

    assert len(seen) > 5
