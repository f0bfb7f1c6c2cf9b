"""Many applications of a department from one table."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms

from feedback.actions.application_tables import BatchRow
from feedback.forms.applications import ApplicationForm, choice_fields
from foundation.web.forms import fill
from free_text.tables import TypedTableForm, table_field
from incentives.models import EffectKind, MeasureKind, MeasureVersion
from matching.names import normalise
from roster.models import Enterprise
from spreadsheets.days import parse_day
from spreadsheets.typed_tables import clean_cell, rows_of, text_of

MOST_ROWS = 300
# Title of a column → field of the form of an application.
COLUMNS = {
    "统一社会信用代码": "enterprise",
    "企业名称": "name",
    "措施": "measure",
    "分项": "sub_item",
    "类型": "kind",
    "实施日期": "applied_on",
    "实施至": "applied_until",
    "实施情况": "description",
    "符合适用条件": "condition_met",
    "受益人": "benefits_person",
    "竞争事项": "competition",
    "节省天数": "days_saved",
    "涉及金额（元）": "amount",
    "减少检查次数": "inspections_avoided",
    "业务编号": "business_number",
    "联系方式": "contact",
    "补登理由": "backfill_reason",
}
REQUIRED = ("统一社会信用代码", "措施", "实施日期", "实施情况")
TITLES = {field: title for title, field in COLUMNS.items()}
YES = ("是", "符合", "√", "✓", "Y", "y", "1")
KINDS = {label: value for value, label in MeasureKind.choices}
BENEFICIARIES = {"企业": "enterprise", "自然人": "person"}
NUMBER = re.compile(r"第?([0-9]{1,4})[项.．、]?")


class FoundEnterprisesForm(forms.Form):
    """A look-up of many, and the measure that is to be logged for the enterprises that may have it."""

    lookup = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.TypedChoiceField(label="措施", coerce=int)

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        """Offer the measures of these versions."""
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", "请选择"), *((each.measure_id, str(each)) for each in versions)]


def table_for(enterprises: Sequence[Enterprise], version: MeasureVersion, day: date) -> str:
    """Return a table with a row for each enterprise. Its cells about what was done are blank, to be filled in."""
    details = [TITLES[field] for field in choice_fields(version) if field in TITLES]
    head = [TITLES["enterprise"], TITLES["name"], *REQUIRED[1:], *details]
    rows = [[each.uscc, each.name, str(version.measure), day.isoformat()] for each in enterprises]
    return text_of([head, *([*row, *[""] * (len(head) - len(row))] for row in rows)])


class Cells(NamedTuple):
    """The line of a row, and the text of each field, "" for an empty cell."""

    line: int
    texts: dict[str, str]


class ApplicationBatchForm(TypedTableForm):
    """A table of applications. The first time it is valid, it is tried; it is logged as it was tried.

    `rows` are those of a valid form. `leave_out`: the rows that are refused are left out, and the others logged.
    """

    file = forms.FileField(
        label="登记表",
        required=False,
        help_text="Excel、WPS工作簿或CSV。内容会填入下面一栏，取代原有的内容，可在那里改正。",
    )
    table = table_field(
        label="内容", help_text=f"也可以从表格中复制过来，第一行是表头，每行一项，一次最多{MOST_ROWS}行。"
    )
    leave_out = forms.BooleanField(label="有误的行不登记，只登记其余的行", required=False)
    # The digest of the table that was tried, and the button that logs it.
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    log = forms.BooleanField(required=False, widget=forms.HiddenInput)

    missing = "请选择登记表，或在这里填写内容。"

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        """Offer the measures of these versions."""
        super().__init__(*args, **kwargs)
        self.versions = versions
        self.measures = _names_of(versions)
        self.rows: list[BatchRow] = []

    @property
    def is_to_log(self) -> bool:
        """Whether the valid form was sent to log what was tried."""
        data = self.cleaned_data
        return bool(data["log"] and data["version"] == digest_of(data["table"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            rows = rows_of(data["table"])
            lines = self._lines(rows)
            if lines and len(lines) > MOST_ROWS:
                self.add_error("table", f"共{len(lines)}行，一次最多{MOST_ROWS}行，请分次登记。")
            elif not self.errors:
                self.rows = [self._read(cells) for cells in lines]
                fill(self, version=digest_of(data["table"]))
        return data

    def _lines(self, rows: list[list[str]]) -> list[Cells]:
        """Return the rows that have something; add an error where the head or a cell cannot be read."""
        head = next((place for place, row in enumerate(rows) if set(REQUIRED) <= set(map(clean_cell, row))), None)
        if head is None:
            self.add_error("table", f"没有找到表头，表头的一行须有：{'、'.join(REQUIRED)}。")
            return []
        if any(clean_cell(cell) for row in rows[:head] for cell in row):
            self.notes = [*self.notes, f"表头在第{head + 1}行，它以上的内容没有载入。"]
        titles = [clean_cell(cell) for cell in rows[head]]
        filled = [title for title in titles if title]
        if doubled := {title for title in filled if filled.count(title) > 1}:
            self.add_error("table", f"表头有重复的列：{'、'.join(sorted(doubled))}。")
        if unknown := [title for title in filled if title not in COLUMNS]:
            self.add_error("table", f"表头有不能识别的列：{'、'.join(unknown)}，请删去或改为模板中的名称。")
        lines = []
        for line, row in enumerate(rows[head + 1 :], head + 2):
            texts = [clean_cell(cell) for cell in row]
            if any(texts[len(titles) :]) or any(text for title, text in zip(titles, texts, strict=False) if not title):
                self.add_error("table", f"第{line}行有内容而没有表头，请填写表头或删去。")
            if any(texts):
                by_title = dict(zip(titles, texts, strict=False))
                lines.append(Cells(line, {field: by_title.get(title, "") for title, field in COLUMNS.items()}))
        if not lines and not self.errors:
            self.add_error("table", "表头以下没有内容。")
        return lines

    def _read(self, cells: Cells) -> BatchRow:
        """Return the row, checked by the form of one application."""
        texts = cells.texts
        enterprise = Enterprise.objects.with_code(texts["enterprise"]).first()
        measure = self.measures.get(_measure_name(texts["measure"]))
        name = f"{enterprise or texts['name'] or texts['enterprise']}，{measure or texts['measure']}"
        problems = list(_identity_problems(texts, enterprise))
        if measure is None:
            problems.append(f"“{texts['measure']}”不是本单位的措施，请填序号或名称，如“{self._example()}”")
        if enterprise is None or measure is None:
            return BatchRow(cells.line, name, problems=problems)
        form = ApplicationForm(self._typed(texts, measure), versions=self.versions, enterprise=enterprise)
        problems += [f"{_label(field)}{error}".rstrip("。") for field, found in form.errors.items() for error in found]
        problems += _surplus(texts, form, measure)
        if problems:
            return BatchRow(cells.line, name, problems=problems)
        data = form.cleaned_data
        arguments = {field: data[field] for field in ("measure", "applied_on", "description")}
        stated = {"enterprise": enterprise, "choices": form.choices(), "details": form.details()}
        return BatchRow(cells.line, name, arguments | stated)

    def _typed(self, texts: dict[str, str], measure: MeasureVersion) -> dict[str, Any]:
        """Return the texts as the form of one application gets them."""
        days = {field: parse_day(texts[field]) for field in ("applied_on", "applied_until")}
        needed = [f"{field}-needed" for field in texts] if "table-needed" in self.data else []
        return {
            **texts,
            **{field: day.isoformat() for field, day in days.items() if day},
            **{field: re.sub("[,，]", "", texts[field]) for field in EffectKind.values},
            **dict.fromkeys(needed, "on"),
            "measure": measure.measure_id,
            "sub_item": re.sub(r"^[（(]?(\d+)\D.*", r"\1", texts["sub_item"], flags=re.DOTALL),
            "kind": KINDS.get(texts["kind"], texts["kind"]),
            "condition_met": "on" if texts["condition_met"] in YES else "",
            "benefits_person": BENEFICIARIES.get(texts["benefits_person"], texts["benefits_person"]),
        }

    def _example(self) -> str:
        return str(self.versions[0]) if self.versions else "31"


def _names_of(versions: Sequence[MeasureVersion]) -> dict[str, MeasureVersion]:
    """Return the names by which a row may name each measure: its number, its short title, or both."""
    names: dict[str, MeasureVersion] = {}
    for version in versions:
        for name in (version.measure, version.short_title, version):
            names[_measure_name(str(name))] = version
    return names


def _measure_name(text: str) -> str:
    """Return the name of a measure as it is compared: 31 is 第31项."""
    number = NUMBER.fullmatch(text)
    return f"第{number[1]}项" if number else re.sub(r"\s", "", text)


def _identity_problems(texts: dict[str, str], enterprise: Enterprise | None) -> Iterator[str]:
    if enterprise is None:
        yield f"没有找到统一社会信用代码为“{texts['enterprise']}”的企业，请核对"
    elif texts["name"] and normalise(texts["name"]) not in {
        normalise(name) for name in (enterprise.name, *enterprise.former("name"))
    }:
        yield f"企业名称“{texts['name']}”与该代码登记的“{enterprise.name}”不一致，请核对"


def _surplus(texts: dict[str, str], form: ApplicationForm, measure: MeasureVersion) -> list[str]:
    """Return a problem for each filled cell that applications of the measure do not have."""
    settled = {
        "kind": KINDS.get(texts["kind"]) in measure.kinds,
        "benefits_person": BENEFICIARIES.get(texts["benefits_person"]) == measure.beneficiary,
        "condition_met": True,
    }
    return [
        f"{measure.in_sentence}不填“{title}”，请删去"
        for title, field in COLUMNS.items()
        if texts[field] and field not in {"enterprise", "name", *form.fields} and not settled.get(field)
    ]


def _label(field: str) -> str:
    return f"“{TITLES[field]}”：" if field in TITLES else ""


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
