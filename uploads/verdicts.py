"""The answer on the page of an uploaded file: what it is waiting for."""

from foundation.web.verdicts import Verdict
from uploads.models import FileSubmission
from uploads.states import SubmissionState

CONFIRMED = Verdict("yes", "已确认生效")
WITHDRAWN = Verdict("past", "已撤回，没有生效")
TO_APPROVE = Verdict("wait", "待第二人复核")


def verdict_of(submission: FileSubmission) -> Verdict | None:
    """Return the answer; None while the file waits for a worker or is being read, which the progress shows."""
    if submission.status == SubmissionState.FAILED:
        return Verdict("no", "文件没有读成", submission.failure)
    if submission.status == SubmissionState.CONFIRMED:
        return CONFIRMED
    if submission.status == SubmissionState.WITHDRAWN:
        return WITHDRAWN
    if submission.is_waiting:
        return None
    return TO_APPROVE if submission.approval_id else _verdict_of_checked(submission)


def _verdict_of_checked(submission: FileSubmission) -> Verdict:
    if submission.error_count and submission.needs_every_row:
        return Verdict("wait", f"有{submission.error_count}处须改正，改正后才能确认", "在确认之前，现行名单不变。")
    verify = f"、逐处核实{submission.confirm_count}处问题" if submission.confirm_count else ""
    advice = f"核对以下内容{verify}后确认；在确认之前，现行名单不变。"
    if submission.error_count:
        return Verdict("wait", f"待确认；有{submission.error_count}处须改正，这些行不导入", advice)
    return Verdict("wait", "已通过校验，待确认", advice)
