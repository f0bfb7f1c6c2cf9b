"""Text files that were encoded once more, and records that are written line by line."""

import base64
import binascii
import quopri
from urllib.parse import quote

import pytest

from spreadsheets.sheets import SheetError
from tests.cases.reading import in_process, read_blacklist
from tests.spreadsheet_files import uscc_of

TEXT = f"主体名称,统一社会信用代码,列入日期\n济南泺岬贸易有限公司,{uscc_of(1)},2026-01-05\n"


@pytest.mark.parametrize(
    ("content", "code", "encoding"),
    [
        (base64.b64encode(TEXT.encode()), "encoded_file", "Base64"),
        (base64.encodebytes(TEXT.encode("gb18030")), "encoded_file", "Base64"),
        (base64.b64encode(b"PK\x03\x04" + bytes(100)), "encoded_file", "Base64"),
        (b"data:text/csv;base64," + base64.b64encode(TEXT.encode()), "encoded_file", "Base64"),
        (binascii.hexlify(TEXT.encode()), "encoded_file", "十六进制"),
        (b"begin 644 list.csv\n#4$L#\n`\nend\n", "encoded_file", "uuencode"),
        (TEXT.encode("hz"), "encoded_text", "HZ"),
        (TEXT.encode("utf-7"), "encoded_text", "UTF-7"),
        (quopri.encodestring(TEXT.encode()), "encoded_text", "Quoted-Printable"),
        (quopri.encodestring(TEXT.encode("gb18030")), "encoded_text", "Quoted-Printable"),
        (quote(TEXT, safe=",\n").encode(), "encoded_text", "URL"),
        (TEXT.encode("ascii", "xmlcharrefreplace"), "encoded_text", "HTML 字符实体"),
        (TEXT.encode("ascii", "backslashreplace"), "encoded_text", "Unicode 转义"),
    ],
)
def test_text_that_was_encoded_once_more_is_refused_with_its_encoding(content: bytes, code: str, encoding: str) -> None:
    with pytest.raises(SheetError) as raised:
        in_process(content)
    assert (raised.value.code, raised.value.params) == (code, {"encoding": encoding})


def test_plain_text_of_ascii_is_read() -> None:
    (sheet,) = in_process(f"name,uscc,date\nA+B- Co.~{{1}},{uscc_of(1)},2026-01-05\n".encode())
    assert sheet.rows[1] == ["A+B- Co.~{1}", uscc_of(1), "2026-01-05"]


RECORDS = f"""严重失信主体名单
名称：济南泺岬贸易有限公司
统一社会信用代码：{uscc_of(1)}
列入日期：2026-01-05

名称：济南澜汀贸易有限公司
列入日期：2026年2月5日
有效期止：2029-02-05
统一社会信用代码：{uscc_of(2)}
名称: 济南岬澜贸易有限公司
统一社会信用代码: {uscc_of(3)}
"""


def test_records_of_lines_are_read_as_rows() -> None:
    reading = read_blacklist(RECORDS.encode())
    assert [(row["name"], row["uscc"], row["listed_on"], row["expires_on"]) for row in reading.rows] == [
        ("济南泺岬贸易有限公司", uscc_of(1), "2026-01-05", ""),
        ("济南澜汀贸易有限公司", uscc_of(2), "2026-02-05", "2029-02-05"),
        ("济南岬澜贸易有限公司", uscc_of(3), "", ""),
    ]
    assert [(row.line, row.reason) for row in reading.table.set_aside] == [(1, "title"), (2, "header")]
    assert "文件是逐项书写的（“名称：…”），已将3组各读作一行，编为第3行起。" in reading.notes


def test_numbers_before_records_are_no_part_of_their_titles() -> None:
    text = "".join(
        f"{number}.企业名称：济南泺岬{number}贸易有限公司\n  统一社会信用代码：{uscc_of(number)}\n"
        for number in (1, 2, 3)
    )
    assert [row["uscc"] for row in read_blacklist(text.encode()).rows] == [uscc_of(1), uscc_of(2), uscc_of(3)]


def test_line_of_another_kind_between_records_is_set_aside() -> None:
    reading = read_blacklist(f"{RECORDS}以上共3家\n".encode())
    assert len(reading.rows) == 3
    assert [row.reason for row in reading.table.set_aside] == ["title", "header", "total"]


def test_table_with_colons_in_its_cells_is_no_list_of_records() -> None:
    (sheet,) = in_process("名称,时间\n甲公司,2026-01-05 10:00\n乙公司,2026-01-05 11:00\n".encode())
    assert sheet.rows[1] == ["甲公司", "2026-01-05 10:00"]
