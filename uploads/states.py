"""The states of an uploaded file."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class SubmissionState(TextChoices):
    """The state of an uploaded file (名单报送, “黑名单”导入)."""

    RECEIVED = "received", "等待处理"
    PROCESSING = "processing", "处理中"
    CHECKED = "checked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    FAILED = "failed", "未能处理"
    WITHDRAWN = "withdrawn", "已撤回"


class RowDecision(TextChoices):
    """What a person decides about rows of a file; a withdrawn decision leaves them to the reader again."""

    ENTERPRISE = "enterprise", "是企业"
    NOT_ENTERPRISE = "not_enterprise", "不采用"
    WITHDRAWN = "withdrawn", "撤销"


SUBMISSION_TRANSITIONS: Transitions = {
    SubmissionState.RECEIVED: (SubmissionState.PROCESSING, SubmissionState.WITHDRAWN),
    SubmissionState.PROCESSING: (SubmissionState.CHECKED, SubmissionState.FAILED, SubmissionState.WITHDRAWN),
    # Read again with another layout, with cell edits or with decisions on rows.
    SubmissionState.CHECKED: (SubmissionState.CONFIRMED, SubmissionState.WITHDRAWN, SubmissionState.RECEIVED),
    SubmissionState.FAILED: (SubmissionState.WITHDRAWN, SubmissionState.RECEIVED),
    SubmissionState.CONFIRMED: (),
    SubmissionState.WITHDRAWN: (),
}
