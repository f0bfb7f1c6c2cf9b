"""Tables that people type, paste or fill from a file, as a text that they can correct.

The text is as a spreadsheet copies it: cells between tabs, with quotes around a cell of several lines.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from spreadsheets.columns import letter_of
from spreadsheets.sheets import CellMark, Sheet
from spreadsheets.wording import note_text

# Marks of cells that speak against what the cell says; the text of the mark is the parameter.
REFUSED_MARKS = {
    "struck": "加了删除线，像是已删去的内容",
    "crossed": "画了斜线，像是已划去的内容",
    "invisible": "的文字看不见",
    "conditional": "设有条件格式，符合条件时显示为删除线或看不见",
    "error": "的公式出错或没有结果",
}
# Marks that a person has to know of.
NOTED_MARKS = {
    "comment": "有批注：“{text}”，没有载入",
    "picture": "有图片，其中的文字没有读取",
}


def rows_of(text: str) -> list[list[str]]:
    """Return the rows of the text."""
    return list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), dialect="excel-tab"))


def clean_cell(text: str) -> str:
    """Return the text of a cell without blanks around it, those of full width included."""
    return text.replace("\u3000", " ").strip()


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as the text of a table."""
    stream = io.StringIO()
    csv.writer(stream, dialect="excel-tab", lineterminator="\n").writerows(rows)
    return stream.getvalue()


def problems_of(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Yield why the table of a file cannot be taken as it is: several sheets, hidden parts, marks of cells."""
    if len(sheets) != 1:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        yield (f"文件有{len(sheets)}张有内容的工作表（{names}），请只保留一张。" if sheets else "文件中没有内容。")
        return
    sheet = sheets[0]
    yield from (f"第{line}行是隐藏的，请取消隐藏或删去。" for line in sheet.hidden_lines)
    yield from (f"{letter_of(column)}列是隐藏的，请取消隐藏或删去。" for column in sheet.hidden_columns)
    yield from (
        f"{_place(mark)}{REFUSED_MARKS[mark.kind]}，请在文件中改正。"
        for mark in sheet.marks
        if mark.kind in REFUSED_MARKS
    )


def notes_of(sheet: Sheet) -> list[str]:
    """Return how the sheet was read, and what of it was not."""
    marks = [
        f"{_place(mark)}{NOTED_MARKS[mark.kind].format(text=mark.text)}。"
        for mark in sheet.marks
        if mark.kind in NOTED_MARKS
    ]
    return [note_text(note.code, note.params) for note in sheet.notes] + marks


def _place(mark: CellMark) -> str:
    return f"{letter_of(mark.column)}{mark.line}"
