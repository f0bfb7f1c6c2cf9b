"""Work items of rosters on the home page."""

from django.db.models import DateField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from foundation.postgres.composed import Parameter
from foundation.web.work_items import Kind, Rows, list_url
from roster.filters import TO_CORRECT
from roster.models import Certification, RosterSubmission, Transfer
from uploads.states import SubmissionState


def waiting(user: User) -> list[Kind]:
    """Return the rosters to confirm and to mend, the transfers to decide and the passed reviews of the own office."""
    if not user.has_perm("roster.add_rostersubmission"):
        return []
    transfers = Rows(_transfers_to_agree_to, (user.department_id,))
    transfers_url = list_url("roster:transfer_list", mine="true")
    return [
        *_submissions(user),
        Kind("待本关同意的企业移交", transfers_url, transfers, since="requested_at"),
        _passed_reviews(user),
    ]


def _submissions(user: User) -> list[Kind]:
    """Return the submissions of the own office in the states from which an officer goes on."""
    return [
        Kind(
            label,
            list_url("roster:submission_list", status=status),
            Rows(compose, (user.department_id,)),
            since="uploaded_at",
        )
        for label, status, compose in (
            ("待确认的名单", SubmissionState.CHECKED, _to_confirm),
            ("待改正的名单", TO_CORRECT[0], _to_correct),
            ("未能处理的名单", SubmissionState.FAILED, _failed),
        )
    ]


def _transfers_to_agree_to(office: Parameter) -> QuerySet[Transfer]:
    return Transfer.objects.waiting().filter(from_office=office)


def _to_confirm(office: Parameter) -> QuerySet[RosterSubmission]:
    return RosterSubmission.objects.to_confirm().filter(office=office)


def _to_correct(office: Parameter) -> QuerySet[RosterSubmission]:
    return RosterSubmission.objects.to_correct().filter(office=office)


def _failed(office: Parameter) -> QuerySet[RosterSubmission]:
    return RosterSubmission.objects.filter(status=SubmissionState.FAILED, office=office)


def _passed_reviews(user: User) -> Kind:
    """Return the enterprises of the office whose roster states a day of the next review that has passed."""
    passed = Rows(_certifications_with_passed_review, (user.department_id,))
    url = list_url("roster:roster_detail", day=timezone.localdate(), review_passed="on")
    return Kind("复核日期已过的企业", url, passed, since="review_due_on", due_on="review_due_on")


def _certifications_with_passed_review(office: Parameter) -> QuerySet[Certification]:
    """Annotate `review_due_on`."""
    passed = Certification.objects.open().filter(office=office).review_passed(on=timezone.localdate())
    return passed.annotate(review_due_on=Cast("row__review_due_on", DateField()))
