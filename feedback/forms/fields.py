"""Fields of several forms: evidence, and the reason of a change."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from attachments.faults import AttachmentError
from attachments.kinds import ACCEPTED, KINDS
from attachments.reading import read_attachment
from foundation.web.forms import check_scanned
from free_text.forms import FreeTextarea, FreeTextField
from uploads.models import clean_filename

MOST_FILES = 10
IS_EMPTY = "这个文件是空的（0 字节），请重新选择。"


class SeveralFilesInput(forms.FileInput):
    """An input by which several files are chosen at once."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Files of evidence, recognised by their content, without numbers of identity documents.

    Images are rebuilt from their pixels, without place, device and other metadata.
    """

    widget = SeveralFilesInput

    def __init__(self, *, help_text: str = "可不附。", most: int = MOST_FILES) -> None:
        self.most = most
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        limits = f"可以选择多份，一次最多{most}份，合计不超过{limit}MB；{ACCEPTED}。"
        super().__init__(label="证明材料", required=False, help_text=help_text + limits)
        self.widget.attrs["accept"] = ",".join(ending for kind in KINDS.values() for ending in kind.endings)

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        if len(data) > self.most:
            raise ValidationError(f"一次最多附{self.most}份材料，请减少后重新选择。")
        cleaned, errors = [], []
        for upload in data:
            try:
                cleaned.append(_clean_evidence(upload))
            except ValidationError as error:
                # With one file, it is clear which is meant.
                name = f"“{clean_filename(upload.name or '')}”：" if len(data) > 1 else ""
                errors += [ValidationError(f"{name}{message}", code=error.code) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return cleaned


def _clean_evidence(upload: UploadedFile) -> UploadedFile:
    """Return the file as it is kept; raise ValidationError for one that may not be attached."""
    if not upload.size:
        raise ValidationError(IS_EMPTY)
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ValidationError(f"文件超过{limit}MB的上限，请压缩后重新选择。")
    check_scanned(upload)
    try:
        attachment = read_attachment(upload.chunks())
    except AttachmentError as error:
        raise ValidationError(error.message) from error
    upload.seek(0)
    name, kind = str(upload.name), attachment.kind
    if not name.lower().endswith(kind.endings):
        raise ValidationError(f"按内容，这个文件的名称应以{'、'.join(kind.endings)}结尾，请改名后重新选择。")
    if not attachment.image:
        return upload
    return SimpleUploadedFile(f"{name.rpartition('.')[0]}{kind.rebuilt_as}", attachment.image)


def reason_field(help_text: str = "") -> FreeTextField:
    """Return the field for the reason of a change."""
    return FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=help_text,
        error_messages={"required": "请填写理由。"},
    )
