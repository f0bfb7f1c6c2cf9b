"""Why a file may not be attached, and the sentence for the person who chose it."""

from enum import StrEnum

from attachments.kinds import ACCEPTED

# The most pixels of an image; one of them takes three bytes in the memory of the process that rebuilds it.
MOST_PIXELS = 50_000_000


class Fault(StrEnum):
    """Why a file is refused."""

    OTHER_KIND = "other_kind"
    SVG = "svg"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    RESIDENT_ID = "resident_id"


SENTENCES = {
    Fault.OTHER_KIND: f"证明材料须为{ACCEPTED}（按内容识别）。",
    Fault.SVG: "SVG图片中可以有脚本，不能作为证明材料，请另存为PNG或PDF后重新选择。",
    Fault.UNREADABLE: "这个文件已损坏或设有密码，打不开，请另存后重新选择。",
    Fault.ENCRYPTED: "这个文件设有密码，打不开，请去掉密码后重新选择。",
    Fault.UNPACKED_TOO_LARGE: "这个文件解压后的内容过大，没有保存，请核对文件来源，另存后重新选择。",
    Fault.TOO_MANY_PIXELS: f"这张图片超过{MOST_PIXELS // 10_000}万像素的上限，请缩小后重新选择。",
    Fault.RESIDENT_ID: "这个文件中有居民身份证号（正文、批注或文件属性）；系统不保存个人证件号码，请删去后重新选择。",
}


class AttachmentError(Exception):
    """A file may not be attached."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def message(self) -> str:
        return SENTENCES[self.fault]
