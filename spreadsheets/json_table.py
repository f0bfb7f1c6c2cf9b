"""Reading a list of JSON objects, as programs send it: the keys are the header, each object is a row."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from spreadsheets.sheets import ABSENT, MAX_COLUMNS, MAX_ROWS, SheetError, without_absent

BEGINS = re.compile(r"\s*[\[{]\s*[\[{\]}\"]")
# Lone surrogates, which UTF-8 cannot encode.
SURROGATE = re.compile(r"[\ud800-\udfff]")


def looks_like_json(text: str) -> bool:
    """Return whether the text begins as a JSON list or object; a title in square brackets does not."""
    return BEGINS.match(text) is not None


class JsonDocument(NamedTuple):
    """A parsed document; numbers are text as written.

    `constant`: the first NaN, Infinity or -Infinity found, "" if none. Some programs write these for missing values;
    RFC 8259 does not allow them.
    """

    value: Any
    constant: str


def parse_json(text: str) -> JsonDocument:
    """Parse the text; raises json.JSONDecodeError and, for a document nested too deep, RecursionError."""
    constants: list[str] = []
    value = json.loads(text, parse_int=str, parse_float=_number, parse_constant=constants.append)
    return JsonDocument(value, constants[0] if constants else "")


def read_json(text: str) -> JsonDocument:
    """Parse the text; raises SheetError."""
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        raise SheetError("json_malformed", line=error.lineno, place=error.colno) from error
    except RecursionError as error:
        raise SheetError("json_too_deep") from error


def table_of(document: JsonDocument) -> list[list[str]]:
    """Return a header row of all keys in order of first occurrence, then the values of each object as text.

    A cell is ABSENT where the object lacks the key, and empty where its value is null or an empty text; an object
    without any text is a blank row. The document must hold exactly one list, of flat objects; raises SheetError.
    """
    if document.constant:
        raise SheetError("json_constant", constant=document.constant)
    return _table(_only_list(document.value))


def _number(digits: str) -> str:
    """Return the number as written; a whole number without decimal zeros."""
    return re.sub(r"\.0+$", "", digits)


def _only_list(value: Any) -> list[Any]:
    """Return the one list in the value; raises SheetError for none, several or an empty one."""
    lists = list(lists_in(value))
    if len(lists) > 1:
        raise SheetError("json_several_lists", count=len(lists))
    if not lists:
        raise SheetError("json_no_list")
    if not lists[0]:
        raise SheetError("json_empty_list")
    return lists[0]


def lists_in(value: Any) -> Iterator[list[Any]]:
    """Yield the lists in nested objects in document order, without the lists inside lists."""
    # Without recursion: a document may be nested deeper than Python's stack.
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, list):
            yield inner
        elif isinstance(inner, dict):
            pending.extend(reversed(inner.values()))


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
