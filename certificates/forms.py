"""Forms of certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from certificates.proofs.files import LARGEST
from certificates.proofs.statements import clean_number
from foundation.web.forms import PastDayField

PDF = b"%PDF"


class CertificateForm(forms.Form):
    """The day of a certificate."""

    day = PastDayField(label="证明哪一天的资格", error_messages={"required": "请填写日期，如2026-07-10。"})


class NumberForm(forms.Form):
    """The number of a certificate, in any spelling."""

    number = forms.CharField(label="证明编号", required=False, help_text="20位数字和字母，不分大小写，横线可以省略。")

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        number = clean_number(typed)
        if typed and not number:
            raise ValidationError("编号应为20位数字和字母，请核对后重新填写。")
        return number


class FileForm(forms.Form):
    """The file of a certificate: its content."""

    file = forms.FileField(
        label="证明文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": "请选择证明文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> bytes:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise ValidationError("文件过大，不是资格证明的文件。")
        content: bytes = upload.read()
        if content.startswith(PDF):
            raise ValidationError("这是PDF，请扫描其中的二维码，或按编号核验；这里核验的是证明文件（.json）。")
        return content
