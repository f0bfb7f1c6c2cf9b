"""Decoding text files: by their byte order mark, by their zero bytes, else as UTF-8, GB18030 or Big5.

Bytes of one encoding often decode without error in another. An encoding without a mark is therefore taken only where
the text then has words that such files have, so that wrongly decoded characters are never read as names.
"""

import codecs
import re

from spreadsheets.file_kinds import WORDS, wide_encoding
from spreadsheets.problems import Note
from spreadsheets.sheets import SheetError

# Byte order mark → encoding. That of UTF-32 begins with that of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF8: "utf-8",
}
SAMPLE = 20_000
HAN = re.compile("[\u4e00-\u9fff]")
HANGUL = re.compile("[\uac00-\ud7a3]")
KANA = re.compile("[\u3041-\u30fa]")
NOT_ASCII = re.compile("[^\0-\x7f]")
# Encodings of other languages: name → codec, and the letters of which text in it has at least this share.
FOREIGN_ENCODINGS = {
    "Shift_JIS": ("cp932", KANA, 0.3),
    "EUC-JP": ("euc_jp", KANA, 0.3),
    "EUC-KR": ("cp949", HANGUL, 0.8),
}
# Codec → name; of two with as many words in the text the first one counts.
CHINESE = {"gb18030": "GB18030", "big5hkscs": "Big5"}
# Codecs with which text was read wrongly before it was saved again, and those in which it was written.
TURNS = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030"), ("big5", "gb18030"))
# Words whose form in such text begins with an even or an odd byte, for a character may begin with the one before.
GARBLED = re.compile(
    "|".join(
        re.escape(form)
        for word in ("有限", "公司", "企业", "名称", "代码", "企業", "名稱", "代碼")
        for wrong, right in TURNS
        for odd in (0, 1)
        if len(form := word.encode(right, "ignore")[odd:].decode(wrong, "ignore")) > 1
    )
)
# Zero bytes that fill a field or the rest of a file.
PADDING = re.compile(r'\0+(?=["\s,;|]|$)')
# Why the last character of a text is none, in UTF-8 and in GB18030 or Big5.
CUT = ("unexpected end of data", "incomplete multibyte sequence")
# Characters that stand for lost ones: the replacement character, and what becomes of two of them in GB18030.
LOST = re.compile("\ufffd|锟斤拷")


def decoded(content: bytes) -> tuple[str, list[Note]]:
    """Return the text of a file and notes on how it was read; raises SheetError for an encoding that is not certain."""
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    encoding = MARKS.get(mark) or wide_encoding(content)
    content = content[len(mark) :]
    notes: list[Note] = []
    if not content:
        text = ""
    elif encoding and encoding != "utf-8":
        text = _strictly(content, encoding, encoding[:6].upper())
    else:
        text = _utf_8(content)
        if not text:
            text, notes = _of_chinese(content)
    text, padding = _without_padding(text.lstrip("\ufeff"))
    notes += padding
    if lost := list(LOST.finditer(text)):
        notes.append(Note("lost_characters", {"count": len(lost), "line": _line_of(text, lost[0].start())}))
    return text, notes


def _strictly(content: bytes, encoding: str, name: str) -> str:
    """Decode the content; raises SheetError with the line of the first byte that the encoding lacks."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "replace")
        _check_end(content, error, before)
        raise SheetError("mixed_encodings", encoding=name, line=_line_of(before, len(before))) from error


def _utf_8(content: bytes) -> str:
    """Return the text of UTF-8, also with rare characters as two encoded surrogates; "" for other content."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        _check_end(content, error, content[: error.start].decode())
        try:
            return content.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeError:
            _check_lines_of_utf_8(content)
            return ""
    if not text.isascii() and (garbled := GARBLED.search(text)):
        raise SheetError("garbled_text", line=_line_of(text, garbled.start()))
    return text


def _check_end(content: bytes, error: UnicodeDecodeError, before: str) -> None:
    """Raise SheetError where Chinese text ends in the middle of a character; `before` is the text before it."""
    if error.end == len(content) and error.reason in CUT and HAN.search(before):
        raise SheetError("text_cut", line=_line_of(before, len(before))) from error


def _check_lines_of_utf_8(content: bytes) -> None:
    """Raise SheetError where some lines are Chinese text in UTF-8 and others are not in UTF-8."""
    in_utf_8, others = [], []
    for line, written in enumerate(content.splitlines(), start=1):
        if written.isascii():
            continue
        try:
            if HAN.search(written.decode()):
                in_utf_8.append(line)
        except UnicodeDecodeError:
            others.append(line)
    if len(in_utf_8) >= len(others):
        raise SheetError("mixed_encodings", encoding="UTF-8", line=others[0])
    if in_utf_8:
        raise SheetError("mixed_encodings", encoding="GB18030", line=in_utf_8[0])


def _of_chinese(content: bytes) -> tuple[str, list[Note]]:
    """Return the text in GB18030 or Big5, in which it has more words of such files; raises SheetError for neither."""
    # Such content has a byte above those of ASCII, or it would be UTF-8.
    begins = re.search(b"[\x80-\xff]", content)
    sample = content[begins.start() if begins else 0 :][: SAMPLE * 2]
    words = {encoding: len(WORDS.findall(sample.decode(encoding, "replace"))) for encoding in CHINESE}
    if not any(words.values()):
        raise _unknown(sample)
    (encoding, name), (other, _) = sorted(CHINESE.items(), key=lambda each: -words[each[0]])
    text = _strictly(content, encoding, name)
    _check_lines_of_chinese(content, encoding, other)
    return text, [Note("big5")] if encoding == "big5hkscs" else []


def _check_lines_of_chinese(content: bytes, encoding: str, other: str) -> None:
    """Raise SheetError for a line that has words of such files only in the other encoding."""
    for line, written in enumerate(content.splitlines(), start=1):
        if written.isascii() or WORDS.search(written.decode(encoding, "replace")):
            continue
        if WORDS.search(written.decode(other, "replace")):
            raise SheetError("mixed_encodings", encoding=CHINESE[encoding], line=line)


def _unknown(sample: bytes) -> SheetError:
    """Return the error that names the encoding of another language, or states that it is not known."""
    for name, (codec, letters, share) in FOREIGN_ENCODINGS.items():
        text = sample.decode(codec, "replace")
        if "\ufffd" not in text[:-1] and len(letters.findall(text)) >= share * len(NOT_ASCII.findall(text)):
            return SheetError("foreign_encoding", encoding=name)
    return SheetError("unknown_encoding")


def _without_padding(text: str) -> tuple[str, list[Note]]:
    """Return the text without the zero bytes that fill fields; raises SheetError for zero bytes inside the text."""
    if "\0" not in text:
        return text, []
    line = _line_of(text, text.index("\0"))
    without = PADDING.sub("", text)
    if "\0" in without or not without.strip():
        raise SheetError("nul_in_text", line=line)
    return without, [Note("nul_padding", {"line": line})]


def _line_of(text: str, place: int) -> int:
    """Return the line in which a place of the text is."""
    return len(re.findall(r"\r\n|\r|\n", text[:place])) + 1
