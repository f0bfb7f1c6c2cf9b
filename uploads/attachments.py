"""A file that somebody attaches to a record, as a form takes it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from attachments.faults import AttachmentError
from attachments.reading import read_attachment
from foundation.web.forms import check_scanned

IS_EMPTY = "这个文件是空的（0 字节），请重新选择。"


def clean_attachment(upload: UploadedFile) -> UploadedFile:
    """Return the file as it is kept, an image rebuilt; raise ValidationError for one that may not be attached."""
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
