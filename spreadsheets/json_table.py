"""Reading a list of JSON objects, as programs send it: the keys are the header, each object is a row."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from spreadsheets.sheets import ABSENT, MAX_COLUMNS, MAX_ROWS, SheetError, without_absent

BEGINS = re.compile(r"[\s\x1e]*[\[{]\s*[\[{\]}\"]")
BETWEEN_VALUES = re.compile(r"[\s,\x1e]*")
# What an object or a list begins with.
BEGINNINGS = ("{", "[")
LONGEST_KEY = 40
# Keys of the number of all rows.
TOTAL = re.compile(
    r"(?:total|records?)[_-]?(?:count|num(?:ber)?|rows?|records?|elements?|size|total)?|总[条记录]?数|总计", re.I
)
LONGEST_TOTAL = 9
# Keys that tell of further parts of the list, and what they then have as value.
PAGES = re.compile(r"(?:total[_-]?)?pages?(?:[_-]?(?:count|total))?|总页数", re.I)
FURTHER = re.compile(r"has[_-]?(?:more|next)(?:[_-]?page)?|next(?:[_-]?(?:page|cursor|token|url))?", re.I)
LAST = re.compile(r"(?:is[_-]?)?last(?:[_-]?page)?", re.I)
PAGE_NUMBER = re.compile(r"(?:current[_-]?)?page(?:[_-]?(?:no|num|number|index))?", re.I)
# Comments before a document, and the script that receives it: callback(…), var data = ….
SCRIPT = re.compile(
    r"\s*+(?:(?://|#)[^\n]*+\n\s*+|/\*.*?\*/\s*+)*+(?:(?:export\s++default|var|let|const|return)\s++)?"
    r"(?:[\w.$]++\s*+[=(])?\s*+(?=[\[{])",
    re.ASCII | re.DOTALL,
)
# Lone surrogates, which UTF-8 cannot encode.
SURROGATE = re.compile(r"[\ud800-\udfff]")


def looks_like_json(text: str) -> bool:
    """Return whether the text begins as a JSON list or object; a title in square brackets does not."""
    return BEGINS.match(text) is not None


def without_script(text: str) -> str:
    """Return the document without the script around it; any other text as it is."""
    found = SCRIPT.match(text)
    if not found or not found[0].strip() or not looks_like_json(text[found.end() :]):
        return text
    return text[found.end() :].rstrip(" \t\r\n);")


class JsonDocument(NamedTuple):
    """A parsed document; numbers are text as written.

    `constant`: the first NaN, Infinity or -Infinity found, "" if none. Some programs write these for missing values;
    RFC 8259 does not allow them. `repeated`: the first key that an object has twice with different values, "" if none.
    """

    value: Any
    constant: str
    repeated: str


class _Findings:
    """What parsing found in a text: constants, and keys that an object has twice with different values."""

    def __init__(self) -> None:
        self.constants: list[str] = []
        self.repeated: list[str] = []

    def hooks(self) -> dict[str, Any]:
        """Return the arguments with which the decoder keeps numbers as written and reports to these findings."""
        return {
            "parse_int": str,
            "parse_float": _number,
            "parse_constant": self.constants.append,
            "object_pairs_hook": self._object,
        }

    def document(self, value: Any) -> JsonDocument:
        """Return the document with this value."""
        return JsonDocument(value, next(iter(self.constants), ""), next(iter(self.repeated), ""))

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            self.repeated += [key for key, value in pairs if made[key] != value]
        return made


def parse_json(text: str) -> JsonDocument:
    """Parse the text; raises json.JSONDecodeError and, for a document nested too deep, RecursionError."""
    findings = _Findings()
    return findings.document(json.loads(text, **findings.hooks()))


def read_json(text: str) -> JsonDocument:
    """Parse the text, or a text with one value a line as a list of these; raises SheetError."""
    text = text.lstrip("\x1e")
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return _parse_values(text)
        raise _malformed(error) from error
    except RecursionError as error:
        raise SheetError("json_too_deep") from error


def _parse_values(text: str) -> JsonDocument:
    """Parse values that follow one another, with or without commas between them; raises SheetError.

    Each is a row: an object, a list of texts, or a list of one object. Lists of several rows may mean different things.
    """
    findings = _Findings()
    values: list[tuple[int, Any]] = []
    decoder = json.JSONDecoder(**findings.hooks())
    place = _behind(BETWEEN_VALUES, text, 0)
    try:
        while place < len(text):
            if values and not text.startswith(BEGINNINGS, place):
                raise _at("json_text_behind", text, place)
            value, end = decoder.raw_decode(text, place)
            if value != []:
                values.append((place, value))
            place = _behind(BETWEEN_VALUES, text, end)
    except json.JSONDecodeError as error:
        raise _malformed(error) from error
    except RecursionError as error:
        raise SheetError("json_too_deep") from error
    if len(values) == 1:
        return findings.document(values[0][1])
    kinds = [_kind_of_row(value) for _, value in values]
    other = next((number for number, kind in enumerate(kinds) if not kind or kind != kinds[0]), None)
    if other is not None:
        raise _at("json_several_values", text, values[max(other, 1)][0])
    rows = [value[0] if kind == "list of one" else value for kind, (_, value) in zip(kinds, values, strict=True)]
    return findings.document(rows)


def _kind_of_row(value: Any) -> str:
    """Return which kind of row a value is; "" for a value that has rows itself, and for one without any."""
    if isinstance(value, list):
        if not any(isinstance(inner, dict | list) for inner in value):
            return "list"
        return "list of one" if len(value) == 1 and isinstance(value[0], dict) else ""
    if isinstance(value, dict):
        has_rows = any(isinstance(inner, dict | list) for each in lists_in(value) for inner in each)
        return "" if has_rows else "object"
    return ""


def _at(code: str, text: str, place: int) -> SheetError:
    """Return the error with this code at a place of the text."""
    line = text.count("\n", 0, place) + 1
    return SheetError(code, line=line, place=place - text.rfind("\n", 0, place))


def _behind(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Return the place behind what the pattern matches there."""
    found = pattern.match(text, place)
    return found.end() if found else place


def _malformed(error: json.JSONDecodeError) -> SheetError:
    return SheetError("json_malformed", line=error.lineno, place=error.colno)


def table_of(document: JsonDocument) -> list[list[str]]:
    """Return a header row of all keys in order of first occurrence, then the values of each object as text.

    A cell is ABSENT where the object lacks the key, and empty where its value is null or an empty text; an object
    without any text is a blank row. The document must hold exactly one list, of flat objects; raises SheetError.
    """
    _check_keys(document)
    return _table(_only_list(document.value))


def _check_keys(document: JsonDocument) -> None:
    if document.constant:
        raise SheetError("json_constant", constant=document.constant)
    if document.repeated:
        raise SheetError("json_key_twice", key=_clean(document.repeated)[:LONGEST_KEY])


def table_of_file(document: JsonDocument) -> list[list[str]]:
    """Return the table of a document that came as a file, in which each row may also be a list, the first the header.

    Raises SheetError.
    """
    _check_keys(document)
    rows = _only_list(document.value)
    if all(isinstance(row, list) for row in rows):
        return [_cells(number, row) for number, row in enumerate(rows, start=1)]
    return table_of(document)


def stated_total(document: JsonDocument) -> int:
    """Return how many rows the document states to exist, which a program may send in several parts; 0 for none."""
    pending, totals = [document.value], [0]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            pending += inner.values()
            stated = (value for key, value in inner.items() if TOTAL.fullmatch(key) and isinstance(value, str))
            totals += (int(value) for value in stated if value.isdecimal() and len(value) < LONGEST_TOTAL)
    return max(totals)


def states_further_pages(document: JsonDocument) -> bool:
    """Return whether the document states that it is one of several pages."""
    pending = [document.value]
    while pending:
        inner = pending.pop()
        if not isinstance(inner, dict):
            continue
        pending += inner.values()
        for key, value in inner.items():
            is_more = FURTHER.fullmatch(key) and value not in (None, False, "", "0")
            is_not_last = LAST.fullmatch(key) and value is False
            has_pages = PAGES.fullmatch(key) and not PAGE_NUMBER.fullmatch(key)
            if is_more or is_not_last or (has_pages and isinstance(value, str) and value not in ("0", "1")):
                return True
    return False


def _cells(number: int, row: list[Any]) -> list[str]:
    for place, value in enumerate(row, start=1):
        if isinstance(value, dict | list):
            raise SheetError("json_nested_value", number=number, key=str(place))
    return list(map(_text, row))


def _number(digits: str) -> str:
    """Return the number as written; a whole number without decimal zeros."""
    return re.sub(r"\.0+$", "", digits)


def _only_list(value: Any) -> list[Any]:
    """Return the one list with content in the value; raises SheetError for none or several."""
    named = list(named_lists(value))
    filled = [(name, found) for name, found in named if found]
    if len(filled) > 1:
        raise SheetError("json_several_lists", names=[name[:LONGEST_KEY] for name, _ in filled[:5]], count=len(filled))
    if not named:
        raise SheetError("json_no_list")
    if not filled:
        raise SheetError("json_empty_list")
    return filled[0][1]


def named_lists(value: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield key and list of the lists in nested objects in document order, without the lists inside lists."""
    # Without recursion: a document may be nested deeper than Python's stack.
    pending = [("", value)]
    while pending:
        name, inner = pending.pop()
        if isinstance(inner, list):
            yield name, inner
        elif isinstance(inner, dict):
            pending.extend((_clean(key), each) for key, each in reversed(inner.items()))


def lists_in(value: Any) -> Iterator[list[Any]]:
    """Yield the lists in nested objects in document order, without the lists inside lists."""
    return (found for _, found in named_lists(value))


def _table(entries: list[Any]) -> list[list[str]]:
    if len(entries) >= MAX_ROWS:
        raise SheetError("json_too_many_entries", count=len(entries), limit=MAX_ROWS - 1)
    places: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise SheetError("json_not_an_object", number=number)
        for key in entry:
            places.setdefault(key, len(places))
        if len(places) > MAX_COLUMNS:
            raise SheetError("json_too_many_keys", limit=MAX_COLUMNS)
    header = [_clean(key) for key in places]
    return [header, *(_row(number, entry, places) for number, entry in enumerate(entries, start=1))]


def _row(number: int, entry: dict[str, Any], places: dict[str, int]) -> list[str]:
    row = [ABSENT] * len(places)
    for key, value in entry.items():
        if isinstance(value, dict | list):
            raise SheetError("json_nested_value", number=number, key=_clean(key))
        row[places[key]] = _text(value)
    return without_absent(row) if not any(text.strip(f" {ABSENT}") for text in row) else row


def _text(value: str | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _clean(value)


def _clean(text: str) -> str:
    return SURROGATE.sub("\ufffd", text).replace(ABSENT, "\ufffd")
