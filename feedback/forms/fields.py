"""Fields of several forms: evidence, and the reason of a change."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from attachments.kinds import ACCEPTED, KINDS
from free_text.forms import FreeTextarea, FreeTextField
from uploads.attachments import clean_attachment
from uploads.models import clean_filename

MOST_FILES = 10


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
                cleaned.append(clean_attachment(upload))
            except ValidationError as error:
                # With one file, it is clear which is meant.
                name = f"“{clean_filename(upload.name or '')}”：" if len(data) > 1 else ""
                errors += [ValidationError(f"{name}{message}", code=error.code) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return cleaned


def reason_field(help_text: str = "") -> FreeTextField:
    """Return the field for the reason of a change."""
    return FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=help_text,
        error_messages={"required": "请填写理由。"},
    )
