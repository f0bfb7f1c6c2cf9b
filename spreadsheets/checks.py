"""Checks of the rows of a roster: one function a rule, and one list of the functions that run."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from spreadsheets.checking import Check, Context, cells_among, filled_cells, problem_at
from spreadsheets.columns import CODES, LONGEST_NAME, ROSTER_COLUMNS, Column
from spreadsheets.days import read_day
from spreadsheets.formulas import FORMULA, FORMULA_ERROR
from spreadsheets.identifiers import (
    CUSTOMS_CODE,
    clean_code,
    in_latin_letters,
    intended_uscc,
    invalid_usccs,
    is_made_up,
    uscc_fault,
)
from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.mark_checks import MARK_CHECKS, check_comments, check_page_texts
from spreadsheets.person_checks import check_cut_data, check_natural_person
from spreadsheets.private_use import PRIVATE_USE
from spreadsheets.problems import Fault, Params, Problem
from spreadsheets.registration_numbers import registration_number_faults
from spreadsheets.resident_ids import MASK
from spreadsheets.rows import Table
from spreadsheets.state_words import VALIDITY_TITLE, states_end_of_standing, states_other_standing
from spreadsheets.stated_losses import (
    check_notes,
    check_stated_grades,
    check_stated_losses,
    check_stated_offices,
    check_stated_standing,
    check_unclear_states,
    check_validity,
)
from spreadsheets.table_checks import LOSS_IN_ROSTER, check_column_choices, check_sections, check_surplus_cells

# 海关总署令第170号: the first classified management with an AA class came into force on this day.
AEO_BEGAN = date(2008, 4, 1)
# One character, or ASCII text of the length of a code.
# A quick test before the search for programs.
SIGN_OF_PROGRAM = re.compile("[+@＝＋＠<:%{;`-]")
# The beginning of a formula other than that of FORMULA, which a spreadsheet program runs; an element or a character
# reference of a web page; a placeholder of a template or of printf; the end of an SQL statement; a shell command.
PROGRAM = re.compile(
    r"^[+@＝＋＠]|^-(?=[A-Za-z(])|<\s*/?[A-Za-z!][^<>]*>|&#?\w{1,9};|(?i:javascript:)|[$#{]\{|\{%|%[a-z]|;\s?--|`"
)
# A name that is cut off, 同上, or a text in the escapes of a program.
BROKEN_NAME = re.compile(
    r"(?:\\[uU][0-9A-Fa-f]{4}){2}|(?:%[0-9A-Fa-f]{2}){3}|(?:\.{2,}|…)\W*$|^\W*(?:同上|上同|同前|同左|ditto)\W*$",
    re.IGNORECASE,
)
# The ends of a legal form that is cut off.
CUT_OFF = ("有限", "有限公", "有限责", "有限责任", "有限责任公", "股份有", "股份有限", "股份有限公")
# A name without any of these is not broken.
SIGN_OF_BROKEN = re.compile(r"[\\%…同dD]|\.\.")
SIGN_CHARACTERS = re.compile(r"[\\%…同dD.]")
# Marks that change the order in which the characters of a line are shown; they are not kept.
DIRECTION_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HYPERLINK = re.compile(r"""=HYPERLINK\("[^"]*",\s*"([^"]+)"\)""", re.IGNORECASE)
LONGEST_TEXT = 40
LONGEST_FORMULA = 60
IMPLAUSIBLE_NAME = re.compile(r".?|[0-9A-Za-z\s-]{8,}")


def check_broken_cells(table: Table, context: Context) -> Iterator[Problem]:
    """Check that no cell shows a formula or its error, and no code lost digits by a conversion to a number."""
    for key, unusable_texts in table.unusable_texts.items():
        for index, text in enumerate(table.cells[key]) if unusable_texts else ():
            if text not in unusable_texts or MASK in text:
                continue
            if FORMULA_ERROR.fullmatch(text):
                yield problem_at(table, index, key, "formula_error", {"text": text})
            elif FORMULA.fullmatch(text):
                params = {"column": key, "text": text[:LONGEST_FORMULA]}
                yield problem_at(table, index, key, "formula_without_result", params, _shown_text(text))
            else:
                yield problem_at(table, index, key, "lost_digits", {"column": key, "text": text})


def check_needed(columns: Sequence[Column]) -> Check:
    """Return a check that the cells of the needed columns are filled."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for column in columns:
            texts = table.column(column.key)
            if column.needed and "" in texts:
                for index, text in enumerate(texts):
                    if not text:
                        yield problem_at(table, index, column.key, "empty", {"column": column.key})

    return check


def check_lengths(columns: Sequence[Column]) -> Check:
    """Return a check that no cell is longer than what the portal keeps of its column."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for column in columns:
            texts = table.cells.get(column.key, ())
            if not column.longest or max(map(len, texts), default=0) <= column.longest:
                continue
            for index, text in enumerate(texts):
                if len(text) > column.longest:
                    params: Params = {"column": column.key, "length": len(text), "limit": column.longest}
                    yield problem_at(table, index, column.key, "too_long", params)

    return check


def check_has_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """Check that each enterprise has a USCC: in its cell or, without that column, known by its customs code."""
    for index, text in enumerate(table.column("uscc")):
        if text:
            continue
        customs_code = table.column("customs_code")[index]
        if "uscc" not in table.columns:
            yield problem_at(table, index, "uscc", "first_time", {"customs_code": customs_code})
        elif known_uscc := context.uscc_of.get(customs_code, ""):
            yield problem_at(table, index, "uscc", "uscc_known", {"uscc": known_uscc}, known_uscc)
        else:
            yield problem_at(table, index, "uscc", "empty", {"column": "uscc"})


def check_no_resident_id(table: Table, context: Context) -> Iterator[Problem]:
    """Check that no ID number of a resident stands in a column of codes; the portal does not keep it."""
    for key in CODES & table.cells.keys():
        for index, text in enumerate(table.cells[key]) if table.unusable_texts[key] else ():
            if MASK in text:
                yield problem_at(table, index, key, "resident_id")


def check_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """Check that the USCC has 18 characters of its alphabet and a correct check character (GB 32100-2015)."""
    for index, text in cells_among(table, "uscc", invalid_usccs(table.column("uscc"))):
        fault = uscc_fault(text)
        if fault is None:
            continue
        if is_made_up(text):
            yield problem_at(table, index, "uscc", "made_up_code", {"column": "uscc", "text": text})
            continue
        code, params = fault
        if intended := intended_uscc(text):
            code, params = "uscc_look_alike", {**params, "uscc": intended}
        yield problem_at(table, index, "uscc", code, params, intended)


def check_customs_code(table: Table, context: Context) -> Iterator[Problem]:
    """Check that the customs code has 10 digits or capital letters."""
    wrong = {text for text in table.column("customs_code") if not CUSTOMS_CODE.fullmatch(text)}
    for index, text in cells_among(table, "customs_code", wrong):
        intended = in_latin_letters(text)
        if CUSTOMS_CODE.fullmatch(intended):
            params: Params = {"characters": "".join(sorted(set(text) - set(intended))), "customs_code": intended}
            yield problem_at(table, index, "customs_code", "customs_code_look_alike", params, intended)
        elif text.isdecimal() and CUSTOMS_CODE.fullmatch(f"0{text}") and not is_made_up(text):
            # A spreadsheet program that takes a code for a number drops its leading zero.
            params = {"length": len(text), "text": text}
            yield problem_at(table, index, "customs_code", "customs_code", params, f"0{text}")
        elif is_made_up(text):
            yield problem_at(table, index, "customs_code", "made_up_code", {"column": "customs_code", "text": text})
        else:
            yield problem_at(table, index, "customs_code", "customs_code", {"length": len(text), "text": text})


def check_customs_office(table: Table, context: Context) -> Iterator[Problem]:
    """Report a customs code with the prefix of another office for confirmation: the enterprise may belong there."""
    length = max(map(len, context.offices), default=0)
    if not length:
        return
    codes = table.column("customs_code")
    office_of = {prefix: _office_of(prefix, context) for prefix in {code[:length] for code in codes}}
    foreign = {prefix for prefix, office in office_of.items() if office not in ("", context.office)}
    for index, text in filled_cells(table, "customs_code") if foreign else ():
        if text[:length] in foreign and CUSTOMS_CODE.fullmatch(text):
            params = {"customs_code": text, "office": office_of[text[:length]], "own_office": context.office}
            yield problem_at(table, index, "customs_code", "customs_office", params)


def _office_of(prefix: str, context: Context) -> str:
    """Return the office with the longest known prefix of this one; "" for none."""
    return next((office for end in range(len(prefix), 0, -1) if (office := context.offices.get(prefix[:end]))), "")


def check_registration_number(table: Table, context: Context) -> Iterator[Problem]:
    """Check that a registration number has 13 digits, 15 with a check digit, or the older form of foreign enterprises.

    The problem is only a notice: the USCC identifies the enterprise, and numbers from before 2007 are still in use.
    """
    faults = registration_number_faults(table.column("registration_number"))
    for index, text in cells_among(table, "registration_number", set(faults)):
        yield problem_at(table, index, "registration_number", *faults[text])


def check_unique(key: str) -> Check:
    """Return a check that no two rows have the same text in the column `uscc` or `customs_code`."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        texts = table.column(key)
        if len(set(texts)) == len(texts):
            return
        first: dict[str, int] = {}
        for index, text in filled_cells(table, key):
            earlier = first.setdefault(text, index)
            if earlier != index:
                yield _twice(table, key, earlier, index)

    return check


def _twice(table: Table, key: str, earlier: int, later: int) -> Problem:
    name, other_name = (table.column("name")[index] for index in (earlier, later))
    line = table.lines[earlier]
    if name == other_name:
        return problem_at(table, later, key, f"{key}_twice", {"line": line})
    params: Params = {"line": line, "name": name, "other_name": other_name}
    return problem_at(table, later, key, f"{key}_two_names", params)


def check_certified_on(table: Table, context: Context) -> Iterator[Problem]:
    """Check that the day of certification exists and is not in the future, before AEO began or after the roster."""
    faults = {text: fault for text in set(table.column("certified_on")) if (fault := _day_fault(text, context))}
    for index, text in cells_among(table, "certified_on", set(faults)):
        yield problem_at(table, index, "certified_on", *faults[text], day_suggestion(text))


def day_suggestion(text: str) -> str:
    """Return the day that a text which is no day probably means, in ISO format; "" for none."""
    meant = read_day(text).suggestion
    return meant.isoformat() if meant else ""


def _day_fault(text: str, context: Context) -> Fault | None:
    """Return the problem code of a day of certification and its parameters; None for a plausible day."""
    day, fault, *_ = read_day(text)
    if day is None:
        return "certified_on_invalid", {"text": text, "fault": fault}
    if day > context.today:
        return "certified_on_future", {"day": day.isoformat()}
    if day < AEO_BEGAN:
        return "certified_on_too_early", {"day": day.isoformat(), "earliest": AEO_BEGAN.isoformat()}
    if context.as_of and day > context.as_of:
        return "certified_on_after_roster", {"day": day.isoformat(), "as_of": context.as_of.isoformat()}
    return None


def check_certificate_days(table: Table, context: Context) -> Iterator[Problem]:
    """Report the further days of a certification that are no days, and reviews whose day has passed."""
    for key in ("first_certified_on", "recertified_on", "review_due_on"):
        title = table.titles.get(table.columns.get(key, ""), "").strip()
        # check_validity reports the end of what is valid until a day.
        is_validity = VALIDITY_TITLE.search(title) is not None
        for index, text in filled_cells(table, key):
            day, fault, *_ = read_day(text)
            if day is None and states_end_of_standing(text):
                yield problem_at(table, index, key, "row_states_loss", {"title": title, "text": text[:LONGEST_TEXT]})
            elif day is None:
                params: Params = {"column": key, "text": text[:LONGEST_TEXT], "fault": fault}
                yield problem_at(table, index, key, "certificate_day_invalid", params, day_suggestion(text))
            elif key == "review_due_on" and day < context.today and not is_validity:
                yield problem_at(table, index, key, "review_passed", {"day": day.isoformat()})


def check_name(table: Table, context: Context) -> Iterator[Problem]:
    """Check that the name is plausible: has a letter, is no code, no single character, not longer than LONGEST_NAME."""
    wrong = {
        text
        for text in table.column("name")
        if not 1 < len(text) <= LONGEST_NAME
        or (text.isascii() and IMPLAUSIBLE_NAME.fullmatch(text))
        or not (text[0].isalpha() or any(map(str.isalpha, text)))
    }
    for index, text in cells_among(table, "name", wrong):
        if len(text) > LONGEST_NAME:
            yield problem_at(table, index, "name", "name_too_long", {"length": len(text)})
        else:
            yield problem_at(table, index, "name", "name_implausible", {"text": text})


def check_name_characters(table: Table, context: Context) -> Iterator[Problem]:
    """Report broken names, names that a program would run, marks of direction and private-use characters in names."""
    names, raw_texts = table.column("name"), table.raw_column("name")
    joined = JoinedLines(names)
    programs = set(filter(PROGRAM.search, names)) if SIGN_OF_PROGRAM.search(joined.alphabet) else set()
    for index, text in cells_among(table, "name", programs):
        yield problem_at(table, index, "name", "name_program", {"column": "name", "text": text[:LONGEST_TEXT]})
    broken: set[str] = set()
    if SIGN_CHARACTERS.search(joined.alphabet) and SIGN_OF_BROKEN.search(joined.text):
        broken.update(filter(BROKEN_NAME.search, names))
    ended = joined.text + BETWEEN
    if any(end + BETWEEN in ended for end in CUT_OFF):
        broken.update(name for name in names if name.endswith(CUT_OFF))
    for index, text in cells_among(table, "name", broken):
        yield problem_at(table, index, "name", "name_broken", {"column": "name", "text": text[:LONGEST_TEXT]})
    characters = joined.alphabet if raw_texts == names else JoinedLines(raw_texts).alphabet
    if DIRECTION_MARK.search(characters):
        for index, (raw, name) in enumerate(zip(raw_texts, names, strict=True)):
            if DIRECTION_MARK.search(raw):
                yield problem_at(table, index, "name", "name_direction_mark", {"column": "name", "name": name})
    if not PRIVATE_USE.search(characters):
        return
    for index, (raw, name) in enumerate(zip(raw_texts, names, strict=True)):
        received, kept = (dict.fromkeys(PRIVATE_USE.findall(text)) for text in (raw, name))
        if kept:
            yield problem_at(table, index, "name", "name_private_use", {"column": "name", "characters": "".join(kept)})
        elif received:
            params = {"column": "name", "characters": "".join(received), "name": name}
            yield problem_at(table, index, "name", "name_private_use_read", params)


def _shown_text(text: str) -> str:
    """Return the text that the formula =HYPERLINK(address, text) shows; "" for any other text."""
    found = HYPERLINK.fullmatch(text)
    return found[1] if found else ""


def check_known_enterprise(table: Table, context: Context) -> Iterator[Problem]:
    """Compare each row with the enterprise that the portal knows by its USCC.

    An enterprise on the roster of another office, another name, and another customs code are each a problem. Unknown
    USCCs have none.
    """
    if not context.known:
        return
    names, codes = table.column("name"), table.column("customs_code")
    for index, uscc in filled_cells(table, "uscc"):
        known = context.known.get(uscc)
        if known is None:
            continue
        if known.office and known.office != context.office:
            yield problem_at(table, index, "uscc", "other_office", {"office": known.office})
        if names[index] and names[index] != known.name:
            # A name with other brackets, width or blanks is a notice; any other name needs confirmation.
            code = "name_respelt" if clean_code(names[index]) == clean_code(known.name) else "name_changed"
            yield problem_at(table, index, "name", code, {"name": known.name})
        if known.customs_code and CUSTOMS_CODE.fullmatch(codes[index]) and codes[index] != known.customs_code:
            params = {"customs_code": known.customs_code}
            yield problem_at(table, index, "customs_code", "customs_code_changed", params)


ROSTER_CHECKS: tuple[Check, ...] = (
    check_column_choices,
    check_surplus_cells,
    check_sections(LOSS_IN_ROSTER),
    check_notes(states_other_standing),
    check_stated_losses,
    check_stated_standing,
    check_validity,
    check_stated_grades,
    check_unclear_states,
    check_stated_offices,
    *MARK_CHECKS,
    check_comments(states_end_of_standing),
    check_page_texts(states_end_of_standing),
    check_needed(ROSTER_COLUMNS),
    check_has_uscc,
    check_natural_person,
    check_no_resident_id,
    check_cut_data(but=CODES),
    check_broken_cells,
    check_lengths(ROSTER_COLUMNS),
    check_uscc,
    check_customs_code,
    check_customs_office,
    check_registration_number,
    check_unique("uscc"),
    check_unique("customs_code"),
    check_certified_on,
    check_certificate_days,
    check_name,
    check_name_characters,
    check_known_enterprise,
)
