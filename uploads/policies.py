"""Rules of what is possible now, for every uploaded file; each check raises ActionDenied."""

from datetime import date

from foundation.days import check_past_day
from foundation.denials import ActionDenied
from spreadsheets.checks import AEO_BEGAN
from uploads.models import FileSubmission
from uploads.states import SubmissionState


def check_as_of(as_of: date) -> None:
    """Require an as-of day that is neither in the future nor before the first certifications.

    A file of a future day would count as newer than every file until that day.
    """
    check_past_day(as_of, label="截至日期", earliest=AEO_BEGAN, since="海关开始实施高级认证的日期")


def check_is_checked(submission: FileSubmission) -> None:
    """Raise ActionDenied unless the file is checked; a confirmed file is not confirmed again."""
    if submission.status == SubmissionState.CONFIRMED:
        raise ActionDenied(f"这份文件已由{submission.confirmed_by}确认，无需再次确认。")
    if submission.status != SubmissionState.CHECKED:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能确认。")


def exceeds_tenth(removal: int, in_force: int) -> bool:
    """Whether more than a tenth of the roster would be removed, which needs a second confirmation."""
    return removal * 10 > in_force


def check_may_withdraw(submission: FileSubmission) -> None:
    """Raise ActionDenied if the file is confirmed or withdrawn."""
    if not submission.can_withdraw:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能撤回。")


def check_may_read_again(submission: FileSubmission) -> None:
    """Raise ActionDenied unless the file is checked or failed."""
    if not submission.is_unsettled:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能重新读取。")
