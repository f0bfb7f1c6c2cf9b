"""The note that a cosigner uploads: the cosignature in it, or in one sentence what is wrong with it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from certificates.models import Checkpoint, CosigningKey
from certificates.proofs import checkpoints
from certificates.proofs.encoding import FormatError
from certificates.proofs.files import read_text
from certificates.proofs.keys import VerifierKey
from certificates.proofs.notes import BadSignatureError, Note, Signature
from certificates.signing import published_keys
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date

NOT_COSIGNED = "文件不完整，或者不是会签后的文件（.cosigned）。"
# By how much the clock of a cosigner may differ from the portal's.
CLOCK_TOLERANCE = timedelta(hours=1)


def read_cosignature(content: bytes, checkpoint: Checkpoint, key: CosigningKey) -> Signature:
    """Return the cosignature of the checkpoint by the key. Raises ActionDenied."""
    note = _read(content)
    _check_text(note, checkpoint)
    _check_issuer(note)
    found = [each for each in note.signatures if each.is_of(key.cosigner.key)]
    if not found:
        raise ActionDenied(_missing(note))
    if _is_bad(note, key.cosigner.key):
        raise ActionDenied("会签与检查点的内容不符：文件被截断或改动。请重新会签后上传。")
    _check_moment(found[0], checkpoint)
    return found[0]


def _check_moment(signature: Signature, checkpoint: Checkpoint) -> None:
    """Require that the cosignature was made after the checkpoint and is not of the future. Raises ActionDenied."""
    earliest, latest = checkpoint.made_at - CLOCK_TOLERANCE, timezone.now() + CLOCK_TOLERANCE
    if not earliest.timestamp() <= signature.cosigned_at <= latest.timestamp():
        raise ActionDenied("会签所写的时间早于检查点，或者晚于现在。请核对会签所用电脑的时间，重新会签。")


def moment_of(signature: Signature) -> datetime:
    """Return the moment that a cosignature states, which `read_cosignature` has checked."""
    return datetime.fromtimestamp(signature.cosigned_at, UTC)


def _read(content: bytes) -> Note:
    try:
        text = read_text(content)
        with suppress(FormatError):
            checkpoints.CosigningRequest.parse(text)
            raise ActionDenied("这是下载的待会签文件。请用本单位的密钥会签，再上传生成的.cosigned文件。")
        return Note.parse(text)
    except FormatError as error:
        raise ActionDenied(NOT_COSIGNED) from error


def _check_text(note: Note, checkpoint: Checkpoint) -> None:
    """Require that the note is of this checkpoint. Raises ActionDenied."""
    if note.text == Note.parse(checkpoint.note).text:
        return
    try:
        stated = checkpoints.Checkpoint.parse(note.text)
    except FormatError as error:
        raise ActionDenied(NOT_COSIGNED) from error
    if stated.origin != checkpoint.content.origin:
        raise ActionDenied(f"这是另一份日志（{stated.origin[:100]}）的检查点，不是本平台的。")
    if other := Checkpoint.objects.exclude(pk=checkpoint.pk).filter(note__startswith=note.text).first():
        raise ActionDenied(f"这是{other}，请在{chinese_date(other.day)}的页面上传。")
    raise ActionDenied("检查点的内容与平台签署的不同，已被改动。请重新下载后会签。")


def _check_issuer(note: Note) -> None:
    """Require the signature of the portal. Raises ActionDenied."""
    keys = published_keys().issuer
    if any(_is_bad(note, key) for key in keys) or not note.signers(keys):
        raise ActionDenied("文件上没有平台的签名，或者平台的签名已被改动。请重新下载后会签。")


def _missing(note: Note) -> str:
    """Return why the note has no cosignature of the office's present key."""
    for other in CosigningKey.objects.select_related("department"):
        cosigner = other.cosigner
        if any(each.is_of(cosigner.key) for each in note.signatures):
            if other.retired_at:
                return f"这是{cosigner.holder}已停用的密钥所作的会签，请用现在的密钥会签。"
            return f"这是{cosigner.holder}的会签，不是本单位的，应由该单位上传。"
    if len(note.signers(published_keys().issuer)) == len(note.signatures):
        return "文件上还没有会签。请用本单位的密钥会签后上传。"
    return "会签所用的密钥没有登记。请系统管理员登记它的公钥，再上传。"


def _is_bad(note: Note, key: VerifierKey) -> bool:
    """Whether a signature of the note names the key and is not of its text."""
    try:
        note.signers([key])
    except BadSignatureError:
        return True
    return False
