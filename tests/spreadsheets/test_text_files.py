"""Reading web pages and archives and JSON, and naming files of kinds that are no tables."""

import email.policy
import json
import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from spreadsheets.problems import Note
from spreadsheets.sheets import CellMark, MarkKind
from tests.cases.reading import in_process
from tests.spreadsheets.text_samples import FIRST, LINES, SECOND, TITLES, read, refusal, text_of

# Web pages and archives


def html_of(lines: list[list[str]]) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
    return f"<html><body><table>{rows}</table></body></html>"


def archive_of(*pages: tuple[str, str], encoding: str = "utf-8", transfer: str = "base64") -> bytes:
    """Return a web archive of named pages."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "report"
    for name, text in pages:
        message.add_related(
            text.encode(encoding),
            "text",
            "html",
            cte=transfer,
            headers=[f"Content-Location: file:///C:/x.files/{name}"],
        )
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable"])
def test_web_archive_is_read_in_any_encoding(encoding: str, transfer: str) -> None:
    (sheet,) = in_process(archive_of(("sheet001.htm", html_of(LINES)), encoding=encoding, transfer=transfer))
    assert (sheet.name, sheet.rows) == ("sheet001", LINES)
    assert sheet.notes == [Note("web_archive_table")]


def test_each_page_of_a_web_archive_is_a_sheet() -> None:
    pages = [
        ("tabstrip.htm", html_of([["名单"]])),
        ("sheet001.htm", html_of(LINES)),
        ("sheet002.htm", html_of([TITLES, SECOND])),
    ]
    assert [(sheet.name, len(sheet.rows)) for sheet in in_process(archive_of(*pages))] == [
        ("sheet001", 3),
        ("sheet002", 2),
    ]


def test_web_archive_of_one_part_is_read() -> None:
    head = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert read((head + html_of(LINES)).encode()).rows == LINES


def test_web_archive_that_was_cut_is_noted() -> None:
    content = archive_of(("sheet001.htm", html_of([*LINES, *[SECOND] * 30])), transfer="quoted-printable")
    assert Note("page_not_closed") in read(content[: len(content) // 2]).notes


def test_page_around_the_table_is_kept_apart_from_its_rows() -> None:
    content = (
        "<style>td {color: red}</style><table><tr><td>菜单<script>var x = 1</script></td><td>"
        f"{html_of(LINES)}</td><td>页脚</td></tr></table>"
    )
    assert read(content.encode()).rows == [["菜单", "", "页脚"], *LINES]


def test_cell_that_is_a_table_of_one_cell_has_its_text() -> None:
    inner = "<table><tr><td>91370102MAYMLALA6B</td></tr></table>"
    assert read(html_of([TITLES, [FIRST[0], inner, "无"]]).encode()).rows == [TITLES, FIRST]


def test_hidden_rows_of_a_page_are_noted() -> None:
    content = html_of(LINES).replace("<tr><td>济南蓼", "<tr style='display: none'><td>济南蓼")
    sheet = read(content.encode())
    assert (sheet.rows, sheet.hidden_lines) == (LINES, [3])
    assert Note("hidden_rows", {"count": 1}) in sheet.notes


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td><s>无</s></td>", ""),
        ("<td><del><font color=red>无</font></del></td>", ""),
        ("<td style='text-decoration:line-through'>无</td>", ""),
        ("<td>无，<strike>已取消</strike></td>", "已取消"),
        ("<td>无，<span style='text-decoration: line-through'>已取消</span></td>", "已取消"),
    ],
)
def test_struck_text_of_a_page_is_marked(cell: str, text: str) -> None:
    content = html_of(LINES).replace("<td>无</td>", cell)
    assert read(content.encode()).marks == [CellMark(2, 2, "struck", text)]


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ('class="x65"', "struck"),
        ('class="x66 other"', "invisible"),
        ('class="x66" style="background: #1F4E78"', None),
        ('class="x66" bgcolor="#1F4E78"', None),
        ('style="color:#FFFFFF"', "invisible"),
        ('style="color:red"', None),
    ],
)
def test_text_struck_or_invisible_by_the_styles_of_a_page_is_marked(attributes: str, kind: MarkKind | None) -> None:
    """Excel states the looks of cells by classes."""
    styles = "<style>.x65 {mso-style-parent:style0; text-decoration:line-through;}\n.x66{color:white}</style>"
    content = f"{styles}<table><tr><td>名称<td>代码</tr><tr><td {attributes}>甲公司<td>1</tr></table>"
    assert read(content.encode()).marks == ([CellMark(2, 0, kind)] if kind else [])


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("<td><font color=white>甲公司</font>", "invisible"),
        ("<td><span style='color:#fff'>甲公司</span>", "invisible"),
        ("<td bgcolor=#1F4E78><font color=white>甲公司</font>", None),
        ("<td>甲公司<font color=white>1</font>", None),
    ],
)
def test_text_in_the_colour_of_its_element_is_marked(cell: str, kind: MarkKind | None) -> None:
    content = f"<table><tr><td>名称<td>代码</tr><tr>{cell}<td>1</tr></table>"
    assert read(content.encode()).marks == ([CellMark(2, 0, kind)] if kind else [])


def test_hidden_column_of_a_page_has_a_note() -> None:
    row = "<tr><td>{}<td style='display: none'>{}</tr>"
    content = f"<table>{row.format('名称', '代码')}{row.format('甲公司', '1')}</table>"
    sheet = read(content.encode())
    assert sheet.hidden_columns == [1]
    assert Note("hidden_columns", {"count": 1}) in sheet.notes


def test_struck_row_of_a_page_is_marked_in_each_cell() -> None:
    content = html_of(LINES).replace("<tr><td>济南蓼", "<tr style='text-decoration: line-through'><td>济南蓼")
    assert read(content.encode()).marks == [CellMark(3, column, "struck") for column in range(3)]


def test_cut_page_is_noted() -> None:
    assert Note("page_not_closed") in read(html_of(LINES)[:-40].encode()).notes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html><frameset><frame src=名单.files/sheet001.htm></frameset></html>", "web_page_of_frames"),
        ("<html><body>请登录</body></html>", "web_page"),
        ('<?xml version="1.0"?><records><record><name>甲公司</name></record></records>', "xml_file"),
    ],
)
def test_page_without_a_table_is_named(content: str, code: str) -> None:
    assert refusal(content.encode())[0] == code


# JSON

OBJECTS = [dict(zip(TITLES, line, strict=True)) for line in (FIRST, SECOND)]
OBJECT_LINES = [json.dumps(each, ensure_ascii=False) for each in OBJECTS]
LIST_LINES = [json.dumps(line, ensure_ascii=False) for line in LINES]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(OBJECTS),
        json.dumps({"errors": [], "data": OBJECTS, "warnings": []}),
        json.dumps({"code": 0, "result": {"total": 2, "rows": OBJECTS, "links": []}}),
        "\n".join(OBJECT_LINES),
        "\r\n\r\n".join(OBJECT_LINES) + "\r\n",
        "".join(OBJECT_LINES),
        ",\n".join(OBJECT_LINES),
        "\x1e" + "\n\x1e".join(OBJECT_LINES),
        "\n".join(LIST_LINES),
        f"[{','.join(LIST_LINES)}]",
        f'{{"data": [{",".join(LIST_LINES)}]}}',
        "\n".join(f"[{each}]" for each in OBJECT_LINES),
        json.dumps(OBJECTS) + "\n[]",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_of_any_form_is_read(content: str, encoding: str) -> None:
    sheet = read(content.encode(encoding))
    assert (sheet.rows, sheet.is_data) == (LINES, True)


@pytest.mark.parametrize(
    ("key", "total", "is_part"), [("total", 500, True), ("totalCount", 2, False), ("size", 9, False)]
)
def test_json_with_fewer_rows_than_it_states_has_a_note(key: str, total: int, is_part: bool) -> None:
    notes = read(json.dumps({"result": {key: total, "rows": OBJECTS}}).encode()).notes
    assert notes == ([Note("fewer_than_total", {"total": 500, "count": 2})] if is_part else [])


@pytest.mark.parametrize(
    ("key", "value", "is_part"),
    [
        *(("pages", 9, True), ("totalPages", 2, True), ("hasMore", True, True), ("has_next", True, True)),
        *(("last", False, True), ("next", "https://a.example/2", True)),
        *(("pages", 1, False), ("hasMore", False, False), ("last", True, False), ("next", None, False)),
        *(("page", 3, False), ("pageNo", 3, False)),
    ],
)
def test_json_that_states_further_pages_has_a_note(key: str, value: object, is_part: bool) -> None:
    notes = read(json.dumps({"result": {key: value, "rows": OBJECTS}}).encode()).notes
    assert notes == [Note("one_of_pages")] * is_part


@pytest.mark.parametrize(
    "script", ["callback({});", "var data = {};", "// 导出\n{}", "/* 导出 */ window.rows={}", "# 导出\n{}"]
)
def test_json_inside_a_script_is_read(script: str) -> None:
    sheet = read(script.replace("{}", json.dumps(OBJECTS, ensure_ascii=False)).encode())
    assert (sheet.rows, sheet.is_data) == (LINES, True)


def test_heading_of_a_table_of_a_page_is_a_row_before_it() -> None:
    content = html_of(LINES).replace("<table>", "<h2>二、<b>取消</b>名单</h2><table><caption>一般认证</caption>", 1)
    assert read(content.encode()).rows == [["二、取消名单"], ["一般认证"], *LINES]


def test_fields_of_a_page_are_read_as_shown() -> None:
    fields = [
        '<input value="甲公司"><input type=hidden value="乙公司"><input type=submit value="修改">',
        "<select><option>2019-01-01</option><option selected>2019-07-10</option></select>",
        "<input type=checkbox checked> <textarea>无</textarea>",
    ]
    content = html_of([TITLES, fields]).replace("</table>", "<template><tr><td>丙公司</td></tr></template></table>")
    assert read(content.encode()).rows == [TITLES, ["甲公司", "2019-07-10", "√ 无"]]


@pytest.mark.parametrize(
    ("outside", "notes"),
    [
        ("共3页 当前第1页", [Note("one_of_pages")]),
        ("第 1 / 3 页", [Note("one_of_pages")]),
        ("共50条记录", [Note("fewer_than_total", {"total": 50, "count": len(LINES) - 1})]),
        ("共1页 共1条", []),
    ],
)
def test_page_that_shows_a_part_of_the_table_has_a_note(outside: str, notes: list[Note]) -> None:
    assert read(f"{html_of(LINES)}<div>{outside}</div>".encode()).notes == [Note("web_page_table"), *notes]


@pytest.mark.parametrize("style", ["opacity: 0", "font-size:0", "visibility:collapse"])
def test_row_that_a_style_hides_is_noted(style: str) -> None:
    content = html_of(LINES).replace("<tr><td>济南蓼", f"<tr style='{style}'><td>济南蓼")
    assert read(content.encode()).hidden_lines == [3]


def test_numbers_of_json_lines_stay_as_written() -> None:
    content = '{"name": "甲公司", "code": 3701600153.0}\n{"name": "乙公司", "code": 370102000012345678}\n'
    assert [row[1] for row in read(content.encode()).rows[1:]] == ["3701600153", "370102000012345678"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("\n".join(OBJECT_LINES)[:-9], "第2行"),
        (json.dumps({"data": OBJECTS, "removed": OBJECTS}), "“data”、“removed”"),
        ('{"name": "甲公司"}\n[1]', "第2行第1个字符处又开始了"),
        ('[{"name": "甲公司"}, {"name": "乙公司"}]\n[{"name": "丙公司"}]', "第2行第1个字符处又开始了"),
        ('[["名称"], ["甲公司"]][["名称"], ["乙公司"]]', "第1行第18个字符处又开始了"),
        ('{"data": [{"name": "甲公司"}]}\n\n{"data": [{"name": "乙公司"}]}', "第3行第1个字符处又开始了"),
        ('[{"name": "甲公司"}]\n{"total": 1}', "第2行第1个字符处又开始了"),
        ('[{"name": "甲公司"}]\n以上共1家', "第2行第1个字符处还有不是 JSON 的内容"),
        ('[["名称", "代码"], ["甲公司", {"a": 1}]]', "第2条"),
        ('{"data": [], "errors": []}', "没有任何条目"),
        ('[{"name": "甲公司", "name": "乙公司"}]', "两个“name”"),
        ('{"name": "甲公司", "uscc": 1, "uscc": 2}\n{"name": "乙公司"}', "两个“uscc”"),
    ],
)
def test_json_that_is_not_certain_is_refused_with_its_place(content: str, words: str) -> None:
    assert words in refusal(content.encode())[1]


# Other kinds

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive_with(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n" + bytes(99), "PDF"),
        (b"{\\rtf1\\ansi x}", "RTF"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE2 + "PowerPoint Document".encode("utf-16-le"), "PowerPoint"),
        (OLE2 + "__substg1.0_0037001F".encode("utf-16-le"), "电子邮件"),
        (archive_with("[Content_Types].xml", "word/document.xml"), "Word"),
        (archive_with("名单.xlsx", "说明.txt"), "解压"),
        (archive_with(), "解压"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(99), "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z"),
        (b"\x1f\x8b\x08" + bytes(99), "gzip"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "JPEG"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(99), "WebP"),
        (b"II*\x00" + bytes(99), "TIFF"),
        (b"\x09\x08\x10\x00\x00\x05" + bytes(99), "Excel 5.0"),
        (b'ID;PWXL;N;E\r\nC;Y1;X1;K"x"\r\n', "SYLK"),
        (b"\x03\x7e\x0b\x1d\x02\x00\x00\x00\x61\x00\x20\x00" + bytes(99), "dBase"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(99), "Access"),
        (b"b\x14#e\x01\x00\x00\x00E-SafeNet\x00\x00LOCK" + bytes(range(256)), "加密"),
        (b"%TSD-Header-###%" + bytes(range(256)), "加密"),
        (b"\x01\x02DRMFILE V2.0" + bytes(range(256)), "加密"),
        (OLE2 + "\x09DRMEncryptedTransform".encode("utf-16-le"), "加密"),
        (bytes(range(256)) * 20, "加密"),
        (b"\x06office".ljust(54) + b" \x06\0" + "office".encode("utf-16-le").ljust(108, b" "), "临时文件"),
        (b"\x4c\0\0\0\x01\x14\x02\0" + bytes(200), "快捷方式"),
        (b"[InternetShortcut]\r\nURL=file:///D:/x.xlsx\r\n", "快捷方式"),
        (b"MZ\x90\x00" + bytes(99), "不是电子表格"),
        (bytes(4096), "不是电子表格"),
        (b"From: a@example.cn\r\nTo: b@example.cn\r\nMIME-Version: 1.0\r\n\r\nx", "电子邮件"),
        (b"Received: from x\r\n by y\r\nContent-Type: text/html\r\n\r\n<table></table>", "电子邮件"),
        (b"", "0 字节"),
    ],
)
def test_file_of_another_kind_is_named(content: bytes, words: str) -> None:
    assert words in refusal(content)[1]


@pytest.mark.parametrize("first", ["BM代码", "MZ", "GIF", "ID", "TABLE", "Note: x", "From", "MIME"])
def test_text_that_begins_like_another_kind_is_read(first: str) -> None:
    rows = [[first, "企业名称"], ["1", "济南沅溪贸易有限公司"]]
    assert read(text_of(",", rows).encode()).rows == rows


@pytest.mark.parametrize("hides", ["div", "tbody", "section"])
def test_rows_in_a_hidden_part_of_a_page_are_hidden(hides: str) -> None:
    first, *rows = ("".join(f"<td>{text}</td>" for text in line) for line in LINES)
    page = f"<table><tr>{first}</table><{hides} style='display: none'><table>"
    page += "".join(f"<tr>{row}</tr>" for row in rows) + f"</table></{hides}><table><tr><td>完</td></tr></table>"
    content = page if hides != "tbody" else page.replace("</table><tbody", "<tbody").replace("'><table>", "'>")
    sheet = read(f"<html>{content}</html>".encode())
    assert sheet.hidden_lines == [2, 3]
