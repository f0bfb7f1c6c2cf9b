"""What other sectors send: files of blacklists; and the switches and declarations of a blacklist."""

from dataclasses import replace
from datetime import date
from functools import partial

from blacklists.actions.blacklist_declaration import declare_unused, withdraw_declaration
from blacklists.models import Blacklist
from tests.simulation.city import BLACKLISTS, row_of
from tests.simulation.facts import Record
from tests.simulation.names import ENTERPRISES, STRANGERS
from tests.simulation.year import Year
from tests.steps import switch_blacklist


def send_file(year: Year) -> str:
    """A full list or changes: new entries, corrections, removals by a row or by absence."""
    code = year.rng.choice(list(BLACKLISTS))
    entries = year.model.entries_of(code)
    as_of = max(year.days_ago(0, 0, 0, 2), year.file_days[code])
    is_whole = year.chance(0.35)
    corrected = [_corrected(year, entry.record) for entry in year.some(entries, 2)]
    new = [_new_record(year) for _ in range(year.rng.randint(0, 2))]
    absent = {entry.record.source_id for entry in year.some(entries, 2)}
    kept = [entry.record for entry in entries if is_whole and entry.record.source_id not in absent]
    records = {record.source_id: record for record in (*kept, *corrected, *new)}
    if not records:
        return ""
    rows = list(map(row_of, records.values()))
    if not is_whole and year.chance(0.5):
        rows = [_partial_row(year, record) for record in records.values()]
    mode = "full" if is_whole else "changes"
    way = year.rng.choice(("uploaded", "pushed", "pulled"))
    year.city.confirm_file(code, mode, rows, as_of=as_of, way=way)
    year.file_days[code] = as_of
    missing_as_of = as_of if is_whole else None
    year.note_requests(year.model.confirm_file(code, records.values(), missing_as_of=missing_as_of))
    year.run_at_once()
    return f"{mode} file of {code}, {way}, as of {as_of}: {list(records.values())}"


def _new_record(year: Year) -> Record:
    year.records += 1
    record = Record(f"S{year.records}", year.rng.choice(STRANGERS), document=f"{year.records}号")
    listed_on = year.rng.choice((None, year.days_ago(*range(13)), year.days_ago(-4)))
    return replace(_with_subject(year, record), listed_on=listed_on)


def _with_subject(year: Year, record: Record) -> Record:
    """The record about an enterprise, by a number or by name, or about a stranger."""
    enterprise, other = year.rng.sample(ENTERPRISES, 2)
    name, customs_code = year.rng.choice(enterprise.names), year.rng.choice(enterprise.customs_codes)
    subjects: list[dict[str, str]] = [
        *[{"name": name}] * 4,
        *[{"uscc": enterprise.uscc}] * 2,
        *[{"customs_code": customs_code}] * 2,
        {"org_code": enterprise.uscc[8:17]},
        {"customs_code": customs_code, "uscc": other.uscc},
        {"name": name, "uscc": other.uscc},
        {},
    ]
    nobody = {"name": year.rng.choice(STRANGERS), "uscc": "", "org_code": "", "customs_code": ""}
    return replace(record, **{**nobody, **year.rng.choice(subjects)})


def _corrected(year: Year, record: Record) -> Record:
    """The record with another day, subject or document."""
    earliest = record.listed_on or year.days_ago(9)
    near = max(earliest, year.days_ago(*range(-6, 7)))
    listed_on = min(record.removed_on or date.max, record.expires_on or date.max, year.days_ago(*range(-5, 16)))
    return year.rng.choice(
        (
            *[replace(record, removed_on=near)] * 2,
            *[replace(record, expires_on=near)] * 2,
            *[replace(record, removed_on=None, expires_on=None)] * 2,
            replace(record, listed_on=listed_on),
            _with_subject(year, record),
            replace(record, document=f"{record.document}之一"),
        )
    )


def _partial_row(year: Year, record: Record) -> dict[str, str]:
    """The row with the fields that differ from what is known; a row of changes may leave out most others.

    The days of the end are always stated: a row about an entry that a full list left out lists it again without them.
    """
    entry = year.model.entries.get(record.source_id)
    known = row_of(entry.record) if entry else {}
    always = ("source_id", "name", "expires_on", "removed_on")
    return {field: text for field, text in row_of(record).items() if field in always or known.get(field) != text}


def switch(year: Year) -> str:
    """A blacklist that excludes becomes a hint only, or the other way round; a second user approves."""
    code = year.rng.choice(list(BLACKLISTS))
    switch_blacklist(code, excludes=not year.model.is_excluding(code), by=year.city.credit)
    year.model.switch(code)
    return f"{code}: {'excludes' if year.model.is_excluding(code) else 'hints only'}"


def declare(year: Year) -> str:
    """A blacklist is declared as not yet in use, or the declaration is withdrawn; refused once it has a file."""
    code = year.rng.choice(list(BLACKLISTS))
    declared = code in year.model.unused
    act = withdraw_declaration if declared else declare_unused
    blacklist = Blacklist.objects.get(code=code)
    may = not year.model.has_file(code) and (declared or year.model.is_excluding(code))
    what = f"{code} declared {'in use' if declared else 'unused'}"
    done = year.attempt(partial(act, blacklist=blacklist, reason="尚无数据", by=year.city.credit), may=may, what=what)
    if may:
        year.model.declare(code, unused=not declared)
    return done
