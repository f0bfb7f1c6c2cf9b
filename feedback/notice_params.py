"""What notices store beside their kind: the parameters of their texts (`feedback.wording`)."""

from typing import NotRequired, TypedDict


class RestorationParams(TypedDict):
    """A restoration: the customs office, reason and document number, and the day (ISO 8601)."""

    office: str
    reason: str
    document_number: str
    restored_on: str


class ChangeParams(TypedDict):
    """What the text of a change needs beside the standing, as it was when it was announced.

    `ended_loss`: the state before a return, with the restoration where it was a revocation.
    `due_on`: the deadline that passed without a decision (ISO 8601).
    """

    enterprise: str
    uscc: str
    ended_loss: NotRequired[str]
    restoration: NotRequired[RestorationParams]
    due_on: NotRequired[str]


class ReportParams(TypedDict):
    """The names in a violation report, as they were when it was sent."""

    enterprise: str
    uscc: str
    reported_by: str
