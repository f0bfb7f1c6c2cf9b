"""Kinds of files that are no tables which the portal reads, recognised by their content and named to the sender."""

import re
from collections.abc import Set

from spreadsheets.problems import Fault

HEAD = 4096
ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Words of two characters, of which a list of enterprises has at least one in its titles, names or addresses.
WORDS = re.compile(
    "公司|有限|[责責]任|股份|集[团團]|企[业業]|名[称稱單单]|代[码碼]|[编編][码碼號号]|信用|[统統]一|海[关關]|[认認][证證]|日期|地址|主[体體]"
    "|[单單]位|法院|人民|中心|合作|工厂|工廠|商行|商店|商[贸貿]|[贸貿]易|科技|[实實][业業]|[经經][营營]|超市|[医醫]院|[学學]校|工程|服[务務]"
    "|酒店|[门門]市|国[际際]|國際|[济濟]南|山[东東]|中[国國]|[备備]注|序[号號]|案[号號]|文[号號]|列入|移出|事由|[执執]行"
)
OWNER_FILE: Fault = ("owner_file", {})
SHORTCUT: Fault = ("shortcut_file", {})
NOT_A_TABLE: Fault = ("not_a_table", {})
GUARDED: Fault = ("guarded_file", {})
EMAIL: Fault = ("email_file", {})
# Statements of a database, behind comments.
SQL: Fault = ("sql_file", {})
STATEMENT = re.compile(
    rb"(?i)(?:\xef\xbb\xbf)?(?:\s|--[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/;?)*"
    rb"(?:(?:CREATE|DROP|ALTER)\s+(?:TABLE|DATABASE|SCHEMA)|INSERT\s+(?:IGNORE\s+)?INTO|LOCK\s+TABLES"
    rb"|SET\s+[\w@.]+\s*=|USE\s+[`\"\[]?\w+[`\"\]]?\s*;|BEGIN\s*;|COPY\s+\S+\s*\()"
)
# Code of the failure → kind → its first bytes, as a pattern.
HEADS: dict[str, dict[str, bytes]] = {
    "document_file": {
        "PDF": rb"\s{0,8}%PDF",
        "RTF": rb"\{\\rtf",
        "PostScript": rb"%!PS",
        "OpenDocument": rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.(?!spreadsheet)",
    },
    "picture_file": {
        "PNG": rb"\x89PNG",
        "JPEG": rb"\xff\xd8\xff",
        "GIF": rb"GIF8",
        "TIFF": rb"II\*\0|MM\0\*",
        # Zero bytes stand behind the size of the file.
        "BMP": rb"BM.{4}\0{4}",
        "WebP": rb"RIFF.{4}WEBP",
        "HEIC": rb".{4}ftyp(?:hei|mif)",
    },
    "archive_file": {
        "ZIP": rb"PK\x05\x06|PK\x07\x08",
        "RAR": rb"Rar!",
        "7z": rb"7z\xbc\xaf",
        "gzip": rb"\x1f\x8b",
        "bzip2": rb"BZh[1-9]1AY",
        "xz": rb"\xfd7zXZ",
    },
    "other_table_file": {
        "SYLK": rb"ID;P",
        "DIF": rb"TABLE\r?\n0,1",
        "Access": rb"\0\x01\0\0Standard ",
        "SQLite": rb"SQLite format 3",
        # A workbook before it was kept in an OLE2 file.
        "Excel 5.0": rb"\x09(?:\0\x04|\x02\x06|\x04\x06|\x08.)\0",
        # Version, day of the last change, number of records, two lengths, zero bytes.
        "dBase": rb"[\x02\x03\x30-\x32\x83\x8b\xf5\xfb].[\x01-\x0c][\x01-\x1f].{8}\0",
    },
}
FAULTS: list[tuple[re.Pattern[bytes], Fault]] = [
    (re.compile(pattern, re.DOTALL), (code, {"kind": kind}))
    for code, kinds in HEADS.items()
    for kind, pattern in kinds.items()
]
# Heads that document security systems write before an encrypted file, and their names in such a head.
GUARD = re.compile(rb"b\x14#e|%[A-Z]{2,8}-Header|\.pfile")
NAME_OF_GUARD = re.compile(rb"(?i)E-?SafeNet|DRM|LOCK|encrypt|IP-?guard|chinasec|tipray|ldterm|SecDoc|DLP")
NAMED_WITHIN = 512
# The file ~$名单.xlsx that Excel keeps while a workbook is open: the length of a name, the name, and its padding.
OWNER = re.compile(rb"[\x01-\x36][^\0-\x1f].{160,163}", re.DOTALL)
LINK = re.compile(rb"\x4c\0\0\0\x01\x14\x02\0|\s*\[InternetShortcut\]")
PROGRAM = re.compile(rb"MZ.{0,60}\0|\x7fELF|bplist", re.DOTALL)
# A larger share of control characters is in no text.
CONTROLS = bytes({*range(2, 9), *range(14, 26), 28, 29})
CONTROL_SHARE = 0.02
# Names in the directory of an OLE2 file.
OLE2_WORKBOOKS = ("Workbook", "Book\0")
OLE2_OTHERS: dict[str, Fault] = {
    "DRMEncrypted": GUARDED,
    "WordDocument": ("document_file", {"kind": "Word"}),
    "PowerPoint Document": ("document_file", {"kind": "PowerPoint"}),
    "__substg1.0_": EMAIL,
    "__properties_version1.0": EMAIL,
}
# Beginnings of the names of parts in a zip archive.
ZIP_DOCUMENTS = {"word/": "Word", "ppt/": "PowerPoint", "Index/Document.iwa": "Numbers"}


def fault_of_head(head: bytes) -> Fault | None:
    """Return the failure of a file whose first bytes are of no workbook or text table; its name does not matter."""
    for pattern, fault in FAULTS:
        if pattern.match(head):
            return fault
    if GUARD.match(head):
        return GUARDED
    if LINK.match(head):
        return SHORTCUT
    if STATEMENT.match(head):
        return SQL
    if 0 in head and OWNER.fullmatch(head):
        return OWNER_FILE
    if head.startswith((ZIP, OLE2, *UTF_16)) or wide_encoding(head):
        return None
    text = head.translate(None, CONTROLS)
    is_binary = len(text) < len(head) * (1 - CONTROL_SHARE) or not text.strip(b"\0")
    if is_binary and NAME_OF_GUARD.search(head[:NAMED_WITHIN]):
        return GUARDED
    return NOT_A_TABLE if is_binary or PROGRAM.match(head) else None


def wide_encoding(content: bytes) -> str:
    """Return the encoding of text without a mark that has two or four bytes a character; "" for other content."""
    sample = content[:HEAD]
    if 0 not in sample:
        return ""
    count = len(sample) // 4
    zeros = [sample[place::4].count(0) for place in range(4)]
    if zeros[3] >= count > 0 and zeros[2] >= count * 0.9:
        encoding = "utf-32-le"
    elif zeros[0] >= count > 0 and zeros[1] >= count * 0.9:
        encoding = "utf-32-be"
    else:
        encoding = "utf-16-le" if zeros[1] + zeros[3] > zeros[0] + zeros[2] else "utf-16-be"
    text = sample.decode(encoding, "replace")
    strange = sum(not character.isprintable() for character in text if character not in "\t\r\n\ufeff")
    is_text = strange * 100 <= len(text) and (WORDS.search(text) or text.isascii())
    return encoding if is_text else ""


def fault_of_ole2(content: bytes) -> Fault | None:
    """Return the failure of an OLE2 file that is no workbook; None for a workbook and for an unknown kind."""
    if any(name.encode("utf-16-le") in content for name in OLE2_WORKBOOKS):
        return None
    return next((fault for name, fault in OLE2_OTHERS.items() if name.encode("utf-16-le") in content), None)


def fault_of_zip(names: Set[str]) -> Fault:
    """Return the failure of a zip archive that is no workbook, from the names of its parts."""
    if "[Content_Types].xml" in names and any(name.startswith(("xl/", "xl\\")) for name in names):
        # A workbook whose parts have other names than usual.
        return "other_table_file", {"kind": "Office Open XML"}
    for beginning, kind in ZIP_DOCUMENTS.items():
        if any(name.startswith(beginning) for name in names):
            return "document_file", {"kind": kind}
    return "archive_file", {"kind": "ZIP"}
