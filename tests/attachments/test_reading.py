"""What a file is that somebody attaches: by its content, with its texts searched, and images without metadata."""

import io

import pytest
from PIL import Image

from attachments.faults import MOST_PIXELS, AttachmentError, Fault
from attachments.reading import may_be_kept, read_attachment
from tests.attachments.files import HEIC, PLACE, RESIDENT, archive, image, ole2, pdf, photo, word_97


def fault_of(content: bytes) -> Fault:
    with pytest.raises(AttachmentError) as raised:
        read_attachment([content])
    return raised.value.fault


def test_photo_is_rebuilt_upright_without_its_place_and_device() -> None:
    kept = read_attachment([photo()])
    assert kept.kind.label == "JPEG"
    with Image.open(io.BytesIO(kept.image)) as rebuilt:
        assert (rebuilt.size, dict(rebuilt.getexif()), "comment" in rebuilt.info) == ((30, 40), {}, False)
    assert PLACE in photo()
    assert PLACE not in kept.image


def test_photo_of_a_phone_becomes_a_jpeg_without_metadata() -> None:
    kept = read_attachment([HEIC])
    assert (kept.kind.label, kept.kind.rebuilt_as) == ("HEIC", ".jpg")
    with Image.open(io.BytesIO(kept.image)) as rebuilt:
        assert (rebuilt.format, rebuilt.size, dict(rebuilt.getexif())) == ("JPEG", (64, 48), {})
    assert PLACE in HEIC
    assert PLACE not in kept.image


@pytest.mark.parametrize(
    ("content", "rebuilt"),
    [
        (image("PNG", mode="RGBA"), "PNG"),
        (image("PNG", mode="P"), "PNG"),
        (image("WEBP", mode="RGBA"), "JPEG"),
        (image("BMP"), "PNG"),
        (image("JPEG", mode="CMYK"), "JPEG"),
    ],
)
def test_image_of_any_kind_is_rebuilt_as_one_that_browsers_show(content: bytes, rebuilt: str) -> None:
    with Image.open(io.BytesIO(read_attachment([content + b"<script>"]).image)) as kept:
        assert (kept.format, kept.size) == (rebuilt, (40, 30))


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (pdf("text"), "PDF"),
        (b"%PDF-1.7\n%%EOF\n", "PDF"),
        (archive(word__document="<w:p/>"), "Word"),
        (archive(OFD="<ofd/>"), "OFD"),
        (archive(xl__workbook="<workbook/>"), "Excel"),
        (word_97("正文"), "Word 97-2003"),
        (ole2("Workbook", b""), "Excel 97-2003"),
    ],
)
def test_document_is_recognised_by_its_content(content: bytes, label: str) -> None:
    assert read_attachment([content]).kind.label == label


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html><script>", Fault.OTHER_KIND),
        (b"MZ\x90\0", Fault.OTHER_KIND),
        (archive(a="b"), Fault.OTHER_KIND),
        (b'<?xml version="1.0"?>\n<svg onload="alert(1)"/>', Fault.SVG),
        (image("PNG")[:60], Fault.UNREADABLE),
        (b"\xff\xd8\xff" + bytes(100), Fault.UNREADABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Fault.UNREADABLE),
        (ole2("EncryptedPackage", b""), Fault.ENCRYPTED),
        (word_97("", flags=0x0100), Fault.ENCRYPTED),
        (archive(word__document=bytes(50 << 20)), Fault.UNPACKED_TOO_LARGE),
        (image("PNG", (MOST_PIXELS // 1000 + 1, 1000), "1"), Fault.TOO_MANY_PIXELS),
        (pdf(f"ID {RESIDENT}"), Fault.RESIDENT_ID),
        (word_97(f"身份证{RESIDENT}"), Fault.RESIDENT_ID),
        (archive(OFD="<ofd/>", Doc_0__Content=f"<TextCode>{RESIDENT}</TextCode>"), Fault.RESIDENT_ID),
    ],
)
def test_file_that_may_not_be_attached_is_refused_with_its_reason(content: bytes, fault: Fault) -> None:
    assert fault_of(content) == fault


def test_draft_keeps_any_file_in_which_no_id_number_is_read() -> None:
    for content, is_kept in (
        (photo(), True),
        (b"name,code", True),
        (ole2("EncryptedPackage", b""), True),
        (RESIDENT.encode(), False),
        (pdf(f"ID {RESIDENT}"), False),
    ):
        assert may_be_kept([content]) == is_kept
