"""The form for uploading a table of any kind."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.web.forms import PastDayField
from spreadsheets.sheets import looks_like_table
from uploads.models import Mode

FILE_ERRORS = {"required": "请选择文件。", "empty": "这个文件是空的（0 字节），请重新导出后再上传。"}


def check_table(upload: UploadedFile) -> None:
    """Raise ValidationError where the upload is too large (code `too_large`) or no table that can be read."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        size = (upload.size or 0) / 1024 / 1024
        raise ValidationError(
            f"文件有{size:.1f}MB，超过{limit}MB的上限。请删去图片和无关的工作表，或分次上传。", code="too_large"
        )
    head = upload.read(4096)
    upload.seek(0)
    if not looks_like_table(head):
        raise ValidationError(
            "这不是可读取的表格：按内容看，它既不是 Excel 工作簿，也不是文本表格（CSV）。"
            "请在 Excel 或 WPS 中打开，另存为 .xlsx 后上传。"
        )


class FileForm(forms.Form):
    """A table file, its mode and its as-of day."""

    file = forms.FileField(
        label="文件",
        help_text=(
            "Excel、WPS 工作簿（.xlsx、.xls、.xlsb、.et）、.ods、文本表格（CSV、TXT，UTF-8、UTF-16、GB18030）或"
            " JSON，原样上传即可，标题行、表下说明不必删除。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.txt,.tsv,.json"}),
        error_messages=FILE_ERRORS,
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
        upload: UploadedFile = self.cleaned_data["file"]
        check_table(upload)
        return upload
