"""Text that was encoded once more to be sent: Base64, quoted-printable, HZ, UTF-7 and others, named to the sender.

Such text has characters of ASCII only. An encoding is named only where the decoded text has words of lists.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote_to_bytes

from spreadsheets.encodings import CHINESE
from spreadsheets.file_kinds import OLE2, WORDS, ZIP
from spreadsheets.sheets import SheetError

SAMPLE = 40_000
BASE64 = re.compile(r"(?:data:[^,]{1,200};base64,)?\s*((?:[A-Za-z0-9+/_-]{4}|\s)*[A-Za-z0-9+/_=\s-]*)")
LEAST_BASE64 = 40
UUENCODED = re.compile(r"begin [0-7]{3,4} \S")
HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2}\s*){40,}")
# Name → characters of which text in the encoding has some, and the function that decodes it.
ENCODINGS: dict[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
    "Quoted-Printable": (re.compile("(?:=[0-9A-F]{2}){2}"), lambda text: _chinese(quopri.decodestring(text.encode()))),
    "HZ": (re.compile("~{"), lambda text: text.encode().decode("hz", "ignore")),
    "UTF-7": (re.compile(r"\+[A-Za-z0-9+/]{2,}-?"), lambda text: text.encode().decode("utf-7", "ignore")),
    "URL": (re.compile("(?:%[0-9A-Fa-f]{2}){2}"), lambda text: _chinese(unquote_to_bytes(text))),
    "HTML 字符实体": (re.compile("&#x?[0-9A-Fa-f]{4,6};"), unescape),
    "Unicode 转义": (
        re.compile(r"\\u[0-9A-Fa-f]{4}"),
        lambda text: re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), text),
    ),
    "ISO-2022-CN": (re.compile("\x1b\\$"), lambda text: _of_escapes(text)),
}


def check_not_encoded(text: str) -> None:
    """Raise SheetError for the text of a file that was encoded once more."""
    if not text.isascii():
        return
    if UUENCODED.match(text):
        raise SheetError("encoded_file", encoding="uuencode")
    sample = text[:SAMPLE]
    for name, (pattern, decode) in ENCODINGS.items():
        if pattern.search(sample) and WORDS.search(decode(sample)):
            raise SheetError("encoded_text", encoding=name)
    for name, content in (("Base64", _from_base64(sample)), ("十六进制", _from_hexadecimal(sample))):
        if content.startswith((ZIP, OLE2)) or WORDS.search(_chinese(content)):
            raise SheetError("encoded_file", encoding=name)


def _chinese(content: bytes) -> str:
    """Return the content as UTF-8, or in the first other encoding in which it has words of lists."""
    texts = [content.decode(encoding, "ignore") for encoding in ("utf-8", *CHINESE, "utf-16-le")]
    return next((text for text in texts if WORDS.search(text)), "")


def _from_base64(text: str) -> bytes:
    found = BASE64.fullmatch(text.strip())
    joined = re.sub(r"\s", "", found[1]).rstrip("=").replace("-", "+").replace("_", "/") if found else ""
    if len(joined) < LEAST_BASE64:
        return b""
    try:
        return base64.b64decode(joined[: len(joined) // 4 * 4])
    except binascii.Error:
        return b""


def _from_hexadecimal(text: str) -> bytes:
    return bytes.fromhex(re.sub(r"\s", "", text)) if HEXADECIMAL.fullmatch(text.strip()) else b""


def _of_escapes(text: str) -> str:
    """Return the two-byte characters between the escapes of ISO-2022."""
    pairs = "".join(re.findall("\x1b\\$[)A-Za-z]*([^\x1b]*)", text)).replace("\x0e", "").replace("\x0f", "")
    return bytes(ord(character) | 0x80 for character in pairs if character > " ").decode("gb18030", "ignore")
