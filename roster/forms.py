"""Forms of the roster pages."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from roster.intake.sheets import looks_like_table
from roster.models import Blacklist
from roster.models.files import Mode
from roster.states import DECISION_LABELS, Decision


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
            "Excel、WPS 工作簿（.xlsx、.xls、.xlsb、.et）、.ods 或文本表格（CSV、TXT，UTF-8、UTF-16、GB18030），"
            "原样上传即可，标题行、表下说明不必删除。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.txt,.tsv"}),
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


class ConfirmForm(forms.Form):
    """Confirm what was shown; leaving firms on their own."""

    leaving_confirmed = forms.BooleanField(required=False)


class DecisionForm(forms.Form):
    """Whether the two are the same entity, and why."""

    decision = forms.ChoiceField(
        label="结论",
        choices=[(d.value, DECISION_LABELS[d]) for d in (Decision.CONFIRMED, Decision.DISMISSED)],
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
