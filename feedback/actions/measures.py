"""Follow a changed or new measure: what it means for the departments, counted before it, and their notices of it.

Nothing that runs is stopped by a change. An amended measure goes on in its new wording; what runs of a suspended one
goes on; what runs of an abolished one is to be stopped by its department, which logs the day.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Department, User
from feedback.models import MeasureApplication, Notice
from feedback.notice_params import MeasureParams, PlanParams
from feedback.states import NoticeKind
from foundation.consequences import Consequence
from foundation.web.dates import chinese_date
from incentives.actions import approve_change, approve_plan_change, lock_measure, lock_plan
from incentives.models import ActionPlan, Measure, MeasureChange, MeasureVersion, PlanChange
from incentives.policies import coming_change, newest_versions, versions_to_abolish
from incentives.states import MeasureAct, PlanAct

# What a change means for the applications that run.
RUNNING_AFTER = {
    MeasureAct.AMEND: "届时起按调整后的内容继续适用",
    MeasureAct.SUSPEND: "可继续适用，暂停期间不能新登记",
    MeasureAct.RESUME: "继续适用",
    MeasureAct.ABOLISH: "须由该单位停止并登记停止日期",
    MeasureAct.WITHDRAW: "仍按现行文本适用",
}
# What a change of a plan means for the public site before its day.
PUBLIC_AFTER = {
    **dict.fromkeys((PlanAct.ISSUE, PlanAct.ADD), "公开网站即日起预告，{day}起施行"),
    PlanAct.END: "公开网站即日起预告，{day}起不再列出该计划的措施",
    PlanAct.WITHDRAW: "公开网站不再预告原定{day}的变动",
}


@transaction.atomic
def approve_and_notify(*, measure: Measure, expected_version: str, by: User) -> MeasureVersion:
    """Approve the proposed change as a second administrator and notify the departments. Raises ActionDenied."""
    measure = lock_measure(measure)
    approval, before = measure.approval, measure.newest
    recipients = list(_recipients(measure, approval.change)) if approval else []
    running = _running_by_department([measure])
    version = approve_change(measure=measure, expected_version=expected_version, by=by)
    assert approval is not None  # approve_change requires a proposal
    Notice.objects.bulk_create(
        Notice(
            department=department,
            kind=NoticeKind.MEASURE,
            version=version,
            params=_params(department, approval.change, before, running.get(department.pk, (0, 0))),
        )
        for department in recipients
    )
    return version


def _params(
    department: Department, change: MeasureChange, before: MeasureVersion, running: tuple[int, int]
) -> MeasureParams:
    count, enterprises = running
    return MeasureParams(
        act=change["act"],
        legal_basis=change["legal_basis"],
        is_responsible=department.code in change["content"]["departments"],
        was_responsible=department.code in before.content["departments"],
        running=count,
        enterprises=enterprises,
    )


def consequences_of_change(measure: Measure, change: MeasureChange) -> list[Consequence]:
    """Return what the change touches: what runs of each department, what is logged since its day, who is notified."""
    running = _running_by_department([measure])
    names = dict(Department.objects.filter(pk__in=running).values_list("pk", "name"))
    then = RUNNING_AFTER[MeasureAct(change["act"])]
    affected = [
        Consequence(count, f"{names[pk]}正在适用{count}项（{enterprises}家企业），{then}")
        for pk, (count, enterprises) in running.items()
    ]
    day = date.fromisoformat(change["in_force_from"])
    since = MeasureApplication.objects.not_cancelled().filter(measure=measure, applied_on__gte=day).count()
    if since:
        affected.append(Consequence(since, f"实施日期在{chinese_date(day)}以后、已经登记的{since}项保留登记时的文本"))
    recipients = [str(department) for department in _recipients(measure, change)]
    affected.append(Consequence(len(recipients), f"{len(recipients)}个单位将收到消息：{'、'.join(recipients)}"))
    if day > timezone.localdate():
        affected.append(Consequence(1, f"公开网站即日起预告，{chinese_date(day)}自动更换"))
    return affected


@transaction.atomic
def approve_plan_change_and_notify(*, plan: ActionPlan, expected_version: str, by: User) -> list[MeasureVersion]:
    """Approve a change of a plan as a second administrator, and notify the departments. Raises ActionDenied."""
    plan = lock_plan(plan)
    approval = plan.approval
    recipients = list(_recipients_of_plan_change(plan, approval.change)) if approval else []
    coming = coming_change(plan) if approval and approval.change["act"] == PlanAct.WITHDRAW else None
    versions = approve_plan_change(plan=plan, expected_version=expected_version, by=by)
    assert approval is not None  # approve_plan_change requires a proposal
    change: PlanChange = approval.change
    running = _running_at_end(plan, change)
    responsible = {version.pk: {department.pk for department in version.departments.all()} for version in versions}
    for department in recipients:
        own = [version for version in versions if department.pk in responsible[version.pk]]
        count, enterprises = running.get(department.pk, (0, 0))
        params = PlanParams(
            act=change["act"],
            day=change["in_force_from"],
            title=plan.title,
            document_number=plan.document_number,
            legal_basis=change["legal_basis"],
            withdrawn=coming.change["act"] if coming else "",
            count=len(versions),
            measures=[version.in_sentence for version in own],
            running=count,
            enterprises=enterprises,
        )
        first = (own or versions or newest_versions(plan))[0]
        Notice.objects.create(department=department, kind=NoticeKind.MEASURE, version=first, params=dict(params))
    return versions


def consequences_of_plan_change(plan: ActionPlan, change: PlanChange) -> list[Consequence]:
    """Return whom a change of a plan touches: its measures, what runs of them, who is notified."""
    versions, running = _existing_versions(plan, change), _running_at_end(plan, change)
    names = dict(Department.objects.filter(pk__in=running).values_list("pk", "name"))
    measures = "、".join(version.in_sentence for version in versions)
    then = RUNNING_AFTER[MeasureAct.ABOLISH]
    affected = [
        *([Consequence(len(versions), f"措施{len(versions)}项：{measures}")] if versions else []),
        *([Consequence(1, "该计划的措施此前均已废止")] if change["act"] == PlanAct.END and not versions else []),
        *(
            Consequence(count, f"{names[pk]}正在适用{count}项（{enterprises}家企业），{then}")
            for pk, (count, enterprises) in running.items()
        ),
    ]
    recipients = [str(department) for department in _recipients_of_plan_change(plan, change)]
    affected.append(Consequence(len(recipients), f"{len(recipients)}个单位将收到消息：{'、'.join(recipients)}"))
    day = date.fromisoformat(change["in_force_from"])
    if day > timezone.localdate():
        affected.append(Consequence(1, PUBLIC_AFTER[PlanAct(change["act"])].format(day=chinese_date(day))))
    return affected


def _existing_versions(plan: ActionPlan, change: PlanChange) -> list[MeasureVersion]:
    """Return the versions that exist before the change: those that end with the plan, or are withdrawn."""
    if change["act"] == PlanAct.END:
        return versions_to_abolish(plan)
    withdrawn = MeasureVersion.objects.filter(approval=change.get("withdrawn")).select_related("measure")
    return list(withdrawn.order_by("measure")) if change["act"] == PlanAct.WITHDRAW else []


def _running_at_end(plan: ActionPlan, change: PlanChange) -> dict[int, tuple[int, int]]:
    """Return department → how many applications run of the plan that ends, and for how many enterprises."""
    ends = change["act"] == PlanAct.END
    return _running_by_department(Measure.objects.filter(section__plan=plan)) if ends else {}


def _recipients_of_plan_change(plan: ActionPlan, change: PlanChange) -> QuerySet[Department]:
    """The departments that are responsible for one of the measures or apply one that ends, and 市发展改革委."""
    responsible = {code for measure in change["measures"] for code in measure["content"]["departments"]}
    versions, running = _existing_versions(plan, change), _running_at_end(plan, change)
    existing = Q(measure_versions__in=versions) | Q(pk__in=running)
    return Department.objects.filter(existing | Q(code__in=responsible) | Q(is_lead=True)).distinct()


def _running_by_department(measures: Iterable[Measure]) -> dict[int, tuple[int, int]]:
    """Return department → how many applications of the measures run, and for how many enterprises."""
    running = MeasureApplication.objects.running().filter(measure__in=measures).order_by("in_charge__order")
    counted = running.values_list("in_charge").annotate(Count("pk"), Count("enterprise", distinct=True))
    return {department: (count, enterprises) for department, count, enterprises in counted}


def _recipients(measure: Measure, change: MeasureChange) -> QuerySet[Department]:
    """The departments that are or will be responsible, those with running applications, and 市发展改革委."""
    responsible = {*measure.newest.content["departments"], *change["content"]["departments"]}
    running = MeasureApplication.objects.running().filter(measure=measure).values("in_charge")
    return Department.objects.filter(Q(code__in=responsible) | Q(pk__in=running) | Q(is_lead=True))
