"""The answer about a certificate, in four lines: whole? from whom? true on that day? today?"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from certificates.proofs.checkpoints import Checkpoint
from certificates.proofs.encoding import FormatError
from certificates.proofs.files import CertificateFile, PublishedKeys, read_text
from certificates.proofs.keys import VerifierKey
from certificates.proofs.notes import BadSignatureError, Note
from certificates.proofs.statements import Statement, shown_number
from certificates.proofs.status_list import Status, StatusList
from foundation.web.dates import chinese_date

BEIJING = timedelta(hours=8)


class Outcome(StrEnum):
    """How a question is answered."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Line:
    """One question with its outcome, and the answer in Chinese."""

    question: str
    outcome: Outcome
    sentence: str

    def __str__(self) -> str:
        return f"{self.question}{self.sentence}"


@dataclass(frozen=True)
class Answer:
    """The four lines; `statement` and `number` where the certificate can be read."""

    whole: Line
    issuer: Line
    that_day: Line
    today: Line
    number: str = ""
    statement: Statement | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.whole, self.issuer, self.that_day, self.today)

    @property
    def is_true(self) -> bool:
        """Whether the certificate is whole, from the issuer, and true on its day; today is another question."""
        return all(line.outcome is Outcome.YES for line in self.lines[:3])

    @property
    def summary(self) -> str:
        """The answer in one sentence."""
        if self.that_day.outcome is Outcome.NO:
            return "当日的记录后经更正"
        if not self.is_true:
            return "未通过核验"
        return f"当日属实；{TODAY.get(self.today.outcome, '目前情况请联网核验')}"


TODAY = {Outcome.YES: "目前在公布名单", Outcome.NO: "目前不在公布名单"}


class NotWholeError(Exception):
    """The certificate is not as it was issued; the message says in Chinese what is wrong."""


def verify(
    content: bytes,
    keys: PublishedKeys,
    *,
    now: datetime,
    newer: bytes | None = None,
    known: Status | None = None,
) -> Answer:
    """Verify the file of a certificate by the published keys.

    `newer` is the file of a newer status list than that in the certificate's file; `known` is what the portal itself
    knows of the certificate now, so that no list counts.
    """
    try:
        file = CertificateFile.parse(content)
        number, statement = Statement.parse(file.certificate.text)
    except FormatError:
        return _unreadable("否：文件不完整，或者不是资格证明的文件。")
    signers, fault = _signers(file.certificate, keys)
    if fault:
        whole, issuer = _whole(Outcome.NO, fault), _issuer(Outcome.NO, "不是签发的内容。")
    elif not signers:
        whole = _whole(Outcome.UNKNOWN, "无法确认：没有可信的签名。")
        issuer = _issuer(Outcome.NO, "不是平台签发：签名不是由公布的密钥所作。")
    else:
        whole, issuer = _in_log(file, number, statement, signers, keys)
    if (whole.outcome, issuer.outcome) != (Outcome.YES, Outcome.YES):
        return Answer(whole, issuer, _that_day(Outcome.UNKNOWN, NOT_ANSWERED), _today(Outcome.UNKNOWN, NOT_ANSWERED))
    if known is None:
        that_day, today = _by_list(statement, _read_status(file, keys, newer), now)
    else:
        that_day, today = _by_status(statement, known, now)
    return Answer(whole, issuer, that_day, today, number, statement)


def not_issued(answer: Answer) -> Answer:
    """Return the answer about a certificate with a true signature that the portal has no record of."""
    sentence = "否：平台没有开具过这份证明，签发密钥可能已经泄露，请告知平台。"
    return replace(answer, issuer=_issuer(Outcome.NO, sentence), that_day=_that_day(Outcome.UNKNOWN, NOT_ANSWERED))


NOT_ANSWERED = "无法回答：未通过前两项核验。"


def _unreadable(sentence: str) -> Answer:
    return Answer(
        _whole(Outcome.NO, sentence),
        _issuer(Outcome.UNKNOWN, "无法回答：读不到签名。"),
        _that_day(Outcome.UNKNOWN, NOT_ANSWERED),
        _today(Outcome.UNKNOWN, NOT_ANSWERED),
    )


def _whole(outcome: Outcome, sentence: str) -> Line:
    return Line("完整？", outcome, sentence)


def _issuer(outcome: Outcome, sentence: str) -> Line:
    return Line("由谁签发？", outcome, sentence)


def _that_day(outcome: Outcome, sentence: str) -> Line:
    return Line("当日属实？", outcome, sentence)


def _today(outcome: Outcome, sentence: str) -> Line:
    return Line("今天？", outcome, sentence)


def _signers(note: Note, keys: PublishedKeys) -> tuple[list[VerifierKey], str]:
    """Return the issuer's keys that signed the note, and what is wrong with it, "" if nothing is."""
    try:
        return note.signers(keys.issuer), ""
    except BadSignatureError:
        return [], "否：内容与签名不符，已被改动。"


def _in_log(
    file: CertificateFile, number: str, statement: Statement, signers: list[VerifierKey], keys: PublishedKeys
) -> tuple[Line, Line]:
    """Return the first two lines about a certificate that the issuer signed: whether its number and the log hold it."""
    ids = "、".join(key.id.hex() for key in signers)
    signed = f"由{statement.issuer}于{_moment(statement.issued_at)}签发（密钥{ids}）"
    try:
        cosigned = _check_log(file, number, statement, keys)
    except NotWholeError as error:
        return _whole(Outcome.NO, str(error)), _issuer(Outcome.YES, f"{signed}。")
    place = f"列公布的日志第{file.proof.index + 1}项"
    whole = _whole(Outcome.YES, f"是：编号{shown_number(number)}，内容未经改动，{place}。")
    return whole, _issuer(Outcome.YES, f"{signed}；{cosigned}。")


def _check_log(file: CertificateFile, number: str, statement: Statement, keys: PublishedKeys) -> str:
    """Return who cosigned the checkpoint of the log that has the certificate. Raises NotWholeError."""
    if statement.number(file.salt) != number:
        raise NotWholeError("否：内容与编号不符。")
    try:
        checkpoint = file.proof.checkpoint
        is_held = file.proof.holds(statement.entry(file.salt))
    except FormatError as error:
        raise NotWholeError("否：日志的检查点读不出来。") from error
    signers, fault = _signers(file.proof.note, keys)
    if fault or checkpoint.origin not in {key.name for key in signers}:
        raise NotWholeError("否：日志的检查点不是由公布的密钥签署。")
    if not is_held:
        raise NotWholeError("否：日志中没有这份证明。")
    return _cosigned(file.proof.note, checkpoint, keys)


def _cosigned(note: Note, checkpoint: Checkpoint, keys: PublishedKeys) -> str:
    try:
        found = note.signers(cosigner.key for cosigner in keys.cosigners)
    except BadSignatureError as error:
        raise NotWholeError("否：检查点的会签与内容不符。") from error
    holders = "、".join(str(cosigner) for cosigner in keys.cosigners if cosigner.key in found)
    place = f"日志前{checkpoint.size}项的检查点"
    return f"{place}由{holders}会签" if holders else f"{place}尚无会签"


def _read_status(file: CertificateFile, keys: PublishedKeys, newer: bytes | None) -> Iterator[StatusList]:
    """Yield the status lists that the issuer signed: of the file, and the newer one."""
    notes = [file.status_list] if file.status_list else []
    with suppress(FormatError):
        notes += [Note.parse(read_text(newer))] if newer else []
    for note in notes:
        signers, _ = _signers(note, keys)
        try:
            if signers:
                yield StatusList.parse(note.text)
        except FormatError:
            continue


def _by_list(statement: Statement, lists: Iterator[StatusList], now: datetime) -> tuple[Line, Line]:
    """Return the lines about that day and today, by the newest list that has the certificate."""
    known = [each for each in lists if each.address == statement.status_list]
    if not known:
        return _true_when_issued(statement), _unknown_today("没有平台签署的状态清单")
    newest = max(known, key=lambda each: each.valid_from)
    try:
        status = newest[statement.status_index]
    except IndexError:
        return _true_when_issued(statement), _unknown_today("状态清单中没有这份证明")
    that_day, today = _by_status(statement, status, newest.valid_from)
    if now > newest.valid_until:
        return that_day, _unknown_today(f"状态清单截至{_moment(newest.valid_from)}，已过期")
    return that_day, today


def _by_status(statement: Statement, status: Status, at: datetime) -> tuple[Line, Line]:
    """Return the lines about that day and today, by what was known at a moment."""
    listed = Outcome.NO if Status.NOT_LISTED in status else Outcome.YES
    today = _today(listed, f"{TODAY[listed]}（截至{_moment(at)}）。")
    if Status.CORRECTED in status:
        day = chinese_date(statement.day)
        return _that_day(Outcome.NO, f"签发时属实，但{day}的记录后经平台更正，当日情况请向主管海关核实。"), today
    return _true_when_issued(statement), today


def _true_when_issued(statement: Statement) -> Line:
    day = chinese_date(statement.day)
    return _that_day(Outcome.YES, f"是：{day}，{statement.enterprise}（{statement.uscc}）是联合激励对象。")


def _unknown_today(reason: str) -> Line:
    return _today(Outcome.UNKNOWN, f"无法回答：{reason}，请联网核验。")


def _moment(moment: datetime) -> str:
    """Return the moment in the time of Beijing."""
    local = moment.astimezone(UTC) + BEIJING
    return f"{chinese_date(local.date())}{local:%H:%M}"
