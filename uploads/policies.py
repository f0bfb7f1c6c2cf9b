"""Rules of what is possible now, for every uploaded file; each check raises ActionDenied."""

from collections.abc import Collection
from datetime import date

from foundation.days import check_past_day
from foundation.denials import ActionDenied
from spreadsheets.checks import AEO_BEGAN
from spreadsheets.problems import MAY_BE_PERSON, NATURAL_PERSON
from uploads.models import FileSubmission
from uploads.states import RowDecision, SubmissionState


def check_day_since_aeo(day: date, *, label: str) -> None:
    """Require that the day of the field `label` is neither in the future nor before there were certifications."""
    check_past_day(day, label=label, earliest=AEO_BEGAN, since="海关开始实施高级认证的日期")


def check_as_of(as_of: date) -> None:
    """Require an as-of day that is neither in the future nor before the first certifications.

    A file of a future day would count as newer than every file until that day.
    """
    check_day_since_aeo(as_of, label="截至日期")


def check_may_change_as_of(submission: FileSubmission, as_of: date) -> None:
    """Require another as-of day than that of the file, and a possible one."""
    check_as_of(as_of)
    if as_of == submission.as_of:
        raise ActionDenied("截至日期没有改变。")


def check_is_checked(submission: FileSubmission) -> None:
    """Raise ActionDenied unless the file is checked; a confirmed file is not confirmed again."""
    if submission.status == SubmissionState.CONFIRMED:
        raise ActionDenied(f"这份文件已由{submission.confirmed_by}确认，无需再次确认。")
    if submission.status != SubmissionState.CHECKED:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能确认。")


def check_problems_verified(submission: FileSubmission, *, is_verified: bool) -> None:
    """Require that a person verified the problems to confirm."""
    if submission.confirm_count and not is_verified:
        raise ActionDenied(f"有{submission.confirm_count}处须核实的问题，请逐处核实后勾选。")


def exceeds_tenth(removal: int, in_force: int) -> bool:
    """Whether more than a tenth of the roster or blacklist would be removed, which needs a second confirmation."""
    return removal * 10 > in_force


def check_may_withdraw(submission: FileSubmission) -> None:
    """Raise ActionDenied if the file is confirmed or withdrawn."""
    if not submission.can_withdraw:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能撤回。")


def check_may_read_again(submission: FileSubmission) -> None:
    """Raise ActionDenied unless the file is checked or failed, and stored."""
    if submission.is_unsettled and not submission.file:
        raise ActionDenied("文件没有保留，不能重新读取，请重新上传。")
    if not submission.is_unsettled:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能重新读取。")


def check_may_decide_rows(submission: FileSubmission, lines: Collection[int], decision: RowDecision) -> None:
    """Raise ActionDenied for a line that the decision would not change.

    A row is set aside only if it is read now, and read only if it is set aside or held now; a decision is withdrawn
    only if it was made. The reading report lists only the first rows that are set aside, so others cannot be checked.
    """
    if decision == RowDecision.WITHDRAWN:
        _deny_lines({line for line in lines if str(line) not in submission.row_decisions}, "没有认定过，无需撤销")
        return
    read = set(submission.rows.filter(line__in=lines).values_list("line", flat=True))
    if decision == RowDecision.NOT_ENTERPRISE:
        _deny_lines(set(lines) - read, "不在读出的各行中")
        return
    problems = submission.problems.filter(line__in=lines)
    _deny_lines(set(problems.filter(code=NATURAL_PERSON).values_list("line", flat=True)), "像是自然人，系统没有保存")
    held = set(problems.filter(code=MAY_BE_PERSON).values_list("line", flat=True))
    _deny_lines(read - held, "已作为企业读取")
    lines = set(lines) - held
    listed = submission.reading.get("set_aside", ())
    if len(listed) == submission.reading.get("rows_set_aside"):
        _deny_lines(set(lines) - {row["line"] for row in listed}, "没有内容，不能作为企业")


def _deny_lines(lines: Collection[int], reason: str) -> None:
    """Raise ActionDenied where there are such lines."""
    if lines:
        raise ActionDenied(f"第{'、'.join(map(str, sorted(lines)[:10]))}行{reason}，请核对行号。")
