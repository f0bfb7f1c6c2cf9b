"""Forms of the roster pages."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from roster.intake.columns import ROSTER_COLUMNS, letter_of
from roster.intake.headers import HEADER_WITHIN, find_header
from roster.intake.identifiers import holds_resident_id
from roster.intake.rows import Layout, Mend
from roster.intake.sheets import looks_like_table
from roster.models import Blacklist, RosterSubmission
from roster.models.files import Mode
from roster.policies import Consent
from roster.states import CONCLUSIONS, DECISION_LABELS

REASON = "reason-"
ROSTER_KEYS = {column.key for column in ROSTER_COLUMNS}


def day_input() -> forms.DateInput:
    """A date field with the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PastDayField(forms.DateField):
    """A day that is not in the future; today unless told otherwise."""

    def __init__(self, **kwargs):
        super().__init__(widget=day_input(), initial=timezone.localdate, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError("日期不能晚于今天。")
        return day


class FileForm(forms.Form):
    """A table with the day it speaks of and whether it is the whole list."""

    file = forms.FileField(
        label="文件",
        help_text=(
            "Excel、WPS 工作簿（.xlsx、.xls、.xlsb、.et）、.ods、文本表格（CSV、TXT，UTF-8、UTF-16、GB18030）或"
            " JSON，原样上传即可，标题行、表下说明不必删除。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.txt,.tsv,.json"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这个文件是空的（0 字节），请重新导出后再上传。",
        },
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=[
            (Mode.FULL, "全量：文件就是全部名单，未列的即退出"),
            (Mode.CHANGES, "增量：只列新增和变更的"),
        ],
        widget=forms.RadioSelect,
        initial=Mode.FULL,
    )
    as_of = PastDayField(label="截至日期", help_text="名单反映的是哪一天的情况。")

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            size = upload.size / 1024 / 1024
            raise ValidationError(f"文件有{size:.1f}MB，超过{limit}MB的上限。请删去图片和无关的工作表，或分次上传。")
        head = upload.read(4096)
        upload.seek(0)
        if not looks_like_table(head):
            raise ValidationError(
                "这不是可读取的表格：按内容看，它既不是 Excel 工作簿，也不是文本表格（CSV）。"
                "请在 Excel 或 WPS 中打开，另存为 .xlsx 后上传。"
            )
        return upload


class RosterForm(FileForm):
    """A roster of one's own office."""


class ImportForm(FileForm):
    """A sector's blacklist."""

    blacklist = forms.ModelChoiceField(
        label="领域", queryset=Blacklist.objects.all(), error_messages={"required": "请选择领域。"}
    )
    field_order = ("blacklist", "file", "mode", "as_of")


class BlacklistForm(forms.ModelForm):
    """What a sector's list is and does; the code is given once."""

    # What addresses of the pages and of the API begin with.
    RESERVED = frozenset({"new", "entries", "imports"})

    excludes = forms.TypedChoiceField(
        label="效力",
        choices=[("1", "命中即暂不纳入：法定的严重失信主体名单"), ("", "仅作提示，不影响资格")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    update_days = forms.IntegerField(
        label="更新周期（天）",
        required=False,
        min_value=1,
        max_value=3650,
        help_text="超过这些天没有新数据即提示过期；留空为没有约定。",
    )
    entry_months = forms.IntegerField(
        label="条目有效期（月）",
        required=False,
        min_value=1,
        max_value=600,
        help_text="条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。",
    )

    class Meta:
        model = Blacklist
        fields = ("code", "name", "authority", "excludes", "legal_basis", "update_days", "entry_months")
        error_messages = {
            "code": {"unique": "已有这个代码的领域。", "invalid": "代码只能用字母、数字、短横线和下划线。"},
            "name": {"unique": "已有这个名称的领域。"},
        }
        help_texts = {
            "code": "用于网址和接口，如 court-defaulters；确定后不能改。",
            "legal_basis": "设列名单所依据的法律、法规或规章；“命中即暂不纳入”必须填写。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            self.initial["excludes"] = "1" if self.instance.excludes else ""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code in self.RESERVED:
            raise ValidationError(f"“{code}”另有用途，请换一个代码。")
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("excludes") and not said.get("legal_basis", "").strip():
            self.add_error("legal_basis", "“命中即暂不纳入”须有法律依据，请填写。")
        return said


class ConfirmForm(forms.Form):
    """What the officer says to what was shown; the reason of each leaving firm is under `reason-` and its USCC."""

    questions_answered = forms.BooleanField(required=False)
    leaving_count = forms.IntegerField(required=False)
    reason_for_rest = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        reasons = {
            name.removeprefix(REASON): str(text).strip() for name, text in self.data.items() if name.startswith(REASON)
        }
        if any(len(reason) > 200 for reason in reasons.values()):
            raise ValidationError("退出原因不超过200字。")
        return {**self.cleaned_data, "reasons": reasons}

    def consent(self, submission: RosterSubmission) -> Consent:
        """The same for the rule that asks for it."""
        rest = self.cleaned_data["reason_for_rest"].strip()
        said = self.cleaned_data["reasons"]
        usccs = submission.leavings.values_list("uscc", flat=True)
        return Consent(
            reasons={uscc: said.get(uscc) or rest for uscc in usccs},
            questions_answered=self.cleaned_data["questions_answered"],
            leaving_count=self.cleaned_data["leaving_count"],
        )


class RosterDayForm(forms.Form):
    """Whose roster, on which day, and up to which day compared."""

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
        said = super().clean() or {}
        said["office"] = said.get("office") or self.fields["office"].queryset.first()
        if said.get("day") and said.get("until") and said["until"] < said["day"]:
            raise ValidationError("比较的日期不能早于前一个日期。")
        return said


class SheetForm(forms.Form):
    """In which sheet of the file the roster is."""

    sheet = forms.ChoiceField(label="工作表")

    def __init__(self, submission: RosterSubmission, *args: Any) -> None:
        super().__init__(*args)
        names = [head["name"] for head in submission.reading.get("sheets", [])]
        self.fields["sheet"].choices = [(name, name) for name in names]

    def layout(self) -> Layout:
        return Layout(sheet=self.cleaned_data["sheet"], header_line=0, columns={})


class LayoutForm(SheetForm):
    """Where the roster is in the file: sheet, the header's last line, and the column of each field."""

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
        said = super().clean() or {}
        chosen = [said[column.key] for column in ROSTER_COLUMNS if said.get(column.key)]
        twice = [letter for letter, count in Counter(chosen).items() if count > 1]
        if twice:
            raise ValidationError(f"{'、'.join(twice)}列被指定了两次，一列只能是一项内容。")
        return said

    def layout(self) -> Layout:
        said = self.cleaned_data
        columns = {column.key: said[column.key] for column in ROSTER_COLUMNS if said[column.key]}
        return Layout(sheet=said["sheet"], header_line=said["header_line"], columns=columns)


def _likely_header(lines: list[list[str]]) -> int:
    """The first of the lines with the most cells filled."""
    filled = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    return filled.index(max(filled)) + 1 if filled else 1


def _letters(lines: list[list[str]], line: int) -> list[tuple[str, str]]:
    """Every column that the first lines show, with its title in that line."""
    titles = lines[line - 1] if 0 < line <= len(lines) else []
    width = max(map(len, lines), default=0)
    return [
        (letter := letter_of(place), f"{letter} {titles[place] if place < len(titles) else ''}".strip())
        for place in range(width)
    ]


def mends_of(data: Mapping[str, str]) -> tuple[list[Mend], str]:
    """The mended cells of a posted page, and a sentence where they cannot be taken.

    A cell is under `cell-` or, for a suggestion taken, `take-`, with line and key: cell-12-uscc.
    """
    mends = {}
    for name, text in data.items():
        kind, _, place = name.partition("-")
        line, _, key = place.partition("-")
        if kind in ("cell", "take") and line.isdecimal() and key in ROSTER_KEYS and text.strip():
            mends[int(line), key] = Mend(int(line), key, text.strip()[:300])
    if not mends:
        return [], "请先在“改为”中填写正确的内容。"
    if any(holds_resident_id(mend.text, mend.key) for mend in mends.values()):
        return [], "填写的内容中有居民身份证号；系统不收集身份证号，请改填企业的代码。"
    return list(mends.values()), ""


class DecisionForm(forms.Form):
    """Whether the two are the same entity, and why."""

    decision = forms.ChoiceField(
        label="结论",
        choices=[(d.value, DECISION_LABELS[d]) for d in CONCLUSIONS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。"},
    )
    reason = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="根据什么材料得出这一结论，如核对了裁判文书所载地址和法定代表机构。",
        error_messages={"required": "请写明理由。"},
    )


class BulkDecisionForm(DecisionForm):
    """The same of many, where the reason is one; what was said before is offered."""

    reason = forms.CharField(
        label="理由",
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        max_length=1000,
        help_text="对所列各条均适用的理由；将逐条记入档案。",
        error_messages={"required": "请写明理由。"},
    )


class HitReasonForm(forms.Form):
    """Why a decision is put anew, or what was proposed is sent back."""

    reason = forms.CharField(
        label="缘由",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": "请写明缘由。", "max_length": "缘由不超过1000字。"},
    )


class RevocationForm(forms.Form):
    """取消资格: reason, document, day."""

    reason = forms.CharField(
        label="取消原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明取消原因。"},
    )
    document_number = forms.CharField(label="决定文号", max_length=100, error_messages={"required": "请填写决定文号。"})
    effective_on = PastDayField(label="取消日期")


class RestorationForm(forms.Form):
    """恢复资格: reason, document, day."""

    reason = forms.CharField(
        label="恢复原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明恢复原因。"},
    )
    document_number = forms.CharField(label="恢复文号", max_length=100, error_messages={"required": "请填写恢复文号。"})
    restored_on = PastDayField(label="恢复日期")
