"""Reading a text table: its separator, its quotes, strictly, so that no quote swallows rows.

A line is counted as a spreadsheet program counts it: a cell in quotes with line breaks is in one line.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from spreadsheets.problems import Note
from spreadsheets.sheets import MAX_ROWS, SheetError

HEAD = 20_000
LONGEST_CELL = 1_000_000
NAMED_SEPARATOR = re.compile(r"\"?sep=([^\w\s]|\t)\"?\s*[\r\n]", re.IGNORECASE)
# In this order where two are in as many lines. The unusual ones must be in most lines.
USUAL = (",", "\t", ";", "|")
UNUSUAL = ("^", "~", "，", "；", "│", "¦", "#", "&", "@", "$", "*", "\x01", "\x1f")
# Separators of several characters; each is read as UNIT.
SEVERAL = ("|@|", "~|~", "^|^", "||", "@@", "##", "$$", "::", "^^", "~~")
UNIT = "\x1f"
# A shorter table does not show how many cells a row has.
LEAST_ROWS = 4
LINE_END = re.compile(r"\r\n|\r|\n")
CURLY_QUOTES = str.maketrans({"“": '"', "”": '"'})
# Blanks between columns: two or more, or wide ones; else single ones.
BLANKS = (re.compile(r"[ \t]{2,}|[ \t]*\u3000\s*"), re.compile(r"\s+"))
CODE = re.compile(r"(?<![0-9A-Za-z-])(?=[A-Za-z-]*\d)[0-9A-Za-z-]{8,}")
NAME = re.compile("公司|工厂|商行|商店|合作社|中心")
# A line of a table that is drawn with characters, such as |---|---|.
RULE = re.compile(r"[-:+|=\s]*-{2}[-:+|=\s]*")


def read_text_table(text: str) -> tuple[list[list[str]], list[Note]]:
    """Return the rows of the text and notes on how they were read; raises SheetError."""
    separator = separator_of(text[:HEAD])
    text = _with_plain_quotes(text, separator)
    if not separator:
        return _split_at_blanks(text), []
    if len(separator) > 1:
        text, separator = text.replace(separator, UNIT), UNIT
    rows = _parse(text, separator)
    if separator == "|":
        rows = [[] if RULE.fullmatch("|".join(row)) else row for row in rows]
    notes = _notes_on_quotes(rows) if '"' in text else []
    return rows, [*notes, *_note_on_end(rows, text)]


def separator_of(head: str) -> str:
    """Return the separator that is in most lines; "" where blanks separate the columns.

    Addresses may have more of another character, but not in every line. A line `sep=;` names the separator.
    """
    if named := NAMED_SEPARATOR.match(head):
        return named.group(1)
    lines = [line for line in LINE_END.split(head) if line.strip()]
    for separator in SEVERAL:
        if _is_in_most(lines, separator) and not _is_used_alone(lines, separator):
            return separator
    most = [separator for separator in UNUSUAL if _is_in_most(lines, separator)]
    found = max((*USUAL, *most), key=lambda separator: _lines_with(lines, separator), default=",")
    if not _is_in_most(lines, found) and not any(found in line for line in lines[:1]) and _are_blanks(lines):
        return ""
    return found


def _is_in_most(lines: Sequence[str], separator: str) -> bool:
    return sum(separator in line for line in lines) * 2 > len(lines) > 1


def _is_used_alone(lines: Sequence[str], separator: str) -> bool:
    """Return whether a line has the first character of the separator, itself a separator, without the others."""
    first = separator[0]
    return first in (*USUAL, *UNUSUAL) and any(first in line.replace(separator, "") for line in lines)


def _lines_with(lines: Sequence[str], separator: str) -> tuple[int, int, int]:
    """Return how many lines have the separator, how many of them equally often, and how often it is in all."""
    counts = [count for line in lines if (count := line.count(separator))]
    return len(counts), max(Counter(counts).values(), default=0), sum(counts)


def _are_blanks(lines: Sequence[str]) -> bool:
    """Return whether most lines have columns that only blanks separate."""
    wide, narrow = ([len(blanks.split(line.strip())) for line in lines] for blanks in BLANKS)
    return (
        sum(count > 1 for count in wide) * 2 > len(lines) > 1 or sum(count > 2 for count in narrow) * 2 > len(lines) > 1
    )


def _split_at_blanks(text: str) -> list[list[str]]:
    """Return the rows of columns separated by blanks; raises SheetError where the lines have different numbers."""
    lines = [line.strip() for line in LINE_END.split(text)]
    odd_lines = []
    for blanks in BLANKS:
        rows = [blanks.split(line) if line else [] for line in lines]
        counts = Counter(len(row) for row in rows if len(row) > 1)
        if len(counts) == 1:
            return rows
        for usual, _ in counts.most_common(1):
            odd_lines.append(next(line for line, row in enumerate(rows, start=1) if len(row) not in (0, 1, usual)))
    raise SheetError("separated_by_blanks", line=odd_lines[0])


def _parse(text: str, separator: str) -> list[list[str]]:
    """Return the rows of at most MAX_ROWS lines and one more; raises SheetError with the line of a stray quote."""
    csv.field_size_limit(LONGEST_CELL)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    quote = _quote_of(text[:HEAD], separator)
    # Some programs write a blank before a quote.
    blank_before = re.search(rf"(?m)(?:^|{re.escape(separator)}) +{quote}", text) is not None
    reader = csv.reader(lines(), delimiter=separator, quotechar=quote, strict=True, skipinitialspace=blank_before)
    rows: list[list[str]] = []
    broken: list[tuple[int, list[str]]] = []
    try:
        for row in islice(reader, MAX_ROWS + 1):
            rows.append(row)
            if len(taken) > 1:
                broken.append((len(rows), list(taken)))
            taken.clear()
    except csv.Error as error:
        raise _error(str(error), len(rows) + 1, is_one_line=len(taken) == 1) from error
    if broken:
        _check_broken(rows, broken, separator)
    return rows


def _titles(head: str, separator: str) -> list[str]:
    """Return the cells of the first line with content."""
    first = next((line.strip() for line in LINE_END.split(head) if line.strip()), "")
    return first.split(separator) if separator else []


def _with_plain_quotes(text: str, separator: str) -> str:
    """Return the text with plain quotes for those of a word processor, where these enclose each title."""
    titles = _titles(text[:HEAD], separator)
    is_curly = len(titles) > 1 and all(len(title) > 2 and title[0] in "“”" and title[-1] in "“”" for title in titles)
    return text.translate(CURLY_QUOTES) if is_curly else text


def _quote_of(head: str, separator: str) -> str:
    """Return the quote of a table: a single one only where each title of the first line stands in single quotes."""
    is_single = all(len(title) > 2 and title[0] == title[-1] == "'" for title in _titles(head, separator))
    return "'" if is_single else '"'


def _error(message: str, line: int, *, is_one_line: bool) -> SheetError:
    """Return the error of a line that the parser refused with this message."""
    if "field limit" in message:
        return SheetError("cell_too_long", line=line, limit=LONGEST_CELL)
    if "expected after" in message and is_one_line:
        return SheetError("text_behind_quote", line=line)
    return SheetError("quote_unclosed", line=line)


def _check_broken(rows: list[list[str]], broken: list[tuple[int, list[str]]], separator: str) -> None:
    """Raise SheetError where a cell in quotes holds the ends of lines that would each be a row of the table.

    `broken` has the line and the written lines of each row with line breaks. A stray quote may find another one some
    rows below that closes it. Where most rows have a code, a line without code or name is no row but text.
    """
    lines_of_broken = {line for line, _ in broken}
    others = [row for line, row in enumerate(rows, start=1) if len(row) > 1 and line not in lines_of_broken]
    width = Counter(map(len, others or rows)).most_common(1)[0][0]
    have_codes = sum(CODE.search(" ".join(row)) is not None for row in others) * 2 > len(others)
    for line, written in broken:
        full = [text for text in written if text.count(separator) >= width - 1]
        if sum((width > 1 and not have_codes) or bool(CODE.search(text) or NAME.search(text)) for text in full) > 1:
            raise SheetError("quote_unclosed", line=line)


def _notes_on_quotes(rows: list[list[str]]) -> list[Note]:
    """Return the note on cells that have a quote without partner in their text, which are read as written."""
    lines = [line for line, row in enumerate(rows, start=1) if any(cell.count('"') % 2 for cell in row)]
    return [Note("quotes_in_cells", {"line": lines[0], "count": len(lines)})] if lines else []


def _note_on_end(rows: list[list[str]], text: str) -> list[Note]:
    """Return the note that the last row has fewer cells than the others, as a file has that was received in part."""
    if len(rows) < LEAST_ROWS or text.endswith(("\n", "\r", "\x1a")) or len(rows[-1]) < 2:
        return []
    ((usual, count),) = Counter(map(len, rows[:-1])).most_common(1)
    if len(rows[-1]) >= usual or count * 10 < (len(rows) - 1) * 9:
        return []
    return [Note("last_line_short", {"line": len(rows), "count": len(rows[-1]), "usual": usual})]
