"""Hand what a department has open over to another one, when a reorganisation says so.

Who did something stays who did it. Only who is in charge changes: who corrects, stops and answers from then on.
"""

from collections.abc import Collection

from django.db import transaction

from accounts.models import Department, User
from feedback.actions.assignments import end_assignments_about
from feedback.models import ApplicationChange, MeasureApplication, Notice, ViolationReport
from feedback.models.applications import CONTENT, MeasureApplicationQuerySet
from feedback.models.notices import BY_PARAMS
from feedback.models.receipts import UNACKNOWLEDGED, UNREAD
from feedback.states import DIGESTS, ApplicationAct, NoticeKind, ReportState
from incentives.models import Measure
from screening.actions.locks import lock_enterprises


def applications_in_charge(department: Department, measures: Collection[Measure]) -> MeasureApplicationQuerySet:
    """The applications of these measures that the department would correct, stop or answer for."""
    return MeasureApplication.objects.not_cancelled().filter(in_charge=department, measure__in=measures)


@transaction.atomic
def hand_over_applications(
    *, measures: Collection[Measure], source: Department, target: Department, reason: str, by: User
) -> None:
    """Let another department be in charge of the applications of these measures, with their stop advice.

    Which clerk does what of it ends.
    """
    found = applications_in_charge(source, measures)
    lock_enterprises(set(found.values_list("enterprise_id", flat=True)), no_key=True)
    applications = list(found.select_for_update(of=("self",)).order_by("pk"))
    ApplicationChange.objects.bulk_create(
        ApplicationChange(
            application=application,
            act=ApplicationAct.HANDED_OVER,
            reason=reason,
            changed_by=by,
            **{field: getattr(application, field) for field in CONTENT},
        )
        for application in applications
    )
    keys = [each.pk for each in applications]
    MeasureApplication.objects.filter(pk__in=keys).update(in_charge=target)
    end_assignments_about(keys)


def lock_open_reports(department: Department) -> None:
    """Lock the open violation reports that the department follows, before enterprises, as decide_report does."""
    reports = ViolationReport.objects.filter(in_charge=department, state=ReportState.OPEN)
    list(reports.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


@transaction.atomic
def hand_over_work(*, source: Department, target: Department) -> None:
    """Let another department follow the open violation reports, and read and acknowledge what was not.

    The notices stay and are sent to the other department as well, which does not get twice what it has. Digests are
    not sent: they are about the measures of one department.
    """
    ViolationReport.objects.filter(in_charge=source, state=ReportState.OPEN).update(in_charge=target)
    pending = Notice.objects.filter(UNREAD | UNACKNOWLEDGED, department=source).exclude(kind__in=DIGESTS)
    had = {_subject(notice) for notice in Notice.objects.filter(department=target)}
    Notice.objects.bulk_create(
        Notice(
            department=target,
            kind=notice.kind,
            announcement_id=notice.announcement_id,
            report_id=notice.report_id,
            version_id=notice.version_id,
            params=notice.params,
        )
        for notice in pending.order_by("pk")
        if _subject(notice) not in had
    )


def _subject(notice: Notice) -> tuple[str, ...]:
    """Return what two departments have notices of; the parameters of the others depend on the department."""
    about = notice.params if notice.kind in (*BY_PARAMS, NoticeKind.REPORT_SUPPLEMENTED) else ""
    return tuple(map(str, (notice.kind, notice.announcement_id, notice.report_id, notice.version_id, about)))
