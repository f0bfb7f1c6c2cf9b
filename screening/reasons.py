"""Codes with parameters that are stored: the reasons of a standing, and the failures of a screening.

`screening.wording` renders them. Stored reasons of standings are never edited. The reasons of a hit are the rules that
applied to its two sides (`matching.rules`).
"""

from enum import StrEnum
from typing import NotRequired, TypedDict

from django.db.models import TextChoices


class ReasonCode(TextChoices):
    """The reason for a standing; the label is the heading of the reason on pages."""

    CERTIFIED = "certified", "高级认证"
    REMOVED_FROM_ROSTER = "removed_from_roster", "高级认证"
    REVOKED = "revoked", "取消资格"
    RESTORED = "restored", "恢复资格"
    SUSPENDED = "suspended", "暂停资格"
    SUSPENSION_LIFTED = "suspension_lifted", "解除暂停"
    BLACKLISTED = "blacklisted", "列入“黑名单”"
    POSSIBLE_MATCH = "possible_match", "疑似命中"
    HINT = "hint", "提示"
    SCREENED = "screened", "交叉比对"
    NOT_SCREENED = "not_screened", "尚未比对"
    SCREENING_FAILED = "screening_failed", "尚未比对"


class CertifiedParams(TypedDict):
    """Of CERTIFIED: the name of the customs office, and the day of certification (ISO 8601)."""

    office: str
    certified_on: str


class RemovedParams(TypedDict):
    """Of REMOVED_FROM_ROSTER: the customs office, the first day off its roster (ISO 8601), and the office's reason.

    `number` is that of the roster which does not name the enterprise any more.
    """

    office: str
    until: str
    reason: str
    number: str


class RevokedParams(TypedDict):
    """Of REVOKED: the name of the customs office, and the decision's category, reason and document number.

    `category` is a RevocationCategory. `measures` are the names of those to stop; [] for all. `rules` are the title and
    number of the office's rules that the decision cites.
    """

    office: str
    category: str
    reason: str
    document_number: str
    measures: list[str]
    rules: NotRequired[str]


class RestoredParams(TypedDict):
    """Of RESTORED: the customs office, the day (ISO 8601), and the decision's reason and document number."""

    office: str
    restored_on: str
    reason: str
    document_number: str


class SuspendedParams(TypedDict):
    """Of SUSPENDED: the name of the customs office, and the decision's reason and document number."""

    office: str
    reason: str
    document_number: str


class SuspensionLiftedParams(TypedDict):
    """Of SUSPENSION_LIFTED: the customs office, the day (ISO 8601), and the decision's reason and document number."""

    office: str
    lifted_on: str
    reason: str
    document_number: str


class EntryParams(TypedDict):
    """Of BLACKLISTED, POSSIBLE_MATCH and HINT: what the blacklist entry holds, and how it matches the enterprise.

    `match_type` is a key of `matching.rules.MATCH_TYPES`. `is_confirmed`: a person decided that both are the same.
    """

    blacklist: str
    name: str
    document_number: str
    match_type: str
    is_confirmed: bool


class NotScreenedParams(TypedDict):
    """Of NOT_SCREENED: the names of excluding blacklists without a file, which keep everybody from being screened."""

    blacklists: list[str]


class NoParams(TypedDict):
    """Of SCREENED and SCREENING_FAILED."""


class Evidence(TypedDict, total=False):
    """Primary keys of the rows that a reason rests on."""

    certification: int
    submission: int
    revocation: int
    suspension: int
    screening: int
    hit: int
    entry: int


ReasonParams = (
    CertifiedParams
    | RemovedParams
    | RevokedParams
    | RestoredParams
    | SuspendedParams
    | SuspensionLiftedParams
    | EntryParams
    | NotScreenedParams
    | NoParams
)


class StandingReason(TypedDict):
    """One reason. `params` is None only in memory, where the reader may not see them (`withhold`)."""

    code: str
    params: ReasonParams | None
    evidence: Evidence


def rests_on_entry(reason: StandingReason) -> bool:
    """Whether the parameters come from a blacklist entry."""
    return "entry" in reason["evidence"]


def withhold(reason: StandingReason) -> StandingReason:
    """Return the reason without its parameters, for a reader who may not see them."""
    return {**reason, "params": None}


class FailureCode(StrEnum):
    """The reason why a screening or one of its chunks failed."""

    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    CHUNK_FAILED = "chunk_failed"


class AttemptsParams(TypedDict):
    """Of ATTEMPTS_EXHAUSTED, which a chunk stores: the number of attempts that ended without a result.

    An attempt ends so when its worker dies or an exception ends it. Attempts from before the last start of the database
    do not count (`foundation.jobs.leases`).
    """

    attempts: int


class ChunkParams(TypedDict):
    """Of CHUNK_FAILED, which a screening stores: the chunk's number, and its attempts without a result."""

    chunk: int
    attempts: int


class Failure(TypedDict):
    """The failure of a screening or a chunk: its code and parameters."""

    code: str
    params: AttemptsParams | ChunkParams
