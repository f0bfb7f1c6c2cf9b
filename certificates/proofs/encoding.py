"""Base64 and JSON as the formats of proofs have them, read strictly."""

import base64
import binascii
import json
from typing import Any


class FormatError(ValueError):
    """A text is not in the format that its reader expects."""


def to_base64(content: bytes) -> str:
    """Return the bytes in standard Base64 (RFC 4648, section 4)."""
    return base64.b64encode(content).decode("ascii")


def from_base64(text: str) -> bytes:
    """Return the bytes of a standard Base64 text. Raises FormatError, also for another spelling of the same bytes."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError("not Base64") from error
    if to_base64(content) != text:
        raise FormatError("Base64 in an unusual spelling")
    return content


def to_json(content: Any) -> str:
    """Return the one spelling of the content: keys in order, no blanks, no line ends."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> dict[str, Any]:
    """Return the object that the text states. Raises FormatError, also for an object that states a key twice."""
    try:
        content = json.loads(text, object_pairs_hook=_object_of_pairs)
    except (ValueError, RecursionError) as error:
        raise FormatError("not JSON") from error
    if not isinstance(content, dict):
        raise FormatError("no JSON object")
    return content


def _object_of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise FormatError("a key stands twice")
    return content


def read_size(text: str) -> int:
    """Return a size or an index in decimal digits without leading zeros. Raises FormatError."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18) or (len(text) > 1 and text[0] == "0"):
        raise FormatError("no size")
    return int(text)


def read_hash(text: str) -> bytes:
    """Return a SHA-256 hash in Base64. Raises FormatError."""
    content = from_base64(text)
    if len(content) != 32:
        raise FormatError("no SHA-256 hash")
    return content
