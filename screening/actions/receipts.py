"""Record look-ups: the audit event, and the receipt that is handed out."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from audit.recording import record_read
from audit.types import EventType
from foundation.encryption import hash_of
from free_text.numbers import document_numbers, needed_or_not
from roster.models import Enterprise
from screening.models import LookUpReceipt, Standing
from screening.states import LookUpKind
from spreadsheets.identifiers import clean_code, clean_org_code, is_valid_uscc
from spreadsheets.person_names import Subject, subject_of

# Enterprises that the receipt of a search has.
MOST_FOUND = 20
LONGEST_TEXT = 200
CODE_BYTES = 8
# 2026-000123; the year is not needed to find it.
NUMBER = re.compile(r"(?:20\d\d[-‐-―])?0*(\d{1,15})")


class IssuedReceipt(NamedTuple):
    """The number and the check code, which is known only now."""

    number: str
    code: str


@transaction.atomic
def record_view(
    type: EventType, *, enterprise: Enterprise, on: date, known_at: datetime, standing: int | None, by: User
) -> IssuedReceipt:
    """Record that somebody looked at an enterprise and its standing on the day; return the receipt."""
    receipt = LookUpReceipt(
        kind=LookUpKind.ENTERPRISE,
        enterprise=enterprise,
        on=on,
        known_at=known_at,
        standings=[standing] if standing else [],
    )
    issued = _issue(receipt, by)
    record_read(type, target=enterprise, data={"receipt": issued.number}, by=by)
    return issued


@transaction.atomic
def record_search(*, text: str, found: Sequence[int], is_exact: bool, by: User) -> IssuedReceipt:
    """Record that somebody searched enterprises; return the receipt with the first of those that were found.

    `found` are their keys, the best match first; `is_exact` is whether the text is a part of their names or codes.
    """
    now, keys = timezone.now(), found[:MOST_FOUND]
    current = dict(Standing.objects.current().filter(enterprise__in=keys).values_list("enterprise", "pk"))
    receipt = LookUpReceipt(
        kind=LookUpKind.SEARCH,
        text=text[:LONGEST_TEXT] if is_exact or _names_an_enterprise(text) else "",
        on=timezone.localdate(now),
        known_at=now,
        standings=[current[key] for key in keys if key in current],
    )
    issued = _issue(receipt, by)
    search: dict[str, object] = {"search": receipt.text} if receipt.text else {"found": bool(found)}
    record_read(EventType.ENTERPRISES_SEARCHED, target=None, data={**search, "receipt": issued.number}, by=by)
    return issued


@transaction.atomic
def record_batch(
    type: EventType,
    *,
    batch: Model,
    number: str,
    line_count: int,
    on: date,
    known_at: datetime,
    standings: Iterable[int],
    by: User,
) -> IssuedReceipt:
    """Record that somebody looked at the answers of a look-up of many; return the receipt with all of them.

    `standings` are the keys of the standings of its lines, of which several may name the same enterprise.
    """
    receipt = LookUpReceipt(
        kind=LookUpKind.BATCH,
        text=number,
        line_count=line_count,
        on=on,
        known_at=known_at,
        standings=list(dict.fromkeys(standings)),
    )
    issued = _issue(receipt, by)
    record_read(type, target=batch, data={"rows": line_count, "receipt": issued.number}, by=by)
    return issued


def _names_an_enterprise(text: str) -> bool:
    """Whether a text that finds nothing is surely no person: a valid USCC, or a name with words of enterprises."""
    if document_numbers(text) or needed_or_not(text):
        return False
    return is_valid_uscc(clean_org_code(text)) or subject_of(text) is Subject.ENTERPRISE


def _issue(receipt: LookUpReceipt, by: User) -> IssuedReceipt:
    code = secrets.token_hex(CODE_BYTES).upper()
    receipt.department, receipt.code_sha256 = by.department, hash_of(code)
    receipt.save()
    return IssuedReceipt(receipt.number, "-".join(code[start : start + 4] for start in range(0, len(code), 4)))


def find_receipt(number: str, code: str) -> LookUpReceipt | None:
    """Return the receipt with this number, if this is its check code; both in any spelling."""
    key = NUMBER.fullmatch(clean_code(number))
    receipts = LookUpReceipt.objects.select_related("enterprise", "department")
    receipt = receipts.filter(pk=int(key[1])).first() if key else None
    is_right = constant_time_compare(hash_of(clean_org_code(code)), receipt.code_sha256 if receipt else "")
    return receipt if is_right else None
