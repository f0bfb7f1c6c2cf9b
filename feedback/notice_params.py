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


class MeasureParams(TypedDict):
    """A change of a measure: the act, its document, and what it means for the department that is notified.

    `running` applications of the department ran when it was notified, for `enterprises`.
    """

    act: str
    legal_basis: str
    is_responsible: bool
    was_responsible: bool
    running: int
    enterprises: int


class PlanParams(TypedDict):
    """Measures that came into a plan, end with it, or were withdrawn: the act, its day (ISO 8601), plan and document.

    `withdrawn` is the act that a withdrawal takes back, "" for another act. Of the `count` measures, `measures` are the
    names of those for which the department is responsible. `running` counts its applications that run where the plan
    ends, `enterprises` the enterprises that have them.
    """

    act: str
    day: str
    title: str
    document_number: str
    legal_basis: str
    withdrawn: str
    count: int
    measures: list[str]
    running: int
    enterprises: int


class TermParams(TypedDict):
    """Terms that were counted again, all from one day to another (ISO 8601); `term_of` is a TermOf.

    `enterprise` is the name in the first of `count` pieces of stop advice, hits or violation reports.
    """

    term_of: str
    enterprise: str
    count: int
    before: str
    after: str


class ReminderParams(TypedDict):
    """A reminder of stop advice: its ReminderTime, and the last day of the term (ISO 8601).

    `enterprise` is the name in the first of `count` pieces of advice.
    """

    time: str
    enterprise: str
    count: int
    due_on: str


class MeasureCount(TypedDict):
    """A measure by its name, and the number of enterprises that have never had it."""

    measure: str
    count: int


class DigestParams(TypedDict):
    """A digest: its last day (ISO 8601), how many enterprises are counted, and the measures that each could have.

    `enterprises` are the names of the first of them in the digest of newcomers, and none in the other one.
    """

    until: str
    count: int
    enterprises: list[str]
    measures: list[MeasureCount]


class ReorganisationParams(TypedDict):
    """An act on a department that two administrators agreed to: the act, its day (ISO 8601), its document.

    `department` and `target` are the names on the day before, "" where the act has none; `name` is one that the act
    gives. Another department becomes responsible for `measures`. `withdrawn_for`: why it was taken back, "" before.
    """

    act: str
    day: str
    document_number: str
    department: str
    target: str
    name: str
    measures: list[str]
    withdrawn_for: str


class ReportParams(TypedDict):
    """The names in a violation report, as they were when it was sent.

    `facts` are those of a supplement, `reason` is that of a withdrawal.
    """

    enterprise: str
    uscc: str
    reported_by: str
    facts: NotRequired[str]
    reason: NotRequired[str]
