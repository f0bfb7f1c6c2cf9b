"""Files for tests, in the formats of offices: rosters and blacklists as xlsx or csv bytes."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.iso7064 import mod_11_10

from demo.city.codes import company_uscc

ROSTER_HEAD = ("序号", "企业名称", "统一社会信用代码", "海关注册编码", "认证日期", "注册地址")
BLACKLIST_HEAD = ("主体名称", "统一社会信用代码", "组织机构代码", "案号", "列入日期", "移出日期", "事由")


def uscc_of(serial: int) -> str:
    """Return the valid USCC of the test enterprise with this serial; the demo city uses none of them."""
    return company_uscc("370102", 20_000_000 + serial)


def registration_number_of(serial: int) -> str:
    """Return the 15 digits of the test enterprise with this serial, the last a valid check digit."""
    digits = f"3701002{serial:07d}"
    return digits + mod_11_10.calc_check_digit(digits)


def roster_line(
    serial: int,
    *,
    name: str = "",
    uscc: str = "",
    customs_code: str = "",
    certified_on: str = "2020-03-02",
    address: str = "济南市澜汀路1号",
) -> tuple[str, ...]:
    """Return one line of a roster; values that are not given are derived from the serial."""
    return (
        str(serial),
        name or f"济南泺岬{serial:04d}进出口有限公司",
        uscc or uscc_of(serial),
        customs_code or f"37016T{serial:04d}",
        certified_on,
        address,
    )


def blacklist_line(
    name: str,
    *,
    uscc: str = "",
    org_code: str = "",
    document: str = "（2026）鲁0102执1号",
    listed_on: str = "2026-01-05",
    removed_on: str = "",
) -> tuple[str, ...]:
    """Return one line of a blacklist."""
    return (name, uscc, org_code, document, listed_on, removed_on, "有履行能力而拒不履行")


def xlsx(head: Sequence[str], lines: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """Return a workbook with an optional title row."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for number, line in enumerate([*([[title]] if title else []), head, *lines]):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
    return stream.getvalue()


def csv_bytes(head: Sequence[str], lines: Sequence[Sequence[str]], *, encoding: str = "utf-8") -> bytes:
    """Return a comma-separated file."""
    stream = io.StringIO()
    csv.writer(stream).writerows([head, *lines])
    return stream.getvalue().encode(encoding)


def upload(content: bytes, name: str = "名单.xlsx") -> SimpleUploadedFile:
    """Return the bytes as an uploaded file."""
    return SimpleUploadedFile(name, content)
