"""The notes on how a file was read: their parameters, and which of them stand above the table."""

from collections.abc import Mapping

from spreadsheets.problems import Param

_DAYS_READ = {
    "column": Param.TEXT,
    "count": Param.NUMBER,
    "line": Param.NUMBER,
    "text": Param.TEXT,
    "day": Param.DAY,
}

# Notes on how a file was read: code → name → kind of each parameter.
NOTE_CODES: dict[str, Mapping[str, Param]] = {
    "hidden_rows": {"count": Param.NUMBER},
    "hidden_columns": {"count": Param.NUMBER},
    "serial_gaps": {"missing": Param.TEXT, "count": Param.NUMBER},
    "serial_repeats": {
        "number": Param.NUMBER,
        "line": Param.NUMBER,
        "other_line": Param.NUMBER,
        "count": Param.NUMBER,
    },
    "page_texts": {"texts": Param.NAMES},
    "pictures": {"count": Param.NUMBER},
    "fewer_than_total": {"total": Param.NUMBER, "count": Param.NUMBER},
    "one_of_pages": {},
    "macros": {},
    "merged_cells": {"count": Param.NUMBER},
    "web_page_table": {},
    "web_archive_table": {},
    "page_not_closed": {},
    "records_of_lines": {"count": Param.NUMBER, "line": Param.NUMBER},
    "big5": {},
    "nul_padding": {"line": Param.NUMBER},
    "lost_characters": {"line": Param.NUMBER, "count": Param.NUMBER},
    "last_line_short": {"line": Param.NUMBER, "count": Param.NUMBER, "usual": Param.NUMBER},
    "quotes_in_cells": {"line": Param.NUMBER, "count": Param.NUMBER},
    "hidden_sheet": {"sheet": Param.TEXT},
    "other_sheets": {"sheet": Param.TEXT, "others": Param.SHEETS},
    "side_by_side": {"letter": Param.TEXT, "count": Param.NUMBER, "first": Param.NUMBER, "last": Param.NUMBER},
    "continued_sheet": {"sheet": Param.TEXT, "count": Param.NUMBER, "first": Param.NUMBER, "last": Param.NUMBER},
    "rows_above_header": {"line": Param.NUMBER, "count": Param.NUMBER, "header_line": Param.NUMBER},
    "other_table": {"line": Param.NUMBER, "count": Param.NUMBER, "header_line": Param.NUMBER},
    "unread_rows": {"other": Param.TEXT, "count": Param.NUMBER, "sheet": Param.TEXT},
    "near_title": {"title": Param.TEXT, "column": Param.TEXT},
    "near_titles_unread": {"titles": Param.NAMES, "column": Param.TEXT},
    "older_column": {"title": Param.TEXT, "column": Param.TEXT},
    "side_table": {"letter": Param.TEXT, "titles": Param.NAMES},
    "ignored_columns": {"titles": Param.NAMES},
    "untitled_columns": {"letters": Param.SHEETS},
    "comments_elsewhere": {
        "count": Param.NUMBER,
        "line": Param.NUMBER,
        "letter": Param.TEXT,
        "text": Param.TEXT,
    },
    "formulas_unread": {
        "letter": Param.TEXT,
        "title": Param.TEXT,
        "count": Param.NUMBER,
        "line": Param.NUMBER,
        "text": Param.TEXT,
    },
    "moments_read": _DAYS_READ,
    "midnights_read": _DAYS_READ,
    "periods_read": _DAYS_READ,
    "period_starts_read": _DAYS_READ,
    "ends_read": _DAYS_READ,
    "terms_reckoned": _DAYS_READ,
    "words_for_none": {"column": Param.TEXT, "texts": Param.NAMES, "count": Param.NUMBER},
    "no_end": {"column": Param.TEXT, "texts": Param.NAMES, "count": Param.NUMBER},
    "codes_cleaned": {"column": Param.TEXT, "count": Param.NUMBER, "line": Param.NUMBER},
    "names_without_blanks": {"column": Param.TEXT, "count": Param.NUMBER, "line": Param.NUMBER},
    "names_without_quotes": {"column": Param.TEXT, "count": Param.NUMBER, "line": Param.NUMBER},
    "usccs_in_licence_numbers": {"count": Param.NUMBER},
    "joined_by_customs_code": {"count": Param.NUMBER},
    "cells_edited": {"count": Param.NUMBER},
    "personal_data_cut": {"count": Param.NUMBER},
}

_NOT_SEEN = "the person may not see this content, which counts all the same"
_NOT_READ = "the file has content that changes nothing"
_DAMAGED = "content may be missing or changed in the file itself"
_MEANING = "the content was taken to mean what its title does not state literally"
# Notes that stand above the table and are marked in the API → why a person must see them.
NOTES_THAT_MATTER = {
    "hidden_rows": _NOT_SEEN,
    "hidden_columns": _NOT_SEEN,
    "hidden_sheet": _NOT_SEEN,
    "other_sheets": _NOT_READ,
    "comments_elsewhere": _NOT_READ,
    "page_texts": _NOT_READ,
    "pictures": _NOT_READ,
    "unread_rows": _NOT_READ,
    "rows_above_header": _NOT_READ,
    "other_table": _NOT_READ,
    "side_table": _NOT_READ,
    "ignored_columns": _NOT_READ,
    "untitled_columns": _NOT_READ,
    "formulas_unread": _NOT_READ,
    "near_titles_unread": _NOT_READ,
    "page_not_closed": _DAMAGED,
    "fewer_than_total": _DAMAGED,
    "serial_gaps": _DAMAGED,
    "serial_repeats": _DAMAGED,
    "one_of_pages": _DAMAGED,
    "last_line_short": _DAMAGED,
    "nul_padding": _DAMAGED,
    "lost_characters": _DAMAGED,
    "quotes_in_cells": _DAMAGED,
    "near_title": _MEANING,
    "records_of_lines": _MEANING,
    "usccs_in_licence_numbers": _MEANING,
    "periods_read": _MEANING,
    "period_starts_read": _MEANING,
    "ends_read": _MEANING,
    "terms_reckoned": _MEANING,
    "words_for_none": _MEANING,
    "no_end": _MEANING,
    "midnights_read": _MEANING,
    "moments_read": _MEANING,
    "older_column": _MEANING,
    "side_by_side": _MEANING,
    "continued_sheet": _MEANING,
}
# Notes that are folded with the details of the reading: they change no row, or repeat what the page shows elsewhere.
FOLDED_NOTES = frozenset(
    (
        "macros",
        "merged_cells",
        "web_page_table",
        "web_archive_table",
        "big5",
        "codes_cleaned",
        "names_without_quotes",
        "names_without_blanks",
        "joined_by_customs_code",
        "cells_edited",
        "personal_data_cut",
    )
)
