"""Work items of rosters on the home page."""

from django.db.models import DateField, Q
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from roster.filters import TO_CORRECT
from roster.models import Certification, RosterSubmission, Transfer
from uploads.states import SubmissionState


def waiting(user: User) -> list[Kind]:
    """Return the rosters to confirm and to mend, the transfers to decide and the passed reviews of the own office."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    transfers = Transfer.objects.waiting().filter(from_office=user.department)
    transfers_url = list_url("roster:transfer_list", mine="true")
    return [
        *_submissions(user),
        Kind("待本关同意的企业移交", transfers_url, transfers, since="requested_at"),
        _passed_reviews(user),
    ]


def _submissions(user: User) -> list[Kind]:
    submissions = RosterSubmission.objects.for_user(user)
    return [
        Kind(label, list_url("roster:submission_list", status=status), submissions.filter(condition), "uploaded_at")
        for label, status, condition in (
            ("待确认的名单", SubmissionState.CHECKED, Q(status=SubmissionState.CHECKED, error_count=0)),
            ("待改正的名单", TO_CORRECT[0], Q(status=SubmissionState.CHECKED, error_count__gt=0)),
            ("未能处理的名单", SubmissionState.FAILED, Q(status=SubmissionState.FAILED)),
        )
    ]


def _passed_reviews(user: User) -> Kind:
    """Return the enterprises of the office whose roster states a day of the next review that has passed."""
    today = timezone.localdate()
    passed = Certification.objects.open().filter(office=user.department).review_passed(on=today)
    passed = passed.annotate(review_due_on=Cast("row__review_due_on", DateField()))
    url = list_url("roster:roster_detail", day=today, review_passed="on")
    return Kind("复核日期已过的企业", url, passed, since="review_due_on", due_on="review_due_on")
