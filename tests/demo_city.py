"""The demo city, loaded once a run for each day on which the demo starts; each test works on a copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from fasteners import InterProcessLock

from demo.clock import clock_at
from demo.management.commands import load_demo
from tests.databases import copy_of, make_copy, using
from tests.roles import as_owner


@contextmanager
def city_of(today: date, settings: LazySettings, *, shared: Path) -> Iterator[None]:
    """Use a copy of the city that the demo loads on the day; the folder is shared by the workers of the run.

    The database of the test must be empty, and only its own connection open.
    """
    own = connection.settings_dict["NAME"]
    city, is_loaded = f"test_city_{today:%Y%m%d}", shared / f"city-{today}"
    settings.DEMO = True
    # Its passwords are printed, and as old as its year (credit_portal/settings.py).
    settings.PASSWORD_CLASSES = settings.PASSWORD_MAX_AGE_DAYS = 0
    settings.MEDIA_ROOT = shared / f"media-{today}"
    with InterProcessLock(shared / "city.lock"):
        if not is_loaded.exists():
            make_copy(own, name=city)
            with using(city):
                _load(today)
            is_loaded.touch()
    with copy_of(city, name=f"{own}_city"):
        yield


def _load(today: date) -> None:
    # As the owner, like `make demo`, because reference data is the owner's.
    with as_owner(), clock_at(datetime.combine(today, time(9))):
        call_command(load_demo.Command())
