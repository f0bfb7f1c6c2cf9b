"""A list of objects in JSON, as programs send it: the keys are the header, each object is a row."""

import json
import re
from collections.abc import Iterator
from typing import Any

from spreadsheets.sheets import MAX_COLUMNS, MAX_ROWS, SheetError

BEGINS = re.compile(r"\s*[\[{]\s*[\[{\]}\"]")
# Halves of a character that no encoding can write.
SURROGATE = re.compile(r"[\ud800-\udfff]")
SHAPE = 'JSON 应为对象的列表，或含有一个这样的列表的对象，如 {"entries": [{"name": "…", "uscc": "…"}]}。'


def looks_like_json(text: str) -> bool:
    """Whether the text begins as a list or an object does; a title in square brackets is neither."""
    return BEGINS.match(text) is not None


def json_rows(text: str) -> list[list[str]]:
    """The header row of all keys in the order met, then each object's values as text; raises SheetError."""
    try:
        said = json.loads(text, parse_int=str, parse_float=_number, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SheetError(
            f"JSON 在第{error.lineno}行第{error.colno}个字符处中断或有误，可能只收到了一半，请重新取得完整的数据。"
        ) from error
    except RecursionError as error:
        raise SheetError(f"JSON 嵌套得太深，不是名单。{SHAPE}") from error
    return _table(_only_list(said))


def _refuse(constant: str) -> str:
    """NaN, Infinity and -Infinity, which some programs write for what is missing and RFC 8259 does not know."""
    raise SheetError(f"JSON 中有 {constant}，不是合法的 JSON 值。没有内容的项请写 null 或空文本，或不写这一项。")


def _number(digits: str) -> str:
    """As it was written; a whole number without its decimal zeros."""
    return re.sub(r"\.0+$", "", digits)


def _only_list(said: Any) -> list[Any]:
    lists = list(_lists(said))
    if len(lists) > 1:
        raise SheetError(f"JSON 中有{len(lists)}个列表，无法确定以哪一个为准。{SHAPE}")
    if not lists:
        raise SheetError(f"JSON 中没有列表。{SHAPE}")
    if not lists[0]:
        raise SheetError("JSON 中的列表是空的，没有任何条目。")
    return lists[0]


def _lists(said: Any) -> Iterator[list[Any]]:
    """The lists in it, however deep in objects, but not lists in lists."""
    if isinstance(said, list):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from _lists(value)


def _table(entries: list[Any]) -> list[list[str]]:
    if len(entries) >= MAX_ROWS:
        raise SheetError(f"JSON 中有{len(entries)}条，超过{MAX_ROWS - 1}条，请分次上传。")
    places: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise SheetError(f"JSON 列表的第{number}条不是对象。{SHAPE}")
        for key in entry:
            places.setdefault(key, len(places))
        if len(places) > MAX_COLUMNS:
            raise SheetError(f"JSON 的对象共有超过{MAX_COLUMNS}种键，请去掉无关的。")
    header = [_clean(key) for key in places]
    return [header, *(_row(number, entry, places) for number, entry in enumerate(entries, start=1))]


def _row(number: int, entry: dict[str, Any], places: dict[str, int]) -> list[str]:
    row = [""] * len(places)
    for key, value in entry.items():
        if isinstance(value, dict | list):
            raise SheetError(f"JSON 列表第{number}条的“{_clean(key)}”里还有对象或列表，每项只能是文字、数字或空。")
        row[places[key]] = _text(value)
    return row


def _text(value: str | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _clean(value)


def _clean(text: str) -> str:
    return SURROGATE.sub("\ufffd", text)
