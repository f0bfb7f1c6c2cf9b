"""The blacklists in the year: a whole list each at first, then what the systems of the sectors push."""

import json
from datetime import date, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from blacklists.actions.blacklist_declaration import declare_unused
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist
from demo.city.blacklists import (
    COURT_DEFAULTERS,
    SECTORS,
    Entry,
    Sector,
    changed_between,
    entries,
    pushed_rows,
    write_list,
)
from demo.city.files import CHANGES, FULL
from demo.year.city_year import CityYear, upload_of
from demo.year.days import MONTHS

# The courts push their changes every month, the others every second month; all so many working days before today.
LAST_PUSH = 4


def plan_sectors(year: CityYear) -> None:
    """Plan the lists of all sectors."""
    year.plan(year.days.first, partial(_declare_others_unused, year))
    for number, sector in enumerate(SECTORS):
        listed = _listed(sector, year)
        year.plan(year.days.first, partial(_send_list, year, sector, listed))
        known = year.days.first - timedelta(days=1)
        months = range(1, MONTHS) if sector == COURT_DEFAULTERS else range(2 - number % 2, MONTHS, 2)
        pushes = [year.days.of_month(month, 3 + number) for month in months]
        for day in [*pushes, year.days.before_today(LAST_PUSH)]:
            if day > known and (changed := changed_between(listed, known, day - timedelta(days=1))):
                year.plan(day, partial(_push, year, sector, changed))
                known = day - timedelta(days=1)


def _listed(sector: Sector, year: CityYear) -> list[Entry]:
    return entries(sector, today=year.days.today)


def _declare_others_unused(year: CityYear) -> None:
    codes = [sector.code for sector in SECTORS]
    for blacklist in Blacklist.objects.missing().exclude(code__in=codes):
        declare_unused(blacklist=blacklist, reason="来源单位尚未提供名单（演示）", by=year.people["xinyong"])


def _send_list(year: CityYear, sector: Sector, listed: list[Entry]) -> None:
    """Import the whole list as of the day before."""
    as_of = year.days.first - timedelta(days=1)
    path = year.folder / f"初始{sector.filename}"
    write_list(path, sector, listed, as_of=as_of)
    by = year.people["xinyong"]
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=sector.code), upload=upload_of(path), mode=FULL, as_of=as_of, by=by
    )
    process_import(received.pk)
    confirm_import(submission=received, problems_verified=True, by=by)


def _push(year: CityYear, sector: Sector, changed: list[Entry]) -> None:
    """Push changes as the system of the sector does; they take effect without a person."""
    as_of: date = year.clock.now.date()
    header, *rows = pushed_rows(sector, changed)
    body = {"mode": CHANGES, "entries": [dict(zip(header, row, strict=True)) for row in rows]}
    content = json.dumps(body, ensure_ascii=False).encode()
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=sector.code),
        upload=SimpleUploadedFile(f"{sector.code}-{as_of:%Y%m%d}.json", content),
        mode=CHANGES,
        as_of=as_of,
        rows=[header, *rows],
        automatic=True,
        by=year.people["xinyong"],
    )
    process_import(received.pk)
