"""Work items of rosters on the home page."""

from django.utils import timezone

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from roster.models import Certification, RosterSubmission, Transfer
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Return the rosters to confirm, the transfers to decide and the passed reviews of the office of the user."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    checked = RosterSubmission.objects.for_user(user).filter(status=SubmissionState.CHECKED)
    url = list_url("roster:submission_list", status=SubmissionState.CHECKED)
    transfers = Transfer.objects.waiting().filter(from_office=user.department)
    passed = Certification.objects.open().filter(office=user.department).review_passed(on=timezone.localdate())
    return [
        WorkItem("待确认的名单", checked.count(), url),
        WorkItem("待本关同意的企业移交", transfers.count(), list_url("roster:transfer_list", mine="true")),
        WorkItem(
            "复核日期已过的企业",
            passed.count(),
            list_url("roster:roster_detail", day=timezone.localdate(), review_passed="on"),
        ),
    ]
