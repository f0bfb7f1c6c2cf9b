"""Makers of files that no office should send and every portal receives."""

import io
import zipfile

import xlsxwriter


def two_cell_workbook() -> bytes:
    """A small legal workbook whose used range is the whole sheet: it aborts the process that opens it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "企业名称")
        sheet.write_string(1_048_575, 16_383, "。")
    return stream.getvalue()


def zip_bomb() -> bytes:
    """A workbook that declares far more than a workbook of its size ever holds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50 * 1024 * 1024))
    return stream.getvalue()


def other_archive() -> bytes:
    """A zip that is no workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("说明.txt", "不是工作簿")
    return stream.getvalue()


def truncated_workbook(whole: bytes) -> bytes:
    """The first half of a workbook, as an interrupted download leaves it."""
    return whole[: len(whole) // 2]
