"""Log many applications from one table: each row is logged or refused by itself, and a trial answers the same way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from accounts.models import User
from feedback.actions.applications import log_application
from feedback.models import MeasureApplication
from feedback.policies import check_never_applied
from foundation.denials import ActionDenied
from incentives.actions import lock_measure_shared
from screening.actions.locks import lock_enterprises


@dataclass(frozen=True)
class BatchRow:
    """One row: its line in the table, how people name it, and what log_application takes, or why it is wrong.

    `is_first`: it is logged only where the department never applied the measure to the enterprise.
    """

    line: int
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    problems: Sequence[str] = ()
    is_first: bool = False


@dataclass(frozen=True)
class RowAnswer:
    """What became of a row: the application, or the problems for which it is not logged; and what to tell of it."""

    row: BatchRow
    application: MeasureApplication | None = None
    problems: Sequence[str] = ()
    notices: Sequence[str] = ()

    def __str__(self) -> str:
        return f"第{self.row.line}行（{self.row.name}）：{'；'.join(self.problems)}"


@dataclass(frozen=True)
class TableAnswer:
    """The answers to the rows of a table, and whether those that are not refused were logged."""

    rows: Sequence[RowAnswer] = ()
    is_logged: bool = False

    @property
    def good(self) -> list[RowAnswer]:
        return [row for row in self.rows if not row.problems]

    @property
    def refused(self) -> list[RowAnswer]:
        return [row for row in self.rows if row.problems]


def log_rows(rows: Iterable[BatchRow], *, is_trial: bool, leave_out: bool, by: User) -> TableAnswer:
    """Log the rows that are not refused. In a trial nothing stays, nor where a row is refused that is not left out.

    A trial does all that logging does, so that it finds what two rows of the table mean for each other. The rows' own
    locks are taken before, in the common order (screening/actions/locks.py).
    """
    rows = list(rows)
    with transaction.atomic():
        good = [row.arguments for row in rows if not row.problems]
        for measure in sorted({arguments["measure"].pk for arguments in good}):
            lock_measure_shared(measure)
        lock_enterprises({arguments["enterprise"].pk for arguments in good})
        answer = TableAnswer([_log_row(row, by) for row in rows])
        is_logged = not is_trial and bool(answer.good) and (leave_out or not answer.refused)
        if not is_logged:
            transaction.set_rollback(True)
    return replace(answer, is_logged=is_logged)


def _log_row(row: BatchRow, by: User) -> RowAnswer:
    if row.problems:
        return RowAnswer(row, problems=row.problems)
    try:
        if row.is_first:
            check_never_applied(row.arguments["enterprise"], row.arguments["measure"], by.own_department)
        application = log_application(**row.arguments, by=by)
    except ActionDenied as denied:
        return RowAnswer(row, problems=[denied.message.rstrip("。")])
    return RowAnswer(row, application, notices=application.repeat_notices())
