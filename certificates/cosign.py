"""Cosign a checkpoint of the log with one's own key: `python -m certificates.cosign FILE --key KEY --keys KEYS`.

FILE is what the portal offers for download: the checkpoint, and the proof that the log that was cosigned last is its
beginning. The last checkpoint is kept beside the key. Without that proof, or without a signature of the issuer,
nothing is cosigned; the last checkpoint itself is cosigned again. The result is written to FILE.cosigned, which is
uploaded.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from certificates.proofs.checkpoints import Checkpoint, CosigningRequest
from certificates.proofs.encoding import FormatError
from certificates.proofs.files import PublishedKeys, read_text
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import BadSignatureError, Note, cosign
from certificates.proofs.tlog import EMPTY_ROOT


class RefusedError(Exception):
    """The checkpoint is not cosigned; the message says in Chinese why."""


def cosigned(
    request: CosigningRequest, last: Checkpoint | None, key: SigningKey, keys: PublishedKeys, *, at: int
) -> Note:
    """Return the checkpoint with the cosignature of the key. Raises RefusedError and FormatError.

    `last` is the checkpoint that the key cosigned last, None before the first one; `at` is now, in seconds since 1970.
    """
    checkpoint = request.checkpoint
    try:
        signers = request.note.signers(keys.issuer)
    except BadSignatureError as error:
        raise RefusedError("检查点的签名与内容不符，已被改动，不能会签。") from error
    if checkpoint.origin not in {signer.name for signer in signers}:
        raise RefusedError("检查点不是由公布的密钥签署，不能会签。")
    if last and last.origin != checkpoint.origin:
        raise RefusedError(f"上次会签的是另一份日志（{last.origin}），不能会签。")
    if checkpoint != last:
        _check_continues(request, last)
    return request.note.with_signature(cosign(request.note.text, key, at=at))


def _check_continues(request: CosigningRequest, last: Checkpoint | None) -> None:
    """Require that the log begins with the one that was cosigned last. Raises RefusedError."""
    size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
    if request.old != size:
        raise RefusedError(
            f"上次会签到第{size}项，文件却从第{request.old}项起。请先在平台上传上次会签的文件，再重新下载。"
        )
    if not request.continues(root):
        raise RefusedError("日志与上次会签的不相衔接：有记录被删除或改动。请不要会签，并报告审计部门。")


def main(arguments: Sequence[str] | None = None) -> int:
    """Cosign the file that the arguments name; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m certificates.cosign", description="会签日志的检查点")
    parser.add_argument("file", type=Path, help="在平台下载的待会签文件")
    parser.add_argument("--key", type=Path, required=True, help="本单位的私钥")
    parser.add_argument("--keys", type=Path, default=Path("keys.json"), help="平台公布的密钥（默认为keys.json）")
    chosen = parser.parse_args(arguments)
    last_path = chosen.key.with_name(f"{chosen.key.name}.last")
    try:
        key = SigningKey.parse(read_text(chosen.key.read_bytes()).strip())
        if key.type is not SignatureType.COSIGNATURE:
            raise RefusedError(f"{chosen.key}不是会签的密钥。")
        keys = PublishedKeys.parse(chosen.keys.read_bytes())
        last = Checkpoint.parse(read_text(last_path.read_bytes())) if last_path.exists() else None
        request = CosigningRequest.parse(read_text(chosen.file.read_bytes()))
        note = cosigned(request, last, key, keys, at=int(time.time()))
        last_path.write_text(note.text, encoding="utf-8")
        result = chosen.file.with_name(f"{chosen.file.name}.cosigned")
        result.write_text(str(note), encoding="utf-8")
    except OSError as error:
        print(f"文件读不到或写不了：{error.filename}", file=sys.stderr)
        return 2
    except FormatError as error:
        print(f"文件的格式不对（{error}），请在平台重新下载。", file=sys.stderr)
        return 2
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"已会签，请上传{result}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
