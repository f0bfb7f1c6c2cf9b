"""Checks of the rows of another sector's blacklist (field notes: blacklists of other sectors)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from spreadsheets.checking import Check, Context, filled_cells, problem_at, run_checks, sort_problems
from spreadsheets.checks import (
    check_broken_cells,
    check_lengths,
    check_name_characters,
    check_registration_number,
)
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.days import parse_day, read_day
from spreadsheets.headers import title_key
from spreadsheets.identifier_columns import assign_identifiers
from spreadsheets.identifiers import (
    CUSTOMS_CODE,
    REGISTRATION_NUMBER,
    TAX_NUMBER,
    clean_code,
    is_made_up,
    is_valid_org_code,
    is_valid_uscc,
    uscc_fault,
)
from spreadsheets.mark_checks import MARK_CHECKS, check_comments, check_page_texts
from spreadsheets.name_parts import take_names_apart
from spreadsheets.person_checks import check_cut_data, check_natural_person
from spreadsheets.person_names import Subject, subject_of
from spreadsheets.problems import (
    ERASED,
    PROBLEM_CODES,
    SUPERSEDED,
    UNKNOWN_RECORD,
    Fault,
    Params,
    Problem,
)
from spreadsheets.rows import Table
from spreadsheets.state_words import states_loss
from spreadsheets.stated_losses import check_coded_states, check_ended_entries, check_notes, check_stated_losses
from spreadsheets.table_checks import LOSS_IN_BLACKLIST, check_column_choices, check_sections, check_surplus_cells
from spreadsheets.terms import is_plain_term, reckon_expiries
from spreadsheets.words_for_none import ENDLESS

# A day of listing or removal outside these limits has a typing error in the year. 有效期止 has no latest day: some
# sources write 2099-12-31 for an unlimited term.
EARLIEST_DAY = date(1980, 1, 1)
LONGEST_AHEAD = timedelta(days=3653)
# Titles of columns of periods, which name neither their first nor their last day.
OF_PERIODS = re.compile("(?:公示|公布|惩戒|列入|管理)(?:有效)?(?:期|期限|期间|时限)$|起止(?:日期|时间)$")
LONGEST_TITLE = 40
NUMBERS = {"registration_number": REGISTRATION_NUMBER, "tax_number": TAX_NUMBER, "customs_code": CUSTOMS_CODE}


def check_subject(table: Table, context: Context) -> Iterator[Problem]:
    """Check that an entry has a name or a usable code; a removal may have the source's number alone."""
    codes = [table.column(key) for key in ("uscc", "org_code", *NUMBERS)]
    source_ids, removals = table.column("source_id"), table.column("removed_on")
    for index, name in enumerate(table.column("name")):
        if name:
            continue
        uscc, org_code, *numbers = (texts[index] for texts in codes)
        shapes = zip(NUMBERS.values(), numbers, strict=True)
        has_code = (
            is_valid_uscc(uscc) or is_valid_org_code(org_code) or any(shape.fullmatch(text) for shape, text in shapes)
        )
        if not (source_ids[index] and parse_day(removals[index])):
            yield problem_at(table, index, "name", "no_name" if has_code else "no_subject")


def check_entry_identifiers(table: Table, context: Context) -> Iterator[Problem]:
    """Check that identifiers are valid; an entry with an invalid one is screened by the others and by its name."""
    for key in ("uscc", "org_code", "tax_number", "customs_code"):
        texts = set(table.column(key))
        faults = {text: fault for text in texts if text and (fault := _identifier_fault(key, text))}
        for index, text in filled_cells(table, key) if faults else ():
            if text in faults:
                yield problem_at(table, index, key, *faults[text])


def _identifier_fault(key: str, text: str) -> Fault | None:
    """Return problem code and parameters of a text that is no valid identifier; None for a valid one."""
    if is_made_up(text):
        return "entry_made_up_code", {"column": key, "text": text}
    if key == "uscc":
        fault = uscc_fault(text)
        return (f"entry_{fault[0]}", fault[1]) if fault else None
    is_valid = is_valid_org_code(text) if key == "org_code" else NUMBERS[key].fullmatch(text)
    return None if is_valid else (f"entry_{key}", {"text": text})


def check_entry_days(table: Table, context: Context) -> Iterator[Problem]:
    """Check that days exist and are plausible, and that no entry ends before it begins."""
    latest = context.today + LONGEST_AHEAD
    for key in ("listed_on", "expires_on", "removed_on"):
        for index, text in filled_cells(table, key):
            if text == ENDLESS and key == "expires_on":
                continue
            reading = read_day(text, is_last=key == "expires_on")
            day, listed = reading.day, parse_day(table.column("listed_on")[index])
            if day is None:
                is_term = key == "expires_on" and is_plain_term(table, text)
                params: Params = {"text": text, "fault": "term" if is_term else reading.fault}
                meant = reading.suggestion.isoformat() if reading.suggestion else ""
                yield problem_at(table, index, key, f"{key}_invalid", params, meant)
            elif key != "expires_on" and not EARLIEST_DAY <= day <= latest:
                params = {"day": day.isoformat(), "earliest": EARLIEST_DAY.isoformat(), "latest": latest.isoformat()}
                yield problem_at(table, index, key, f"{key}_implausible", params)
            elif listed and day < listed:
                params = {"day": day.isoformat(), "listed_on": listed.isoformat()}
                yield problem_at(table, index, key, f"{key}_too_early", params)
            elif key == "listed_on" and day > context.today:
                yield problem_at(table, index, key, "listed_on_future", {"day": day.isoformat()})


def check_single_days(table: Table, context: Context) -> Iterator[Problem]:
    """Report once that cells of a column of periods, such as 公示期, have one day: the first one or the last one."""
    title = table.titles.get(table.columns.get("expires_on", ""), "").strip()
    if not OF_PERIODS.search(title_key(title)):
        return
    raw_texts = table.raw_column("expires_on")
    single = {text for text in set(raw_texts) if (reading := read_day(text, is_last=True)).day and not reading.form}
    indexes = [index for index, text in enumerate(raw_texts) if text in single]
    if indexes:
        params: Params = {"title": title, "text": raw_texts[indexes[0]].strip()[:LONGEST_TITLE], "count": len(indexes)}
        yield problem_at(table, indexes[0], "expires_on", "expires_on_unclear", params)


def check_entry_twice(table: Table, context: Context) -> Iterator[Problem]:
    """Report a record of the source, or a document about one subject, that occurs twice; the later row is taken."""
    columns = [table.column(key) for key in ("source_id", "uscc", "org_code", "name", "document_number")]
    seen: set[tuple[str, ...]] = set()
    for index, (source_id, *identity) in enumerate(zip(*columns, strict=True)):
        key = (source_id,) if source_id else tuple(identity)
        if key in seen and any(key):
            yield problem_at(table, index, "name", "source_id_twice" if source_id else "entry_twice")
        seen.add(key)


def check_names_of_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """Report an entry with the USCC of an earlier one and another name, which is none of its other names."""
    names, codes = table.column("name"), table.column("uscc")
    if len(set(zip(codes, names, strict=True))) == len(set(codes)):
        return
    others = table.column("other_names")
    first: dict[str, int] = {}
    for index, code in filled_cells(table, "uscc"):
        earlier = first.setdefault(code, index)
        name, known = names[index], names[earlier]
        if not (name and known and is_valid_uscc(code)) or clean_code(name) == clean_code(known):
            continue
        if name not in others[earlier] and known not in others[index]:
            shown = {
                key: text if subject_of(text) is Subject.ENTERPRISE else "…"
                for key, text in (("name", name), ("other_name", known))
            }
            yield problem_at(table, index, "uscc", "entry_uscc_two_names", {"line": table.lines[earlier], **shown})


BLACKLIST_CHECKS: tuple[Check, ...] = (
    check_column_choices,
    check_surplus_cells,
    check_sections(LOSS_IN_BLACKLIST),
    check_notes(states_loss),
    check_stated_losses,
    check_ended_entries,
    check_coded_states,
    *MARK_CHECKS,
    check_comments(states_loss),
    check_page_texts(states_loss),
    check_subject,
    check_natural_person,
    check_cut_data(),
    check_lengths(BLACKLIST_COLUMNS),
    check_name_characters,
    check_broken_cells,
    check_entry_identifiers,
    check_registration_number,
    check_entry_days,
    check_single_days,
    check_entry_twice,
    check_names_of_uscc,
)


def check_entries(table: Table, context: Context) -> tuple[Table, list[Problem]]:
    """Return the table with every name and identifier in its own column, and every problem by line and column."""
    table, parts = take_names_apart(table, BLACKLIST_COLUMNS)
    table, moved = assign_identifiers(reckon_expiries(table))
    return table, sort_problems([*parts, *moved, *run_checks(table, BLACKLIST_CHECKS, context)])


def superseded(line: int, name: str) -> Problem:
    """Return the notice that newer data is known about the entry on this line."""
    return _of_comparison(SUPERSEDED, line, name, {})


def erased(line: int, name: str, fields: list[str]) -> Problem:
    """Return the notice that the row on this line erases known content or replaces known identifiers: column keys."""
    return _of_comparison(ERASED, line, name, {"fields": fields})


def unknown_record(line: int, source_id: str) -> Problem:
    """Return the notice that the row on this line removes a record which the blacklist does not have."""
    return _of_comparison(UNKNOWN_RECORD, line, source_id, {"source_id": source_id})


def _of_comparison(code: str, line: int, cell: str, params: Params) -> Problem:
    """Return a problem that is found when the file is compared with its blacklist."""
    severity = PROBLEM_CODES[code].severity
    key = "source_id" if code == UNKNOWN_RECORD else "name"
    return Problem(line=line, column="", key=key, code=code, params=params, severity=severity, cell=cell)
