"""The codes with parameters that imports and feeds store; `wording.py` renders them when they are shown."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypedDict


class Message(TypedDict):
    """One stored message: a code of the enumerations below and its parameters, all of them JSON values."""

    code: str
    params: Mapping[str, Any]


class HoldCode(StrEnum):
    """The reason why a file that a program sent was not confirmed automatically."""

    OLDER_THAN_KNOWN = "older_than_known"
    ENDS_TOO_MANY = "ends_too_many"
    LOSES_IDENTIFIERS = "loses_identifiers"
    NOT_IN_NEWER_LIST = "not_in_newer_list"
    TO_VERIFY = "to_verify"
    READ_AGAIN = "read_again"


class PullCode(StrEnum):
    """The result of a pull, or the reason why none was made."""

    NEW = "new"
    NOT_MODIFIED = "not_modified"
    NO_CHANGES = "no_changes"
    SAME_FILE = "same_file"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    FEED_CHANGED = "feed_changed"
    DISABLED = "disabled"
    FILE_WAITING = "file_waiting"
    FILE_UNSETTLED = "file_unsettled"


class FetchCode(StrEnum):
    """The reason why what was fetched is not taken; RequestCode has those of the request itself."""

    INVALID_REDIRECT = "invalid_redirect"
    FORBIDDEN_REDIRECT = "forbidden_redirect"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    COMPRESSED = "compressed"
    ANNOUNCED_TOO_LARGE = "announced_too_large"
    TOO_LARGE = "too_large"
    STALLED = "stalled"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    WEB_PAGE = "web_page"
    NOT_A_TABLE = "not_a_table"
    INVALID_CURSOR = "invalid_cursor"
    INVALID_JSON = "invalid_json"
    NO_LIST = "no_list"
    WRONG_KEY = "wrong_key"
    INFECTED = "infected"
    NO_SCANNER = "no_scanner"


class FeedAlert(StrEnum):
    """The reason why a feed needs a person."""

    STALE = "stale"
    FILE_FAILED = "file_failed"
    FILE_HELD = "file_held"


def message(code: StrEnum, **params: Any) -> Message:
    """Return a message to store."""
    return {"code": code.value, "params": params}
