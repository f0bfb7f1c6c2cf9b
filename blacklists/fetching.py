"""Fetch an address into a file: limited in size and time; an incomplete answer is an error."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import SplitResult, urljoin

from blacklists.reasons import FetchCode
from foundation.outbound import Limits, RequestCode, RequestError, Response, origin_of, requesting, split_address
from spreadsheets.file_kinds import HEAD, fault_of_head

CHUNK = 1 << 16
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AUTHORIZATION = "Authorization"


@dataclass(frozen=True)
class Answer:
    """A successful answer: 200 with its body in the file, or 204 or 304 without a body; `size` in bytes."""

    status: int
    headers: Message
    size: int = 0


def fetch(address: str, *, headers: Mapping[str, str], path: Path, limits: Limits) -> Answer:
    """Fetch the address into the file. Raises RequestError; the content of the file is undefined then.

    The Authorization header is sent to the origin of the address only, not to another origin that it redirects to.
    """
    deadline = time.monotonic() + limits.seconds
    target = split_address(address)
    origin = origin_of(target)
    for _ in range(MAX_REDIRECTS + 1):
        sent = {name: text for name, text in headers.items() if name != AUTHORIZATION or origin_of(target) == origin}
        result = _get(target, sent, path, limits, deadline)
        if isinstance(result, Answer):
            return result
        try:
            target = split_address(urljoin(target.geturl(), result))
        except ValueError as error:
            raise RequestError(FetchCode.INVALID_REDIRECT) from error
        except RequestError as error:
            raise RequestError(FetchCode.FORBIDDEN_REDIRECT, reason=error.reason) from error
    raise RequestError(FetchCode.TOO_MANY_REDIRECTS, limit=MAX_REDIRECTS)


def _get(target: SplitResult, headers: Mapping[str, str], path: Path, limits: Limits, deadline: float) -> Answer | str:
    """Send one request; return its answer, or the address that it redirects to. Raises RequestError."""
    with requesting("GET", target, headers=headers, limits=limits, deadline=deadline) as response:
        if response.http.status in REDIRECTS:
            return response.http.getheader("Location", "")
        return _save(response, path, limits)


def _save(answer: Response, path: Path, limits: Limits) -> Answer:
    """Write the body to the file and return the answer. Raises RequestError."""
    response, late = answer.http, answer.late
    status = response.status
    if status in (204, 304):
        return Answer(status, response.headers)
    if status != 200:
        raise RequestError(RequestCode.HTTP_STATUS, status=status)
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise RequestError(FetchCode.COMPRESSED, status=status)
    expected = response.length
    if expected is not None and expected > limits.max_bytes:
        raise RequestError(FetchCode.ANNOUNCED_TOO_LARGE, status=status, announced=expected, limit=limits.max_bytes)
    size = 0
    try:
        with path.open("wb") as stream:
            # Read the announced length and no further: the peer may keep the connection open.
            while chunk := response.read1(CHUNK if expected is None else min(CHUNK, expected - size)):
                size += len(chunk)
                if size > limits.max_bytes:
                    raise RequestError(FetchCode.TOO_LARGE, status=status, size=size, limit=limits.max_bytes)
                stream.write(chunk)
    except (TimeoutError, http.client.IncompleteRead) as error:
        if not late.is_set():
            raise RequestError(FetchCode.STALLED, status=status, size=size) from error
    if late.is_set():
        raise RequestError(RequestCode.DEADLINE, status=status, size=size, seconds=limits.seconds)
    if expected is not None and size < expected:
        raise RequestError(FetchCode.TRUNCATED, status=status, size=size, announced=expected)
    _check_data(path, response.headers, size)
    return Answer(status, response.headers, size)


def _check_data(path: Path, headers: Message, size: int) -> None:
    """Raise RequestError for an empty body, a web page, or a body that is no table."""
    with path.open("rb") as stream:
        head = stream.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise RequestError(FetchCode.EMPTY, status=200, size=size)
    is_page = headers.get_content_type() == "text/html" and b"<html" in head.lower()
    if head.startswith(b"<") or is_page:
        raise RequestError(FetchCode.WEB_PAGE, status=200, size=size)
    if fault_of_head(head):
        raise RequestError(FetchCode.NOT_A_TABLE, status=200, size=size)
