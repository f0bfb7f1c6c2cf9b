"""The measures of a plan as a table: read from a file or from what was typed, with problems that name the cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from incentives.models import Beneficiary, EffectKind, MeasureContent, MeasureKind, MeasureVersion, NewMeasure, Section
from spreadsheets.columns import letter_of
from spreadsheets.typed_tables import clean_cell, rows_of

# Title of a column → whether each measure has to fill it in.
COLUMNS = {
    **dict.fromkeys(("类别", "序号", "简称", "措施文本", "类型"), True),
    "受益人": False,
    "责任单位": True,
    **dict.fromkeys(("分项", "适用条件", "依据", "效果指标"), False),
}
ALL_DEPARTMENTS = "各有关部门"
NUMBER = re.compile(r"第?([0-9]{1,4})[项.．、]?")
BETWEEN = re.compile(r"[、，,；;\n]")
SECTION_LABEL = re.compile(r"（[^）]{1,8}）")
SUB_ITEM_NUMBER = re.compile(r"^(?:[（(][0-9]{1,2}[)）]|[①-⑳])\s*")
LONGEST = {
    "简称": MeasureVersion._meta.get_field("short_title").max_length,
    "适用条件": MeasureVersion._meta.get_field("condition").max_length,
    "依据": MeasureVersion._meta.get_field("legal_basis").max_length,
    "类别": Section._meta.get_field("title").max_length,
}
DIGITS = "零一二三四五六七八九"


@dataclass
class PlanTable:
    """The measures of a table; where there are problems, those are not complete. Notes say what was not taken in."""

    measures: list[NewMeasure] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(text: str, *, departments: dict[str, str], basis: str) -> PlanTable:
    """Read the measures; `departments` are name → code, and `basis` is the legal basis where the table states none."""
    table = PlanTable()
    rows = rows_of(text)
    head = next(
        (line for line, row in enumerate(rows) if {"序号", "措施文本"} <= {clean_cell(cell) for cell in row}), None
    )
    if head is None:
        table.problems.append(f"没有找到表头，表头的一行须有：{'、'.join(COLUMNS)}。")
        return table
    if any(clean_cell(cell) for row in rows[:head] for cell in row):
        table.notes.append(f"表头在第{head + 1}行，它以上的内容没有载入。")
    places = _columns(rows[head], head + 1, table)
    if table.problems:
        return table
    reader = _RowReader(table, places, departments, basis)
    for line, row in enumerate(rows[head + 1 :], head + 2):
        _note_untitled(row, line, rows[head], table)
        reader.read(line, row)
    if not table.measures and not table.problems:
        table.problems.append(f"第{head + 1}行的表头以下没有措施。")
    return table


def _columns(titles: Sequence[str], line: int, table: PlanTable) -> dict[str, int]:
    """Return title → index of its column; note the columns that are not read."""
    places: dict[str, int] = {}
    for index, cell in enumerate(titles):
        title = clean_cell(cell)
        if title in places:
            table.problems.append(f"表头“{title}”有两列：{letter_of(places[title])}{line}和{letter_of(index)}{line}。")
        elif title in COLUMNS:
            places[title] = index
        elif title:
            table.notes.append(f"{letter_of(index)}列“{title}”没有载入。")
    if missing := [title for title, is_required in COLUMNS.items() if is_required and title not in places]:
        table.problems.append(f"第{line}行的表头缺少：{'、'.join(missing)}。")
    return places


def _note_untitled(row: Sequence[str], line: int, titles: Sequence[str], table: PlanTable) -> None:
    for index, cell in enumerate(row):
        if clean_cell(cell) and (index >= len(titles) or not clean_cell(titles[index])):
            table.problems.append(f"{letter_of(index)}{line}有内容而没有表头，请填写表头或删去。")


class _RowReader:
    """Reads one measure from each row, and remembers the numbers and the section of the rows above."""

    def __init__(self, table: PlanTable, places: dict[str, int], departments: dict[str, str], basis: str) -> None:
        self.table, self.places, self.departments, self.basis = table, places, departments, basis
        self.numbers: dict[int, str] = {}
        self.sections: list[str] = []
        self.section = ""

    def read(self, line: int, row: Sequence[str]) -> None:
        self.line = line
        self.cells = {title: clean_cell(row[index]) if index < len(row) else "" for title, index in self.places.items()}
        if not any(self.cells.values()):
            return
        found = len(self.table.problems)
        section = self._section()
        for title, is_required in COLUMNS.items():
            self._check(title, is_required=is_required and title != "类别")
        content = MeasureContent(
            short_title=self._text("简称"),
            departments=self._departments(),
            beneficiary=self._beneficiary(),
            kinds=self._kinds(),
            wording=self._text("措施文本"),
            sub_items=[
                SUB_ITEM_NUMBER.sub("", item) for item in map(clean_cell, self._text("分项").split("\n")) if item
            ],
            condition=self._text("适用条件"),
            effects=self._chosen("效果指标", {label: value for value, label in EffectKind.choices}),
        )
        number = self._number()
        if len(self.table.problems) == found:
            basis = self._text("依据") or self.basis
            self.table.measures.append(NewMeasure(section=section, number=number, legal_basis=basis, content=content))

    def _text(self, title: str) -> str:
        return self.cells.get(title, "")

    def _problem(self, title: str, text: str) -> None:
        self.table.problems.append(f"{self._cell(title)}{title}{text}。")

    def _cell(self, title: str) -> str:
        return f"{letter_of(self.places[title])}{self.line}"

    def _check(self, title: str, *, is_required: bool) -> None:
        """Require a text where there must be one, which is not too long."""
        text = self._text(title)
        if is_required and not text:
            self._problem(title, "没有填写")
        longest = LONGEST.get(title)
        if longest and len(text) > longest:
            self._problem(title, f"有{len(text)}个字，至多{longest}个字")

    def _section(self) -> str:
        """Return the section with its label; an empty cell has the section of the row above."""
        text = self._text("类别")
        if text:
            known = (section for section in self.sections if text in (section, section_parts(section)[1]))
            numbered = text if SECTION_LABEL.match(text) else f"（{_chinese(len(self.sections) + 1)}）{text}"
            self.section = next(known, numbered)
            if self.section not in self.sections:
                self.sections.append(self.section)
        elif not self.section:
            self._problem("类别", "没有填写")
        return self.section

    def _number(self) -> int:
        text = self._text("序号")
        match = NUMBER.fullmatch(text)
        number = int(match[1]) if match else 0
        if text and not number:
            self._problem("序号", f"“{text}”不是序号，请填写1、2、3等数字")
        elif number in self.numbers:
            self._problem("序号", f"{number}与{self.numbers[number]}重复，一个计划中每项措施的序号只能用一次")
        elif number:
            self.numbers[number] = self._cell("序号")
        return number

    def _kinds(self) -> list[str]:
        return self._chosen("类型", {label: value for value, label in MeasureKind.choices})

    def _sub_items(self) -> list[str]:
        items = map(clean_cell, self._text("分项").split("\n"))
        return [SUB_ITEM_NUMBER.sub("", item) for item in items if item]

    def _beneficiary(self) -> str:
        labels = {label: value for value, label in Beneficiary.choices}
        text = self._text("受益人") or Beneficiary.ENTERPRISE.label
        if text not in labels:
            self._problem("受益人", f"“{text}”不能识别，可填{'、'.join(labels)}")
        return labels.get(text, "")

    def _departments(self) -> list[str]:
        if self._text("责任单位") == ALL_DEPARTMENTS:
            return list(self.departments.values())
        return self._chosen("责任单位", self.departments)

    def _chosen(self, title: str, known: dict[str, str]) -> list[str]:
        """Return the values of the names in the cell, in the order of `known`."""
        names = [name for name in map(clean_cell, BETWEEN.split(self._text(title))) if name]
        for name in names:
            if name not in known:
                self._problem(title, f"“{name}”不能识别，可填{'、'.join(known)}")
        return [value for name, value in known.items() if name in names]


def section_parts(text: str) -> tuple[str, str]:
    """Return label and title of a section such as （一）适用海关支持措施."""
    match = SECTION_LABEL.match(text)
    label = match[0] if match else ""
    return label, text[len(label) :].strip()


def _chinese(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return ten + (DIGITS[ones] if ones else "")
