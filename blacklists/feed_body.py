"""What a fetched body says of itself before it is read: where to go on from, and whether it brings anything."""

import json
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

from blacklists.fetching import FetchError

MAX_CURSOR = 500
BEGINS_JSON = (b"{", b"[")
BEGINS_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Batch(NamedTuple):
    """The cursor that the body or its headers name ("" for none), and whether it holds no row at all."""

    cursor: str
    is_empty: bool


def inspect_body(path: Path, headers: Message, *, cursor_field: str) -> Batch:
    """What a body says of itself; the header named `cursor_field` comes before the JSON's key. Raises FetchError."""
    content = path.read_bytes()
    body = _json_of(content)
    cursor = headers.get(cursor_field) or (body.get(cursor_field) if isinstance(body, dict) else None)
    return Batch(clean_cursor(cursor), _is_empty(content, body))


def clean_cursor(said: object) -> str:
    """A cursor as text; raises FetchError for what no address can carry."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    cursor = str(said).strip()
    if len(cursor) > MAX_CURSOR or not cursor.isprintable():
        raise FetchError(f"上游给出的游标超过{MAX_CURSOR}字或含有不可见字符")
    return cursor


def _json_of(content: bytes) -> Any:
    """The parsed body; None for one that is no JSON, or is many, a line each."""
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1].startswith(BEGINS_JSON):
        return None
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return None
        raise FetchError(f"上游的 JSON 不完整或有误（第{error.lineno}行第{error.colno}字）") from error
    except (ValueError, RecursionError) as error:
        raise FetchError("上游的 JSON 不完整或有误") from error


def _is_empty(content: bytes, body: Any) -> bool:
    if body is not None:
        lists = list(_lists(body))
        return bool(lists) and not any(lists)
    # A header alone. A text in two bytes a character cannot be cut at its line ends.
    is_text = b"\0" not in content and not content.startswith(BEGINS_UTF_16)
    return is_text and sum(bool(line.strip()) for line in content.splitlines()) <= 1


def _lists(body: Any) -> Iterator[list[Any]]:
    """The lists in it, however deep in objects."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
