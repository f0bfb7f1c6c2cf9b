"""The answer about the file of a certificate: a true one, and every way to forge, cut, replay or re-sign one."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from certificates import verify as command
from certificates.proofs import tlog
from certificates.proofs.checkpoints import Checkpoint
from certificates.proofs.encoding import FormatError, to_json
from certificates.proofs.files import CertificateFile, PublishedKeys
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, cosign, sign
from certificates.proofs.statements import Statement, clean_number, shown_number
from certificates.proofs.status_list import BLOCK, Status, StatusList, pack
from certificates.proofs.verification import Answer, Outcome, verify
from tests.certificates.certificate_files import (
    COSIGNING_KEY,
    KEY,
    KEYS,
    NOW,
    ORIGIN,
    SALT,
    SM2_KEY,
    STATEMENT,
    MemoryLog,
    certificate_file,
    log_with,
    status_note,
)
from tests.source import PROJECT

OTHER_KEY = SigningKey(ORIGIN, SignatureType.ED25519, bytes(32))
RENAMED = replace(STATEMENT, enterprise="济南泺岬澜机械有限公司")
YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def answer_to(file: CertificateFile, **changed: object) -> Answer:
    return verify(str(file).encode(), **{"keys": KEYS, "now": NOW, **changed})


def outcomes(answer: Answer) -> list[Outcome]:
    return [line.outcome for line in answer.lines]


def test_true_certificate_has_four_answers() -> None:
    answer = answer_to(certificate_file())
    assert [str(line) for line in answer.lines] == [
        f"完整？是：编号{shown_number(STATEMENT.number(SALT))}，内容未经改动，列公布的日志第3项。",
        f"由谁签发？由济南市发展和改革委员会于2026年7月15日18:00签发（密钥{KEY.verifier.id.hex()}）；日志前5项的检查点尚无会签。",
        "当日属实？是：2026年7月10日，济南泺岬机械有限公司（91370100MA3C00000X）是联合激励对象。",
        "今天？目前在公布名单（截至2026年7月20日17:30）。",
    ]
    assert answer.is_true
    assert answer.summary == "当日属实；目前在公布名单"
    assert (answer.number, answer.statement) == (STATEMENT.number(SALT), STATEMENT)


def test_certificate_signed_by_sm2_is_true() -> None:
    keys = PublishedKeys((SM2_KEY.verifier,))
    file = certificate_file(key=SM2_KEY, proof=log_with().proof(2, log_with().checkpoint(SM2_KEY)))
    assert answer_to(file, keys=keys).is_true


def test_cosigner_is_named_with_where_its_key_lies() -> None:
    log = log_with()
    note = log.checkpoint()
    note = note.with_signature(cosign(note.text, COSIGNING_KEY, at=1_784_000_000))
    answer = answer_to(certificate_file(proof=log.proof(2, note)))
    assert answer.is_true
    assert answer.issuer.sentence.endswith("日志前5项的检查点由泉城海关（自持密钥）会签。")


def test_cosignature_of_another_checkpoint_is_refused() -> None:
    log = log_with()
    earlier = log.checkpoint(size=4)
    note = log.checkpoint().with_signature(cosign(earlier.text, COSIGNING_KEY, at=1_784_000_000))
    answer = answer_to(certificate_file(proof=log.proof(2, note)))
    assert answer.whole.sentence == "否：检查点的会签与内容不符。"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"%PDF-1.7", b"\xff\xfe", b"[" * 100_000, b" " * (1024 * 1024 + 1)),
        *(b'{"certificate": "a", "certificate": "b"}', b'{"certificate": 1, "salt": "", "proof": ""}'),
    ],
)
def test_file_that_is_no_certificate_is_not_whole(content: bytes) -> None:
    answer = verify(content, KEYS, now=NOW)
    assert answer.whole.sentence == "否：文件不完整，或者不是资格证明的文件。"
    assert outcomes(answer) == [NO, UNKNOWN, UNKNOWN, UNKNOWN]
    assert answer.summary == "未通过核验"


def test_cut_file_is_never_true() -> None:
    content = str(certificate_file()).encode()
    for end in range(0, len(content.rstrip(b"}\n")), 61):
        assert not verify(content[:end], KEYS, now=NOW).is_true, end


def test_changed_file_never_states_something_else() -> None:
    """Whatever byte is another one: where the file is still true, it states what was signed."""
    content = str(certificate_file()).encode()
    for place in range(0, len(content), 13):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert verify(changed, KEYS, now=NOW).statement in (None, STATEMENT), place


def forged_content() -> CertificateFile:
    """The name is another one, under the signature of the true certificate."""
    file = certificate_file()
    return replace(file, certificate=replace(file.certificate, text=RENAMED.text(SALT)))


def forged_key() -> CertificateFile:
    """Everything is signed again by a key that has the name of the portal's."""
    log = log_with(RENAMED)
    return certificate_file(RENAMED, key=OTHER_KEY, proof=log.proof(2, log.checkpoint(OTHER_KEY)))


def forged_signature_line() -> CertificateFile:
    """A signature of another key, under the id of the portal's."""
    file = certificate_file()
    forged = replace(sign(STATEMENT.text(SALT), [OTHER_KEY]).signatures[0], key_id=KEY.verifier.id)
    return replace(file, certificate=replace(file.certificate, signatures=(forged,)))


def signed_again_under_the_same_number() -> CertificateFile:
    """The issuer's own key signs another content under a number that is in the log."""
    text = STATEMENT.text(SALT).replace(STATEMENT.content(), RENAMED.content())
    return replace(certificate_file(), certificate=sign(text, [KEY]))


def signed_again_outside_the_log() -> CertificateFile:
    """The issuer's own key signs a certificate that is not in the log."""
    return certificate_file(RENAMED, proof=log_with().proof(2))


def replayed_proof() -> CertificateFile:
    """The proof is of another entry of the same log."""
    return certificate_file(proof=log_with().proof(1))


def replayed_salt() -> CertificateFile:
    return replace(certificate_file(), salt=b"another salt, 16")


def swapped_leaf() -> CertificateFile:
    """The portal serves a log in which another entry stands in the place of this one."""
    log = MemoryLog([*(bytes([number]) * 32 for number in range(5))])
    return certificate_file(proof=log.proof(2))


def swapped_leaf_under_the_old_checkpoint() -> CertificateFile:
    """A neighbour of the entry was replaced, and the checkpoint of the true log is served with it."""
    log = MemoryLog([bytes(32), b"swapped", STATEMENT.entry(SALT), bytes([2]) * 32, bytes([3]) * 32])
    return certificate_file(proof=replace(log.proof(2), note=log_with().checkpoint()))


def foreign_checkpoint() -> CertificateFile:
    log = log_with()
    return certificate_file(proof=log.proof(2, log.checkpoint(OTHER_KEY)))


def checkpoint_of_another_log() -> CertificateFile:
    log = log_with()
    text = str(replace(Checkpoint.parse(log.checkpoint().text), origin="other.example.gov.cn/log"))
    return certificate_file(proof=replace(log.proof(2), note=sign(text, [KEY])))


def no_checkpoint() -> CertificateFile:
    return certificate_file(proof=replace(log_with().proof(2), note=sign("text\n", [KEY])))


@pytest.mark.parametrize(
    ("forge", "found", "sentence"),
    [
        (forged_content, [NO, NO], "否：内容与签名不符，已被改动。"),
        (forged_signature_line, [NO, NO], "否：内容与签名不符，已被改动。"),
        (forged_key, [UNKNOWN, NO], "无法确认：没有可信的签名。"),
        (signed_again_under_the_same_number, [NO, YES], "否：内容与编号不符。"),
        (replayed_salt, [NO, YES], "否：内容与编号不符。"),
        (signed_again_outside_the_log, [NO, YES], "否：日志中没有这份证明。"),
        (replayed_proof, [NO, YES], "否：日志中没有这份证明。"),
        (swapped_leaf, [NO, YES], "否：日志中没有这份证明。"),
        (swapped_leaf_under_the_old_checkpoint, [NO, YES], "否：日志中没有这份证明。"),
        (foreign_checkpoint, [NO, YES], "否：日志的检查点不是由公布的密钥签署。"),
        (checkpoint_of_another_log, [NO, YES], "否：日志的检查点不是由公布的密钥签署。"),
        (no_checkpoint, [NO, YES], "否：日志的检查点读不出来。"),
    ],
)
def test_forged_certificate_is_found(forge: Callable[[], CertificateFile], found: list[Outcome], sentence: str) -> None:
    answer = answer_to(forge())
    assert outcomes(answer) == [*found, UNKNOWN, UNKNOWN]
    assert answer.whole.sentence == sentence
    assert (answer.summary, answer.statement) == ("未通过核验", None)


def test_certificate_is_from_nobody_by_the_keys_of_another_portal() -> None:
    answer = answer_to(certificate_file(), keys=PublishedKeys((OTHER_KEY.verifier,)))
    assert answer.issuer.sentence == "不是平台签发：签名不是由公布的密钥所作。"
    assert not answer.is_true


@pytest.mark.parametrize("note", [log_with().checkpoint(), status_note(), sign("text\n", [KEY])])
def test_other_note_of_the_issuer_is_no_certificate(note: Note) -> None:
    answer = answer_to(replace(certificate_file(), certificate=note))
    assert answer.whole.sentence == "否：文件不完整，或者不是资格证明的文件。"


@pytest.mark.parametrize(
    ("status", "that_day", "today", "summary"),
    [
        (Status.NOT_LISTED, YES, NO, "当日属实；目前不在公布名单"),
        (Status.CORRECTED, NO, YES, "当日的记录后经更正"),
        (Status.CORRECTED | Status.NOT_LISTED, NO, NO, "当日的记录后经更正"),
    ],
)
def test_status_list_answers_for_today(status: Status, that_day: Outcome, today: Outcome, summary: str) -> None:
    answer = answer_to(certificate_file(status_list=status_note(status)))
    assert (answer.that_day.outcome, answer.today.outcome, answer.summary) == (that_day, today, summary)


def test_newer_status_list_counts_and_an_older_one_does_not() -> None:
    lost = str(status_note(Status.NOT_LISTED, at=NOW + timedelta(days=1))).encode()
    later = {"now": NOW + timedelta(days=2)}
    assert answer_to(certificate_file(), newer=lost, **later).today.outcome is NO
    replayed = str(status_note(at=NOW - timedelta(days=1))).encode()
    file = certificate_file(status_list=status_note(Status.NOT_LISTED))
    assert answer_to(file, newer=replayed, **later).today.outcome is NO


NO_LIST = "无法回答：没有平台签署的状态清单，请联网核验。"


@pytest.mark.parametrize(
    ("file", "now", "sentence"),
    [
        (replace(certificate_file(), status_list=None), NOW, NO_LIST),
        (
            certificate_file(status_list=status_note(key=OTHER_KEY)),
            NOW,
            NO_LIST,
        ),
        (certificate_file(status_list=status_note(size=0)), NOW, "无法回答：状态清单中没有这份证明，请联网核验。"),
        (
            certificate_file(),
            NOW + timedelta(days=8),
            "无法回答：状态清单截至2026年7月20日17:30，已过期，请联网核验。",
        ),
    ],
)
def test_today_is_unknown_without_a_current_list(file: CertificateFile, now: object, sentence: str) -> None:
    answer = answer_to(file, now=now)
    assert answer.is_true
    assert answer.today.sentence == sentence
    assert answer.summary == "当日属实；目前情况请联网核验"


@pytest.mark.parametrize("newer", [b"", b"\xff", b"text\n", str(log_with().checkpoint()).encode()])
def test_file_that_is_no_status_list_changes_nothing(newer: bytes) -> None:
    assert answer_to(certificate_file(), newer=newer).today.outcome is YES


def test_status_list_is_padded_and_tells_each_place_apart() -> None:
    statuses = {0: Status.NOT_LISTED, 1: Status.CORRECTED, 3: Status(3), BLOCK - 1: Status.NOT_LISTED}
    listed = StatusList("https://a", "b", NOW, NOW, pack(statuses, size=BLOCK))
    read = StatusList.parse(listed.text())
    assert read == listed
    assert {index: read[index] for index in range(BLOCK) if read[index]} == statuses
    assert len(listed.text()) < 1200


def test_status_list_of_zeros_without_end_is_refused() -> None:
    bomb = StatusList("https://a", "b", NOW, NOW, bytes(BLOCK * 65 // 4)).text()
    with pytest.raises(FormatError):
        StatusList.parse(bomb)


@pytest.mark.parametrize(
    "change",
    [
        {"day": "2026-13-01"},
        {"day": None},
        {"issued_at": "2026-07-15T10:00:00"},
        {"enterprise": ""},
        {"uscc": 1},
        {"status_index": -1},
        {"status_index": True},
        {"cause": "revoked"},
    ],
)
def test_statement_of_another_shape_is_refused(change: dict[str, object]) -> None:
    content = {
        **{name: getattr(STATEMENT, name) for name in ("enterprise", "uscc", "issuer", "status_index", "status_list")},
        **{"day": STATEMENT.day.isoformat(), "issued_at": STATEMENT.issued_at.isoformat()},
    }
    text = "aeo-certificate/v1\nNUMBER\n{}\n"
    assert Statement.parse(text.replace("{}", to_json(content))) == ("NUMBER", STATEMENT)
    with pytest.raises(FormatError):
        Statement.parse(text.replace("{}", to_json(content | change)))


def test_entry_of_the_log_tells_nothing_without_its_salt() -> None:
    number = STATEMENT.number(SALT)
    assert STATEMENT.entry(SALT) != replace(STATEMENT, day=date(2026, 7, 11)).entry(SALT)
    assert STATEMENT.entry(SALT) != STATEMENT.entry(bytes(16))
    assert tlog.leaf_hash(STATEMENT.entry(SALT)) != tlog.leaf_hash(f"{number}\neligible\n2026-07-10\n".encode())


def test_number_is_read_as_people_type_it() -> None:
    number = STATEMENT.number(SALT)
    typed = shown_number(number).lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert clean_number(typed) == number
    assert clean_number("".join(chr(ord(letter) + 0xFEE0) for letter in number)) == number
    assert {clean_number(text) for text in ("", "a", number[1:], number + "0", "U" * 20, "编号" * 10)} == {""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"issuer": [], "cosigners": []}',
        b'{"issuer": ["a"], "cosigners": []}',
        b'{"issuer": 1, "cosigners": []}',
        str(PublishedKeys((COSIGNING_KEY.verifier,))).encode(),
        str(KEYS).replace('"own"', '"cloud"').encode(),
        str(KEYS).replace(str(COSIGNING_KEY.verifier), str(KEY.verifier)).encode(),
    ],
)
def test_file_that_has_no_keys_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError):
        PublishedKeys.parse(content)


def test_command_verifies_without_django_and_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(str(KEYS), encoding="utf-8")
    (tmp_path / "certificate.json").write_text(str(certificate_file()), encoding="utf-8")
    program = (
        "import sys; from certificates.verify import main; code = main(sys.argv[1:]); "
        "print(sorted({'django', 'socket', 'urllib.request'} & set(sys.modules))); sys.exit(code)"
    )
    arguments = [sys.executable, "-c", program, "certificate.json", "--keys", "keys.json"]
    environment = {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert [line[:3] for line in lines] == ["完整？", "由谁签", "当日属", "今天？", "[]"], done.stderr
    assert done.returncode == 0


def test_command_ends_with_one_for_a_forged_certificate_and_with_two_for_files_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, file, status = (tmp_path / name for name in ("keys.json", "certificate.json", "status"))
    keys.write_text(str(KEYS), encoding="utf-8")
    file.write_text(str(forged_content()), encoding="utf-8")
    status.write_text(str(status_note()), encoding="utf-8")
    assert command.main([str(file), "--keys", str(keys), "--status", str(status)]) == 1
    assert command.main([str(tmp_path / "none"), "--keys", str(keys)]) == 2
    assert command.main([str(file), "--keys", str(file)]) == 2
    assert f"{file}不是平台公布的密钥文件。" in capsys.readouterr().err
