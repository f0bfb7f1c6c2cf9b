"""A fictional city: many waiting screenings of the same enterprises, and planted matches of every match type."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.permissions import Role
from benchmarks.screening_planted import planted_pairs
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistImport
from roster.actions.confirmations import confirm_roster
from screening.actions.decisions import decide_hits
from screening.actions.screenings import repeat_screening
from screening.models import Screening, ScreeningHit
from screening.models.hits import Wait
from screening.states import Decision
from tests.chaos.followed import DROPPED, FOLLOWED, build_followed, line
from tests.factories import load_blacklists, load_reference, make_department, make_user
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import full_confirmation, preview, put_in_force, run_screenings, versions_of

EARLIER, LATER = date(2026, 6, 30), date(2026, 7, 10)
PAIRS = Random(4).sample(planted_pairs(), 800)
# Serials of enterprises: screened before; of these, the renamed ones; new ones of each office.
KNOWN = range(200)
RENAMED = range(140, 170)
NEW = range(200, 260)
OTHERS = range(300, 360)
# Enterprises that only pushed entries name: the result does not depend on the order of the screenings.
PUSHED = range(100, 130)


@dataclass(frozen=True)
class People:
    officer: User
    other_officer: User
    credit: User


def build(address: str) -> None:
    """Build the city before workers start: every file is confirmed, and the new screenings are waiting.

    `address` is that of the system that receives events.
    """
    load_reference()
    load_blacklists()
    people = People(
        make_user(Role.CUSTOMS, department=make_department("quancheng-customs")),
        make_user(Role.CUSTOMS, department=make_department("laiwu-customs")),
        make_user(Role.CREDIT),
    )
    # The clerk of tests/chaos/reporter.py.
    make_user(Role.DEPARTMENT)
    build_followed(people.other_officer, as_of=EARLIER, address=address)
    put_in_force(people.officer, [_enterprise(serial) for serial in KNOWN], as_of=EARLIER)
    court = [*_entries("court", range(0, 40)), *_entries("court-gone", range(40, 60)), *_unrelated("court", 200)]
    _import(people.credit, "court-defaulters", [*court, *_entries_before_enterprises()], as_of=EARLIER)
    run_screenings()
    hits = list(ScreeningHit.objects.waiting(Wait.DECISION).order_by("enterprise__uscc")[:6])
    decide_hits(
        hits=hits,
        expected_versions=versions_of(*hits),
        decision=Decision.DISMISSED,
        reason="法定代表人和住所均不同",
        by=people.credit,
    )
    _request_screenings(people)


def _request_screenings(people: People) -> None:
    court_screening = Screening.objects.latest("pk")
    lines = [_enterprise(serial) for serial in NEW] + [_enterprise(serial, renamed=True) for serial in RENAMED]
    for officer, changes in (
        (people.officer, lines),
        (people.other_officer, [_enterprise(serial) for serial in OTHERS]),
    ):
        submission = preview(officer, changes, mode="changes", as_of=LATER)
        confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)
    _drop(people.other_officer)
    named = [*range(100), *RENAMED, *NEW, *OTHERS]
    court = [*_entries("court", range(0, 40)), *_unrelated("court", 200, document="号之二")]
    _import(people.credit, "court-defaulters", [*court, *_entries_before_enterprises()])
    _import(people.credit, "tax-violations", [*_entries("tax", named), *_unrelated("tax", 50)])
    _import(people.credit, "abnormal-operation", [*_entries("hint", named[::2]), *_unrelated("hint", 30)])
    # Repeat the screening of a blacklist: only this one finds the hits of known enterprises, so a loss shows.
    repeat_screening(screening=court_screening, by=people.credit)
    pushed = [*_entries("wage", PUSHED), *_unrelated("wage", 30)]
    for code, entries in (("wage-arrears", pushed), ("production-safety", _unrelated("safety", 120))):
        _receive(people.credit, code, entries, as_of=LATER, automatic=True)


def _drop(officer: User) -> None:
    """Some of the followed enterprises are no longer in the roster of their office."""
    lines = [line(serial) for serial in FOLLOWED if serial not in DROPPED]
    submission = preview(officer, [*lines, *(_enterprise(serial) for serial in OTHERS)], as_of=LATER)
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)


def _entries_before_enterprises() -> list[dict[str, str]]:
    """Return entries older than the enterprises that they name; only the screenings of rosters find them."""
    return _entries("awaiting", [*RENAMED, *NEW, *OTHERS])


def _enterprise(serial: int, *, renamed: bool = False) -> tuple[str, ...]:
    names = PAIRS[serial].names
    name = PAIRS[serial + 400].names[0] if renamed else names[0]
    return roster_line(serial, name=name, customs_code=f"37016T{serial:04d}")


def _entries(source: str, serials: Sequence[int]) -> list[dict[str, str]]:
    """Return one entry per enterprise, each with the next match type; the names are variants."""
    return [_entry(f"{source}-{serial}", serial) for serial in serials]


def _entry(source_id: str, serial: int) -> dict[str, str]:
    pair = PAIRS[serial + 400] if serial in RENAMED else PAIRS[serial]
    match_type = (
        {"uscc": uscc_of(serial)},
        {"org_code": uscc_of(serial)[8:17]},
        {"customs_code": f"37016T{serial:04d}"},
        {},
        {},
    )[serial % 5]
    return {"source_id": source_id, "name": pair.entry, "document_number": f"（2026）第{serial}号", **match_type}


def _unrelated(source: str, count: int, *, document: str = "号") -> list[dict[str, str]]:
    """Return entries that name none of the enterprises; every second one has a USCC."""
    return [
        {
            "source_id": f"{source}-{number}",
            "name": pair.entry,
            "document_number": f"（2025）第{number}{document}",
            **({"uscc": uscc_of(number)} if number % 2 or source in ("wage", "safety") else {}),
        }
        for number, pair in enumerate(PAIRS[-count:], start=1000)
    ]


def _receive(
    credit: User, code: str, entries: list[dict[str, str]], *, as_of: date, automatic: bool = False
) -> BlacklistImport:
    # In random order, so that every chunk has matches.
    rows = [{"listed_on": "2026-01-05", **entry} for entry in Random(code).sample(entries, len(entries))]
    content = json.dumps(rows, ensure_ascii=False).encode()
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code),
        upload=SimpleUploadedFile("entries.json", content),
        mode="changes" if automatic else "full",
        as_of=as_of,
        automatic=automatic,
        by=credit,
    )
    return received


def _import(credit: User, code: str, entries: list[dict[str, str]], *, as_of: date = LATER) -> None:
    received = _receive(credit, code, entries, as_of=as_of)
    process_import(received.pk)
    received.refresh_from_db()
    confirm_import(submission=received, ended_count=received.ended_count, problems_verified=True, by=credit)
