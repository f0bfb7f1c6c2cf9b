"""The forms for uploading a table of any kind, and for correcting how it was read."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.web.forms import PastDayField, check_scanned, parameters
from spreadsheets.columns import BLACKLIST_TITLES, ROSTER_TITLES, Column, index_of, letter_of
from spreadsheets.file_kinds import HEAD
from spreadsheets.headers import HEADER_WITHIN, Header, find_header
from spreadsheets.rows import Layout
from spreadsheets.sheets import CONTROL, SheetError, check_head
from spreadsheets.wording import failure_text
from uploads.cell_edits import PostedCell
from uploads.models import FileSubmission, Mode
from uploads.states import RowDecision

# The lines of a sheet that the panel shows: so many, beginning before the header.
LINES_SHOWN = 8
LINES_BEFORE = 3
# The id of the form of the page to which the inputs of all corrections belong, so that none of them loses the others.
CORRECTIONS = {"form": "corrections"}
# The name of the button that chooses a sheet, whose header is recognised.
ONLY_SHEET = "only_sheet"
NO_SHEET: Mapping[str, Any] = {"name": "", "hidden": False, "lines": []}
FILE_ACCEPT = ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.txt,.tsv,.htm,.html,.mht,.json,.jsonl"
FILE_ERRORS = {"required": "请选择文件。", "empty": "这个文件是空的（0 字节），请重新导出后再上传。"}


def check_table(upload: UploadedFile) -> None:
    """Raise ValidationError where the upload is too large (code `too_large`), no table, or not scanned (ScanFault)."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        size = (upload.size or 0) / 1024 / 1024
        raise ValidationError(
            f"文件有{size:.1f}MB，超过{limit}MB的上限。请删去图片和无关的工作表，或分次上传。", code="too_large"
        )
    head = upload.read(HEAD)
    upload.seek(0)
    try:
        check_head(head)
    except SheetError as error:
        raise ValidationError(failure_text(error.code, error.params, columns=())) from error
    check_scanned(upload)


class FileForm(forms.Form):
    """A table file, its mode and its as-of day."""

    file = forms.FileField(
        label="文件",
        help_text=(
            "Excel、WPS 工作簿（.xlsx、.xls、.xlsb、.et）、.ods、文本表格（CSV、TXT，UTF-8、UTF-16、GB18030、Big5）、"
            "网页表格（.htm、.mht）或 JSON，原样上传即可，标题行、表下说明不必删除。"
        ),
        widget=forms.FileInput(attrs={"accept": FILE_ACCEPT}),
        error_messages=FILE_ERRORS,
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=[
            (Mode.FULL, "全量：本文件为全部名单，未列入的将退出或移出"),
            (Mode.CHANGES, "增量：只列新增和变更的"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择全量或增量。"},
    )
    as_of = PastDayField(label="截至日期", help_text="名单反映的是哪一天的情况。")

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        check_table(upload)
        return upload


class SheetForm(forms.Form):
    """Choice of the sheet that has the table."""

    sheet = forms.ChoiceField(label="工作表")

    def __init__(self, submission: FileSubmission, *args: Any) -> None:
        super().__init__(*args)
        names = [head["name"] for head in submission.reading.get("sheets", [])]
        self.fields["sheet"].choices = [(name, name) for name in names]

    def layout(self) -> Layout:
        return Layout(sheet=self.cleaned_data["sheet"], header_line=0, columns={})


class LayoutForm(SheetForm):
    """The layout of the file: sheet, last line of the header, and the column of each field.

    `sheet` and `line` are those of which the person wants to see the lines; "" for those that were recognised. `heads`
    are the sheets, each with the lines around its header.
    """

    header_line = forms.IntegerField(
        label="表头在第几行",
        min_value=1,
        max_value=HEADER_WITHIN,
        help_text="表头占两行的，填下面一行。",
        error_messages={
            "min_value": "表头的行号从1起。",
            "max_value": f"表头须在前{HEADER_WITHIN}行之内；再往下的，请删去上面的行后重新上传。",
        },
    )

    def __init__(self, submission: FileSubmission, data: Any = None, *, sheet: str = "", line: str = "") -> None:
        super().__init__(submission, data)
        self.columns = submission.columns
        typed = data or {}
        heads = submission.reading.get("sheets", [])
        wanted = (typed.get("sheet"), sheet, submission.reading.get("sheet"))
        by_name = {head["name"]: head for head in heads}
        head = next((by_name[name] for name in wanted if name in by_name), heads[0] if heads else NO_SHEET)
        header = self._recognised(submission, head)
        number = _line_of(typed.get("header_line") or line) or header.line
        if number != header.line:
            header = find_header(head["lines"][number - 1 : number], self.columns)
        self.heads = [_shown(one, number if one is head else _likely_header(one, self.columns)) for one in heads]
        self.fields["sheet"].initial = head["name"]
        self.fields["header_line"].initial = number
        letters = _letters(head["lines"], number)
        for column in self.columns:
            place = header.places.get(column.key)
            self.fields[column.key] = forms.ChoiceField(
                label=f"{column.title}在哪一列",
                choices=[("", "（没有这一列）"), *letters],
                initial="" if place is None else letter_of(place),
                required=column.needed,
                error_messages={"required": f"请指明{column.title}在哪一列。"},
            )
        for field in self.fields.values():
            field.widget.attrs |= CORRECTIONS

    def _recognised(self, submission: FileSubmission, head: Mapping[str, Any]) -> Header:
        """Return the header by which the sheet was read, else the one that is found in it, else a likely line."""
        reading = submission.reading
        if submission.was_read and head["name"] == reading["sheet"]:
            places = {column["key"]: index_of(column["letter"]) for column in reading["columns"]}
            return Header(reading["header_line"], [], places)
        header = find_header(head["lines"], self.columns)
        return header if header.line else Header(_likely_header(head, self.columns), [], {})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [data[column.key] for column in self.columns if data.get(column.key)]
        repeated = [letter for letter, count in Counter(chosen).items() if count > 1]
        if repeated:
            raise ValidationError(f"{'、'.join(repeated)}列被指定了两次，一列只能是一项内容。")
        return data

    def is_other(self, submission: FileSubmission) -> bool:
        """Whether another layout than the recognised one was posted."""
        recognised = LayoutForm(submission).fields.items()
        return any(self.data[name] != str(field.initial) for name, field in recognised if name in self.data)

    def query(self) -> str:
        """Return the query of the page that shows the posted sheet and header line."""
        return _preview_query(self.data.get("sheet", ""), self.data.get("header_line", ""))

    def layout(self) -> Layout:
        data = self.cleaned_data
        columns = {column.key: data[column.key] for column in self.columns if data[column.key]}
        return Layout(sheet=data["sheet"], header_line=data["header_line"], columns=columns)


def posted_layout_form(submission: FileSubmission, data: Mapping[str, str]) -> SheetForm:
    """Return the form that was posted: a whole layout, or only another sheet, by the button ONLY_SHEET."""
    if ONLY_SHEET in data:
        return SheetForm(submission, {"sheet": data[ONLY_SHEET]})
    return LayoutForm(submission, data)


class PreviewForm(forms.Form):
    """The sheet and the line around which the panel shows the lines; an invalid value counts as missing."""

    preview_sheet = forms.CharField(required=False, widget=forms.HiddenInput)
    preview_line = forms.CharField(required=False, widget=forms.HiddenInput)


class PreviewButtonForm(forms.Form):
    """The button of the panel that shows other lines: the number of the sheet; `preview-NUMBER` is the line."""

    preview = forms.CharField(required=False)

    def query(self, submission: FileSubmission) -> str:
        """Return the query of the page that shows these lines; "" where the button was not pressed."""
        number = parameters(self)["preview"]
        heads = {str(place): head["name"] for place, head in enumerate(submission.reading.get("sheets", []))}
        if number not in heads:
            return ""
        return _preview_query(heads[number], self.data.get(f"preview-{number}", ""))


def _preview_query(sheet: str, line: str) -> str:
    return f"?{urlencode({'preview_sheet': sheet, 'preview_line': line})}#layout"


class CellField(forms.CharField):
    """The content of a cell, without control characters, as the readers leave them out of every file."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(CONTROL.sub("", value or ""))


class CellsForm(forms.Form):
    """Cells that a person corrects: the posted fields `cell-LINE-KEY`, and `take-LINE-KEY` for accepted suggestions.

    Other posted fields are left out. KEY is that of a column: cell-12-uscc.
    """

    PLACE = re.compile(r"(?:cell|take)-([1-9]\d{0,6})-(\w+)", re.ASCII)
    LONGEST = 300

    def __init__(self, columns: Sequence[Column], data: Mapping[str, str]) -> None:
        super().__init__(data)
        titles = {column.key: column.title for column in columns}
        self.places: dict[str, tuple[int, str, str]] = {}
        for name in data:
            found = self.PLACE.fullmatch(name)
            if found and found[2] in titles:
                line, key = int(found[1]), found[2]
                self.places[name] = (line, key, titles[key])
                too_long = f"第{line}行的{titles[key]}超过{self.LONGEST}字，请缩短。"
                self.fields[name] = CellField(
                    required=False, max_length=self.LONGEST, error_messages={"max_length": too_long}
                )

    def cells(self) -> list[PostedCell]:
        """Return the cells with content that is not too long."""
        self.full_clean()
        texts = self.cleaned_data
        return [PostedCell(name, *place, texts[name]) for name, place in self.places.items() if texts.get(name)]


# The titles of all columns; an enterprise and the subject of an entry both have a name.
COLUMN_TITLES = BLACKLIST_TITLES | ROSTER_TITLES | {"name": "名称"}


def place_of_field(name: str) -> str:
    """Return the cell of a posted field, such as 第12行认证日期; "" for a field that is no cell."""
    found = CellsForm.PLACE.fullmatch(name)
    return f"第{found[1]}行{COLUMN_TITLES[found[2]]}" if found and found[2] in COLUMN_TITLES else ""


class CorrectionsForm(CellsForm):
    """What is posted to correct a file beside its layout, whichever button was pressed."""

    as_of = forms.CharField(required=False)
    lines = forms.CharField(required=False)

    def filled(self, submission: FileSubmission) -> set[str]:
        """Return the names of the fields that were filled; of the as-of day only where it is another one."""
        filled = {name for name in (*self.places, "as_of", "lines") if self.data.get(name)}
        return filled - ({"as_of"} if self.data.get("as_of") == submission.as_of.isoformat() else set())


def _likely_header(head: Mapping[str, Any], columns: Sequence[Column]) -> int:
    """Return the line of the header in a preview; of one without, the first of the lines with the most filled cells."""
    if line := find_header(head["lines"], columns).line:
        return line
    filled = [sum(map(bool, map(str.strip, cells))) for cells in head["lines"]]
    return filled.index(max(filled)) + 1 if filled else 1


def _line_of(text: object) -> int:
    """Return the line number that was typed; 0 for none within the lines of the preview."""
    number = str(text)
    return int(number) if number.isdecimal() and 0 < int(number[:9]) <= HEADER_WITHIN else 0


def _shown(head: Mapping[str, Any], line: int) -> dict[str, Any]:
    """Return a sheet for the page: the letters of its columns, and the numbered lines around the line."""
    first = max(min(line, len(head["lines"])) - LINES_BEFORE, 1)
    numbered = list(enumerate(head["lines"][first - 1 : first - 1 + LINES_SHOWN], start=first))
    width = max(map(len, head["lines"]), default=0)
    return {
        "name": head["name"],
        "hidden": head["hidden"],
        "line": line,
        "count": len(head["lines"]),
        "lines": numbered,
        "letters": [letter_of(place) for place in range(width)],
    }


def _letters(lines: list[list[str]], line: int) -> list[tuple[str, str]]:
    """Return letter and label (letter, title in that line) of each column of the first lines."""
    titles = lines[line - 1] if 0 < line <= len(lines) else []
    width = max(map(len, lines), default=0)
    return [
        (letter := letter_of(place), f"{letter} {titles[place] if place < len(titles) else ''}".strip())
        for place in range(width)
    ]


class AsOfForm(forms.Form):
    """Another as-of day of a file that is not confirmed."""

    as_of = PastDayField(label="截至日期", error_messages={"required": "请填写截至日期。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].widget.attrs |= CORRECTIONS


class LinesField(forms.CharField):
    """Line numbers of a file, such as 12、15-18: a set of int."""

    SEPARATORS = re.compile(r"[\s,，、;；]+")
    RANGE = re.compile(r"([1-9]\d{0,6})(?:[-—~至]([1-9]\d{0,6}))?")
    MOST = 1000

    def clean(self, value: Any) -> set[int]:
        lines: set[int] = set()
        for part in filter(None, self.SEPARATORS.split(super().clean(value))):
            found = self.RANGE.fullmatch(part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            if first > last:
                raise ValidationError("请填写行号，如12，或12、15-18。")
            if len(lines) + last - first >= self.MOST:
                raise ValidationError(f"一次最多认定{self.MOST}行，请分几次填写。")
            lines.update(range(first, last + 1))
        return lines


class RowDecisionForm(forms.Form):
    """The lines of a file about which a person decides, and the decision.

    The button of a single row is named by the decision and has the line as its value; `of_typed_lines` says that the
    typed line numbers count.
    """

    lines = LinesField(label="行号", error_messages={"required": "请填写行号，如12，或12、15-18。"})
    decision = forms.ChoiceField(label="认定", choices=RowDecision.choices)

    def __init__(self, data: Mapping[str, str]) -> None:
        pressed = next((decision for decision in RowDecision.values if decision in data), None)
        self.of_typed_lines = pressed is None
        super().__init__({"lines": data[pressed], "decision": pressed} if pressed else data)
