"""Notes on the cells of a table that were read as something else than they state literally."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from spreadsheets.cells import FIRST_DAYS, LAST_DAYS, NAMES, clean_text
from spreadsheets.columns import CODES, DAYS, Column
from spreadsheets.days import DayForm, read_day
from spreadsheets.identifiers import clean_code, clean_org_code
from spreadsheets.private_use import map_private_use
from spreadsheets.problems import Note, Params
from spreadsheets.words_for_none import ENDLESS

TEXTS_SHOWN = 5
LONGEST_TEXT = 40
NOTES_ON_DAYS: dict[DayForm, str] = {
    "moment": "moments_read",
    "midnight": "midnights_read",
    "period": "periods_read",
    "period_start": "period_starts_read",
    "end": "ends_read",
}


def notes_on_cells(
    columns: Sequence[Column],
    lines: Sequence[int],
    received: Mapping[str, list[str]],
    cells: Mapping[str, list[str]],
) -> list[Note]:
    """Return the notes on the columns whose cells cleaning has changed.

    `lines` are the spreadsheet lines of the rows, `received` and `cells` column key → cells before and after cleaning.
    """
    notes: list[Note] = []
    for column in columns:
        raw_texts, texts = received.get(column.key, []), cells.get(column.key, [])
        if raw_texts != texts:
            notes += _notes_on_words(column, raw_texts, texts)
            if column.key in DAYS:
                notes += _notes_on_days(lines, column, raw_texts)
            elif column.key in CODES:
                notes += _notes_on_codes(lines, column, raw_texts, texts)
            elif column.key in NAMES:
                notes += _notes_on_names(lines, column, raw_texts, texts)
    return notes


def _notes_on_words(column: Column, raw_texts: Sequence[str], texts: Sequence[str]) -> Iterator[Note]:
    meanings = {"words_for_none": ""} | ({"no_end": ENDLESS} if column.key == "expires_on" else {})
    for code, meaning in meanings.items():
        words = Counter(
            raw.strip() for raw, text in zip(raw_texts, texts, strict=True) if raw and text == meaning and raw.strip()
        )
        if words:
            params: Params = {"column": column.title, "texts": list(words)[:TEXTS_SHOWN], "count": words.total()}
            yield Note(code, params)


def _notes_on_days(lines: Sequence[int], column: Column, raw_texts: Sequence[str]) -> Iterator[Note]:
    is_last, is_first = column.key in LAST_DAYS, column.key in FIRST_DAYS
    counts = Counter(raw_texts)
    readings = {text: read_day(text, is_last=is_last, is_first=is_first) for text in counts if text}
    for form, code in NOTES_ON_DAYS.items():
        texts = [text for text, reading in readings.items() if reading.form == form and reading.day]
        if texts:
            index = raw_texts.index(texts[0])
            params: Params = {
                "column": column.title,
                "count": sum(counts[text] for text in texts),
                "line": lines[index],
                "text": texts[0].strip()[:LONGEST_TEXT],
                "day": str(readings[texts[0]].day),
            }
            yield Note(code, params)


def _notes_on_codes(
    lines: Sequence[int], column: Column, raw_texts: Sequence[str], texts: Sequence[str]
) -> Iterator[Note]:
    # An organisation code is written with a hyphen.
    clean = clean_org_code if column.key == "org_code" else clean_code
    changed = [
        index
        for index, (raw, text) in enumerate(zip(raw_texts, texts, strict=True))
        if raw != text and text and text.isalnum() and clean(raw) != text
    ]
    yield from _note_on_rows("codes_cleaned", lines, column, changed)


def _notes_on_names(
    lines: Sequence[int], column: Column, raw_texts: Sequence[str], texts: Sequence[str]
) -> Iterator[Note]:
    respaced: list[int] = []
    unquoted: list[int] = []
    for index, (raw, text) in enumerate(zip(raw_texts, texts, strict=True)):
        if raw != text and text and (plain := clean_text(map_private_use(raw))) != text:
            (respaced if plain.replace(" ", "") == text.replace(" ", "") else unquoted).append(index)
    yield from _note_on_rows("names_without_blanks", lines, column, respaced)
    yield from _note_on_rows("names_without_quotes", lines, column, unquoted)


def _note_on_rows(code: str, lines: Sequence[int], column: Column, indexes: Sequence[int]) -> Iterator[Note]:
    if indexes:
        yield Note(code, {"column": column.title, "count": len(indexes), "line": lines[indexes[0]]})
