"""Work items of rosters on the home page."""

from django.utils import timezone

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from roster.filters import TO_CORRECT
from roster.models import Certification, RosterSubmission, Transfer
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Return the rosters to confirm, the transfers to decide and the passed reviews of the office of the user."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    own = RosterSubmission.objects.for_user(user)
    confirm_url = list_url("roster:submission_list", status=SubmissionState.CHECKED)
    correct_url = list_url("roster:submission_list", status=TO_CORRECT[0])
    transfers = Transfer.objects.waiting().filter(from_office=user.department)
    passed = Certification.objects.open().filter(office=user.department).review_passed(on=timezone.localdate())
    return [
        WorkItem("待确认的名单", own.to_confirm().count(), confirm_url),
        WorkItem("待改正的名单", own.to_correct().count(), correct_url),
        WorkItem("待本关同意的企业移交", transfers.count(), list_url("roster:transfer_list", mine="true")),
        WorkItem(
            "复核日期已过的企业",
            passed.count(),
            list_url("roster:roster_detail", day=timezone.localdate(), review_passed="on"),
        ),
    ]
