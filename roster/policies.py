"""Is it possible now? Each check raises ActionDenied with the sentence that the page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foundation.denials import ActionDenied
from foundation.web.dates import in_words
from roster.models import RosterLeaving, RosterSubmission
from uploads.policies import check_is_checked, leave_many


class RosterMoved(ActionDenied):
    """The roster changed after the difference was shown."""


@dataclass(frozen=True)
class Consent:
    """What the person who confirms a roster says to what was shown.

    USCC → reason of each leaving firm; whether the questions were looked into; how many leave, typed once more.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    questions_answered: bool = False
    leaving_count: int | None = None


def check_may_confirm_roster(
    submission: RosterSubmission,
    *,
    newest: RosterSubmission | None,
    leavings: Sequence[RosterLeaving],
    in_force: int,
    consent: Consent,
) -> None:
    """A roster is confirmed as it was shown: without refused rows, unmoved, every question answered (domain loop, 2).

    `newest` is the newest confirmed submission of any office, `in_force` the number of the office's firms now.
    """
    check_is_checked(submission)
    if submission.refused_count:
        raise ActionDenied(f"名单有{submission.refused_count}处问题未改正，请改正后重新上传。")
    if submission.base != newest:
        raise RosterMoved(f"您预览之后名单已有变化（{newest}已确认），正在按最新名单重新校验、比较，请核对后再次确认。")
    previous = RosterSubmission.objects.filter(office=submission.office).newest_confirmed()
    if previous and submission.as_of < previous.as_of:
        raise ActionDenied(
            f"截至日期{in_words(submission.as_of)}早于本关已确认名单的截至日期{in_words(previous.as_of)}，"
            "请撤回后以正确的截至日期重新上传。"
        )
    if submission.asked_count and not consent.questions_answered:
        raise ActionDenied(f"有{submission.asked_count}处须核实的问题，请逐处核实后勾选。")
    unexplained = [leaving.name for leaving in leavings if not consent.reasons.get(leaving.uscc)]
    if unexplained:
        named = "、".join(unexplained[:5]) + ("等" if len(unexplained) > 5 else "")
        raise ActionDenied(f"有{len(leavings)}家企业将退出名单，请逐家填写退出原因；尚未填写的有{named}。")
    if leave_many(len(leavings), in_force) and consent.leaving_count != len(leavings):
        raise ActionDenied(
            f"退出的企业有{len(leavings)}家，超过现行名单{in_force}家的十分之一。如确属实，请再次填写退出的家数。"
        )
