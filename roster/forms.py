"""Forms of the roster pages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.web.forms import PastDayField
from roster.models import RosterProblem, RosterSubmission
from roster.policies import RosterConfirmation
from spreadsheets.columns import ROSTER_COLUMNS, ROSTER_TITLES, letter_of
from spreadsheets.headers import HEADER_WITHIN, find_header
from spreadsheets.identifiers import holds_resident_id
from spreadsheets.rows import CellEdit, Layout

REASON = "reason-"


class ConfirmForm(forms.Form):
    """The answers of the officer who confirms a roster; field `reason-USCC` has the reason of a removed enterprise."""

    questions_answered = forms.BooleanField(required=False)
    removed_count = forms.IntegerField(required=False)
    reason_for_rest = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        reasons = {
            name.removeprefix(REASON): str(text).strip() for name, text in self.data.items() if name.startswith(REASON)
        }
        if any(len(reason) > 200 for reason in reasons.values()):
            raise ValidationError("退出原因不超过200字。")
        return {**self.cleaned_data, "reasons": reasons}

    def confirmation(self, submission: RosterSubmission) -> RosterConfirmation:
        """Return the answers, with one reason for each removed enterprise of the submission."""
        rest = self.cleaned_data["reason_for_rest"].strip()
        reasons = self.cleaned_data["reasons"]
        usccs = submission.removals.values_list("uscc", flat=True)
        return RosterConfirmation(
            reasons={uscc: reasons.get(uscc) or rest for uscc in usccs},
            questions_answered=self.cleaned_data["questions_answered"],
            removed_count=self.cleaned_data["removed_count"],
        )


class TransferReasonForm(forms.Form):
    """The reason to decline or to withdraw a transfer."""

    reason = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明理由。"},
    )


class RosterDayForm(forms.Form):
    """Office and day of a roster, and the day to compare it with."""

    office = forms.ModelChoiceField(
        label="海关", queryset=Department.objects.filter(is_customs=True), empty_label=None, required=False
    )
    day = PastDayField(label="日期")
    until = PastDayField(label="与哪一天比较", required=False, help_text="留空即只看当天的名单。")

    def __init__(self, user: User, data: Mapping[str, str] | None) -> None:
        super().__init__(data)
        if user.role == Role.CUSTOMS:
            self.fields["office"].queryset = Department.objects.filter(pk=user.department_id)
        self.fields["until"].initial = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["office"] = data.get("office") or self.fields["office"].queryset.first()
        if data.get("day") and data.get("until") and data["until"] < data["day"]:
            raise ValidationError("比较的日期不能早于前一个日期。")
        return data


class SheetForm(forms.Form):
    """Choice of the sheet that has the roster."""

    sheet = forms.ChoiceField(label="工作表")

    def __init__(self, submission: RosterSubmission, *args: Any) -> None:
        super().__init__(*args)
        names = [head["name"] for head in submission.reading.get("sheets", [])]
        self.fields["sheet"].choices = [(name, name) for name in names]

    def layout(self) -> Layout:
        return Layout(sheet=self.cleaned_data["sheet"], header_line=0, columns={})


class LayoutForm(SheetForm):
    """The layout of the file: sheet, last line of the header, and the column of each field."""

    header_line = forms.IntegerField(
        label="表头在第几行", min_value=1, max_value=HEADER_WITHIN, help_text="表头占两行的，填下面一行。"
    )

    def __init__(self, submission: RosterSubmission, *args: Any) -> None:
        super().__init__(submission, *args)
        heads = submission.reading.get("sheets", [])
        found = submission.reading.get("sheet")
        head = next((head for head in heads if head["name"] == found), heads[0] if heads else {"name": "", "lines": []})
        header = find_header(head["lines"], ROSTER_COLUMNS)
        line = submission.reading.get("header_line") or header.line or _likely_header(head["lines"])
        places = {key: letter_of(place) for key, place in header.places.items()}
        if columns := submission.reading.get("columns"):
            places = {column["key"]: column["letter"] for column in columns}
        widths = (max(map(len, head["lines"]), default=0) for head in heads)
        self.heads = [
            {**head, "letters": [letter_of(place) for place in range(width)]}
            for head, width in zip(heads, widths, strict=True)
        ]
        self.fields["sheet"].initial = head["name"]
        self.fields["header_line"].initial = line
        letters = _letters(head["lines"], line)
        for column in ROSTER_COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=f"{column.title}在哪一列",
                choices=[("", "（没有这一列）"), *letters],
                initial=places.get(column.key, ""),
                required=column.needed,
                error_messages={"required": f"请指明{column.title}在哪一列。"},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [data[column.key] for column in ROSTER_COLUMNS if data.get(column.key)]
        repeated = [letter for letter, count in Counter(chosen).items() if count > 1]
        if repeated:
            raise ValidationError(f"{'、'.join(repeated)}列被指定了两次，一列只能是一项内容。")
        return data

    def layout(self) -> Layout:
        data = self.cleaned_data
        columns = {column.key: data[column.key] for column in ROSTER_COLUMNS if data[column.key]}
        return Layout(sheet=data["sheet"], header_line=data["header_line"], columns=columns)


def _likely_header(lines: list[list[str]]) -> int:
    """Return the number of the line with the most filled cells, the first of several."""
    filled = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    return filled.index(max(filled)) + 1 if filled else 1


def _letters(lines: list[list[str]], line: int) -> list[tuple[str, str]]:
    """Return letter and label (letter, title in that line) of each column of the first lines."""
    titles = lines[line - 1] if 0 < line <= len(lines) else []
    width = max(map(len, lines), default=0)
    return [
        (letter := letter_of(place), f"{letter} {titles[place] if place < len(titles) else ''}".strip())
        for place in range(width)
    ]


class PostedCell(NamedTuple):
    """Content that was entered on the page for a cell: name of the posted field, spreadsheet line, column key."""

    name: str
    line: int
    key: str
    text: str

    @property
    def title(self) -> str:
        """The title of the column."""
        return ROSTER_TITLES[self.key]

    @property
    def holds_resident_id(self) -> bool:
        return holds_resident_id(self.text, self.key)


def posted_cells(data: Mapping[str, str]) -> list[PostedCell]:
    """Return the cells with content among the posted fields.

    The name of a field has line and column key after `cell-`, or `take-` for an accepted suggestion: cell-12-uscc.
    """
    cells = []
    for name, text in data.items():
        kind, _, place = name.partition("-")
        line, _, key = place.partition("-")
        if kind in ("cell", "take") and line.isdecimal() and key in ROSTER_TITLES and text.strip():
            cells.append(PostedCell(name, int(line), key, text.strip()[:300]))
    return cells


def cell_edits_of(cells: Sequence[PostedCell]) -> tuple[list[CellEdit], str]:
    """Return the cell edits, and the reason of their refusal or ""; of two texts for one cell the later one counts."""
    if not cells:
        return [], "请先在“改为”中填写正确的内容。"
    if any(cell.holds_resident_id for cell in cells):
        return [], "填写的内容中有居民身份证号；系统不收集身份证号，请改填企业的代码。"
    edits = {(cell.line, cell.key): CellEdit(cell.line, cell.key, cell.text) for cell in cells}
    return list(edits.values()), ""


def fill_cells(problems: Sequence[RosterProblem], cells: Sequence[PostedCell]) -> list[PostedCell]:
    """Fill the inputs of the problems with the cells, and return the cells that have no input there.

    Sets on each problem `has_input` (only the first problem of a cell has one), `entered` (the text in it) and
    `is_taken` (whether the suggestion is ticked).
    """
    entered = {cell.name: cell.text for cell in cells}
    inputs: set[str] = set()
    for problem in problems:
        cell, take = (f"{kind}-{problem.line}-{problem.key}" for kind in ("cell", "take"))
        problem.has_input = bool(problem.column or problem.key == "uscc") and cell not in inputs
        problem.entered = entered.get(cell, "")
        problem.is_taken = bool(problem.suggestion) and entered.get(take) == problem.suggestion
        inputs |= {cell} if problem.has_input else set()
        inputs |= {take} if problem.is_taken else set()
    return [cell for cell in cells if cell.name not in inputs]
