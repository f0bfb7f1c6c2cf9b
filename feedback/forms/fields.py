"""Fields of several forms: evidence, and the reason of a change."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.web.forms import check_scanned
from free_text.forms import FreeTextarea, FreeTextField
from uploads.unread_texts import attachment_holds_resident_id

# The first bytes of allowed evidence → how its name must end: PDF, PNG, JPEG, and zip, the container of Office
# documents and OFD (GB/T 33190).
EVIDENCE_ENDINGS = {
    b"%PDF": (".pdf",),
    b"\x89PNG": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"PK\x03\x04": (".docx", ".xlsx", ".pptx", ".ofd"),
}


class EvidenceField(forms.FileField):
    """One file of evidence: a PDF, a picture or an Office document, without numbers of identity documents."""

    def __init__(self) -> None:
        super().__init__(
            label="证明材料",
            required=False,
            help_text="可不附。一份，PDF、图片、OFD 或 Office 文档。",
            error_messages={"empty": "这个文件是空的（0 字节），请重新选择。"},
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        evidence = super().clean(data, initial)
        if not evidence:
            return None
        if evidence.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise ValidationError(f"文件超过{limit}MB的上限，请压缩后重新选择。")
        head = evidence.read(8)
        evidence.seek(0)
        endings = next((endings for first, endings in EVIDENCE_ENDINGS.items() if head.startswith(first)), ())
        if not endings:
            raise ValidationError("证明材料须为 PDF、图片（PNG、JPEG）、OFD 或 Office 文档（按内容识别）。")
        if not str(evidence.name).lower().endswith(endings):
            raise ValidationError(f"按内容，这个文件的名称应以{'、'.join(endings)}结尾，请改名后重新选择。")
        check_scanned(evidence)
        try:
            holds_number = attachment_holds_resident_id(evidence.file)
        except ValueError as error:
            raise ValidationError("这个文件已损坏或设有密码，打不开，请另存后重新选择。") from error
        if holds_number:
            raise ValidationError(
                "这个文件中有居民身份证号（正文、批注或文件属性）；系统不保存个人证件号码，请删去后重新选择。"
            )
        evidence.seek(0)
        return evidence


def reason_field(help_text: str = "") -> FreeTextField:
    """Return the field for the reason of a change."""
    return FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=help_text,
        error_messages={"required": "请填写理由。"},
    )
