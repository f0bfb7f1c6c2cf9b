"""Reading web archives (MHTML), which report servers and Excel save under the names .mht and .xls."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

from spreadsheets.encodings import decoded
from spreadsheets.html_table import HtmlTable, read_html
from spreadsheets.sheets import SheetError

HEAD = 8_000
HEADER = (
    rb"(?:from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|content-[a-z-]+|x-[a-z-]+)"
)
BEGINS_WITH_HEADERS = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*" + HEADER + rb":[^\r\n]*\r?\n(?:" + HEADER + rb":|[ \t])")
STATES_TYPE = re.compile(rb"(?im)^(?:mime-version|content-type):")
# Headers of a message that was sent; an archive has none of them.
OF_EMAIL = ("To", "Received", "Message-ID", "Return-Path", "Delivered-To")
LINES, CELLS = 2, 2


def is_message(content: bytes) -> bool:
    """Return whether the content is a web archive or an e-mail."""
    head = content[:HEAD]
    return BEGINS_WITH_HEADERS.match(head) is not None and STATES_TYPE.search(head) is not None


def read_web_archive(content: bytes) -> Iterator[tuple[str, HtmlTable]]:
    """Yield the name and the table of each page with one in the archive; raises SheetError for none, and an e-mail."""
    message = message_from_bytes(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if any(header in message for header in OF_EMAIL):
        raise SheetError("email_file")
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    tables = [(_name_of(page, number), read_html(_text_of(page))) for number, page in enumerate(pages, start=1)]
    with_rows = [(name, table) for name, table in tables if _is_table(table)]
    if not with_rows:
        raise SheetError("web_archive")
    yield from with_rows


def _is_table(table: HtmlTable) -> bool:
    """Return whether there are lines with several cells; pages of an archive have tables for their layout."""
    return sum(sum(map(bool, row)) >= CELLS for row in table.rows) >= LINES


def _text_of(page: Message) -> str:
    content = page.get_payload(decode=True)
    return decoded(content)[0] if isinstance(content, bytes) else ""


def _name_of(page: Message, number: int) -> str:
    """Return the name of the page in the archive without folder and ending, such as sheet001."""
    location = unquote(str(page.get("Content-Location", "")))
    return PurePosixPath(location.replace("\\", "/")).stem or f"网页表格{number}"
