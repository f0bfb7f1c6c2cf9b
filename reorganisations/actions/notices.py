"""Notify the departments of a reorganisation ahead of its day."""

from django.db.models import Q

from accounts.models import Department
from feedback.models import Notice
from feedback.states import NoticeKind
from reorganisations.models import Reorganisation
from reorganisations.wording import params_of


def notify_departments(reorganisation: Reorganisation, *, withdrawn_for: str = "") -> None:
    """Notify the departments that it touches, and 市发展改革委, that it is agreed, or why it was taken back."""
    affected = Q(pk__in=[reorganisation.department_id, reorganisation.target_id]) | Q(is_lead=True)
    params = params_of(reorganisation, withdrawn_for=withdrawn_for)
    Notice.objects.bulk_create(
        Notice(department=department, kind=NoticeKind.REORGANISATION, params=dict(params))
        for department in Department.objects.active().filter(affected)
    )
