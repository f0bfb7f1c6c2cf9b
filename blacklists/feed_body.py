"""The body of a feed's answer: the cursor of the next pull, whether it is empty, and its table if it is JSON."""

import json
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from blacklists.reasons import FetchCode
from foundation.outbound import RequestError
from spreadsheets.json_table import JsonDocument, lists_in, parse_json, table_of
from spreadsheets.sheets import SheetError

MAX_CURSOR = 500
BEGINS_JSON = (b"{", b"[")
BEGINS_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class FeedBody(NamedTuple):
    """The content of a body before its rows are checked.

    `cursor` is "" where neither the body nor its headers name one. `rows` is the table of a JSON body, the header
    first; None for every other body, and for JSON that is no table: these are left to the reader of files.
    """

    cursor: str
    is_empty: bool
    rows: list[list[str]] | None = None


def inspect_body(path: Path, headers: Message, *, cursor_field: str) -> FeedBody:
    """Parse a JSON body once; of another body, find only whether it is empty. Raises RequestError.

    The cursor is the header named `cursor_field`, or else the key of that name in a JSON object.
    """
    content = path.read_bytes()
    document = _document_of(content)
    if document is None:
        return FeedBody(clean_cursor(headers.get(cursor_field)), _has_no_row(content))
    named = document.value.get(cursor_field) if isinstance(document.value, dict) else None
    lists = list(lists_in(document.value))
    is_empty = bool(lists) and not any(lists)
    rows = None
    with suppress(SheetError):
        rows = table_of(document)
    return FeedBody(clean_cursor(headers.get(cursor_field) or named), is_empty, rows)


def clean_cursor(value: object) -> str:
    """Return a cursor as text, "" for none. Raises RequestError for one that is too long or not printable."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    cursor = str(value).strip()
    if len(cursor) > MAX_CURSOR or not cursor.isprintable():
        raise RequestError(FetchCode.INVALID_CURSOR, limit=MAX_CURSOR)
    return cursor


def _document_of(content: bytes) -> JsonDocument | None:
    """Return the parsed body; None for a body that is not JSON, or has one JSON value per line. Raises RequestError."""
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1].startswith(BEGINS_JSON):
        return None
    try:
        return parse_json(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return None
        raise RequestError(FetchCode.INVALID_JSON, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise RequestError(FetchCode.INVALID_JSON) from error


def _has_no_row(content: bytes) -> bool:
    """Whether a text has at most a header line; False for UTF-16 and workbooks, which cannot be split by bytes."""
    is_text = b"\0" not in content and not content.startswith(BEGINS_UTF_16)
    return is_text and sum(bool(line.strip()) for line in content.splitlines()) <= 1
