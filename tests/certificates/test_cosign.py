"""Cosigning a checkpoint outside the server: only what continues the log that was cosigned last."""

from dataclasses import replace
from pathlib import Path

import pytest

from certificates import cosign as command
from certificates.proofs.checkpoints import Checkpoint
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, sign
from tests.certificates.certificate_files import COSIGNING_KEY, KEY, KEYS, MemoryLog

ENTRIES = [bytes([number]) * 32 for number in range(9)]


class Desk:
    """A cosigner's computer: the key, the published keys, and the command on a downloaded file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "key").write_text(f"{COSIGNING_KEY}\n", encoding="utf-8")
        (folder / "keys.json").write_text(str(KEYS), encoding="utf-8")

    def cosign(self, content: object) -> int:
        file = self.folder / "checkpoint"
        file.write_text(str(content), encoding="utf-8")
        return command.main([str(file), "--key", str(self.folder / "key"), "--keys", str(self.folder / "keys.json")])

    @property
    def result(self) -> Note:
        return Note.parse((self.folder / "checkpoint.cosigned").read_text(encoding="utf-8"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_growing_log_is_cosigned_again_and_again(desk: Desk) -> None:
    log = MemoryLog(ENTRIES[:4])
    assert desk.cosign(log.request(0)) == 0
    assert desk.result.signers([KEY.verifier, COSIGNING_KEY.verifier]) == [KEY.verifier, COSIGNING_KEY.verifier]
    # The file that was not uploaded is lost: the portal still offers the proof from the beginning.
    assert desk.cosign(log.request(0)) == 0
    assert desk.cosign(log.request(4)) == 0
    for entry in ENTRIES[4:]:
        log.append(entry)
    assert desk.cosign(log.request(4)) == 0
    assert Checkpoint.parse(desk.result.text).size == 9


def test_log_that_lost_or_swapped_an_entry_is_not_cosigned(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.cosign(MemoryLog(ENTRIES[:4]).request(0)) == 0
    for entries in (ENTRIES[1:9], [*ENTRIES[:2], b"swapped", *ENTRIES[3:]]):
        assert desk.cosign(MemoryLog(entries).request(4)) == 1
        assert "日志与上次会签的不相衔接" in capsys.readouterr().err
    assert desk.cosign(MemoryLog(ENTRIES[4:8]).request(4)) == 1
    assert Checkpoint.parse(desk.result.text).root == MemoryLog(ENTRIES).root(4)


def test_request_from_another_size_or_log_or_key_is_not_cosigned(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    log = MemoryLog(ENTRIES)
    other_key = SigningKey(KEY.name, SignatureType.ED25519, bytes(32))
    other_name = SigningKey("other.example.gov.cn/log", KEY.type, KEY.private)
    changed = replace(log.checkpoint(), text=log.checkpoint(size=8).text)
    for request, sentence in [
        (log.request(4), "上次会签到第0项，文件却从第4项起"),
        (log.request(0, log.checkpoint(other_key)), "检查点不是由公布的密钥签署"),
        (log.request(0, log.checkpoint(other_name)), "检查点不是由公布的密钥签署"),
        (log.request(0, changed), "检查点的签名与内容不符"),
    ]:
        assert desk.cosign(request) == 1
        assert sentence in capsys.readouterr().err
    text = str(replace(Checkpoint.parse(log.checkpoint().text), origin="former.example.gov.cn/log"))
    (desk.folder / "key.last").write_text(text, encoding="utf-8")
    assert desk.cosign(log.request(9)) == 1
    assert "上次会签的是另一份日志" in capsys.readouterr().err
    assert not (desk.folder / "checkpoint.cosigned").exists()


def test_files_of_another_kind_are_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.cosign("text") == 2
    assert desk.cosign(MemoryLog(ENTRIES).request(0, sign("text\n", [KEY]))) == 2
    assert "文件的格式不对" in capsys.readouterr().err
    (desk.folder / "key").write_text(str(KEY), encoding="utf-8")
    assert desk.cosign(MemoryLog(ENTRIES).request(0)) == 1
    assert "不是会签的密钥" in capsys.readouterr().err
    (desk.folder / "key").unlink()
    assert desk.cosign(MemoryLog(ENTRIES).request(0)) == 2
    assert "文件读不到或写不了" in capsys.readouterr().err
