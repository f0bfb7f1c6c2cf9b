"""The keys that a migration derives for firms and entries that were there before there were keys."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from roster.models import BlacklistEntry, Enterprise
from tests.roster.conftest import list_entries, put_in_force
from tests.sheets import blacklist_line, roster_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]


def test_a_migrated_firm_is_found_by_all_that_it_was_called(officer: User, credit: User) -> None:
    """By the keys that it would have, had it come to the roster since."""
    put_in_force(officer, [roster_line(1)])
    renamed = roster_line(1, name="济南汀澜国际物流有限公司", customs_code="37012T0001")
    put_in_force(officer, [renamed], as_of=date(2026, 7, 1))
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    before = sorted(Enterprise.objects.get().match_keys), sorted(BlacklistEntry.objects.get().match_keys)
    Enterprise.objects.update(match_keys=[])
    BlacklistEntry.objects.update(match_keys=[])
    import_module("roster.migrations.0016_keys_in_columns").derive_keys(apps, connection.schema_editor())
    assert (sorted(Enterprise.objects.get().match_keys), sorted(BlacklistEntry.objects.get().match_keys)) == before
