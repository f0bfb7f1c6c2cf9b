"""What every text that people type must pass before it is kept, and the sentences of its refusal.

The numbers that a person states to be needed are noted for the current request, so that the audit events of what is
done with the text tell it (audit/recording.py).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby

from free_text.numbers import PersonalNumber, document_numbers, needed_or_not
from spreadsheets.identifiers import UNPRINTED

BLANK = re.compile(rf"[\s{UNPRINTED}]*")
NEEDED = "确认确需保留"
# The notes of the current request; None outside of requests.
_needed: ContextVar[list[str] | None] = ContextVar("needed_numbers", default=None)


def is_blank(text: str) -> bool:
    """Return whether the text has no character that is seen: only blanks, joiners and the like."""
    return BLANK.fullmatch(text) is not None


class PersonalNumberFound(Exception):
    """The text holds a number or name of a person.

    `message` is the sentence for the page, and `code` tells the two cases apart:
    `document_number`, which is always refused, or `contact_number`, which a person may state to be needed.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_typed_text(text: str, *, label: str, is_needed: bool, answer: str = f"勾选“{NEEDED}”") -> None:
    """Raise PersonalNumberFound where the text holds numbers or names of persons that must not be kept.

    `label` names the place of the text; `is_needed` is whether the person stated that its phone and card numbers, and
    its names of persons, are needed, which is noted for the audit, and `answer` how to state it.
    """
    check_no_document_number(text, label=label)
    numbers = needed_or_not(text)
    if numbers and not is_needed:
        message = f"“{label}”中{_places(text, numbers)}。不需要的，请删去；确需保留的，请{answer}后再提交。"
        raise PersonalNumberFound("contact_number", message)
    notes = _needed.get()
    if numbers and notes is not None:
        notes.append(f"“{label}”中{_places(text, numbers)}")


def check_no_document_number(text: str, *, label: str) -> None:
    """Raise PersonalNumberFound where the text holds a number of an identity document."""
    if numbers := document_numbers(text):
        message = f"“{label}”中{_places(text, numbers)}，请删去后再提交；系统不保存个人证件号码。"
        raise PersonalNumberFound("document_number", message)


@contextmanager
def noting_needed_numbers() -> Iterator[None]:
    """Note, until the block ends, which numbers are stated to be needed; the block is one request."""
    token = _needed.set([])
    try:
        yield
    finally:
        _needed.reset(token)


def needed_numbers() -> list[str]:
    """Return where, in the texts of this request, numbers were stated to be needed, as Chinese clauses without them."""
    return list(_needed.get() or ())


def _places(text: str, numbers: Sequence[PersonalNumber]) -> str:
    """Return the places of the numbers by kind: 第5、31个字起像是居民身份证号. A line break counts as one character."""
    by_kind = groupby(sorted(numbers, key=lambda number: number.kind), key=lambda number: number.kind)
    return "，".join(
        f"第{'、'.join(str(_place(text, number)) for number in group)}个字起像是{kind.value}" for kind, group in by_kind
    )


def _place(text: str, number: PersonalNumber) -> int:
    return len(text[: number.start].replace("\r\n", "\n")) + 1
