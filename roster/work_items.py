"""Work items of rosters on the home page."""

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from roster.models import RosterSubmission, Transfer
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Return the rosters that the office of the user has to confirm, and the transfers that it has to decide."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    checked = RosterSubmission.objects.for_user(user).filter(status=SubmissionState.CHECKED)
    url = list_url("roster:submission_list", status=SubmissionState.CHECKED)
    transfers = Transfer.objects.waiting().filter(from_office=user.department)
    return [
        WorkItem("待确认的名单", checked.count(), url),
        WorkItem("待本关同意的企业移交", transfers.count(), list_url("roster:transfer_list", mine="true")),
    ]
