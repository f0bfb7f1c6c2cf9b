"""Work items of rosters on the home page."""

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from roster.models import RosterSubmission
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Return the rosters that the office of the user has to confirm."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    checked = RosterSubmission.objects.for_user(user).filter(status=SubmissionState.CHECKED)
    url = list_url("roster:submission_list", status=SubmissionState.CHECKED)
    return [WorkItem("待确认的名单", checked.count(), url)]
