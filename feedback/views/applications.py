"""措施实施: log, list and show applications."""

from datetime import date
from functools import partial
from operator import attrgetter, methodcaller
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import Department, User
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.applications import log_application
from feedback.actions.changes import acknowledge_correction
from feedback.application_drafts import drafts_with_enterprises
from feedback.feedback_policies import (
    check_may_ask,
    check_may_mark_typical,
    check_may_receive,
    check_may_unmark_typical,
)
from feedback.filters import ApplicationFilter
from feedback.forms.applications import AcknowledgementForm, ApplicationForm, NamedMeasureForm
from feedback.models import MeasureApplication
from feedback.models.evidence import evidence_text, with_evidence
from feedback.models.stopping import with_state_now
from feedback.policies import ApplicationChoices, check_may_acknowledge, check_may_change, check_may_undo
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import refuses_unknown
from incentives.models import MeasureKind, MeasureVersion
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise
from screening.models.standings import with_current_standing

# Applications with the same business number that the page of one names.
MOST_SHOWN = 5


@takes(Body.FILE)
@requires("feedback.add_measureapplication")
def application_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Log an application of the reader's department for the enterprise: of the measure that the address names.

    Where it names none, the page lists the measures to choose from.
    """
    enterprise = with_current_standing(Enterprise.objects.filter(uscc=uscc)).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    versions = MeasureVersion.objects.last_of_department(request.user.department, on=timezone.localdate())
    form = ApplicationForm(
        request.POST or None,
        request.FILES or None,
        versions=versions,
        enterprise=enterprise,
        initial=parameters(NamedMeasureForm(request.GET)),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        log = partial(
            log_application,
            enterprise=enterprise,
            measure=data["measure"],
            applied_on=data["applied_on"],
            description=data["description"],
            evidence=data["evidence"],
            choices=form.choices(),
            details=form.details(),
            by=request.user,
        )
        if logged := run_action(request, log, _logged):
            return redirect("feedback:application_detail", logged.result.pk)
    running = _running(form, enterprise, request.user.department)
    applied = MeasureApplication.objects.for_user(request.user).filter(
        enterprise=enterprise, department=request.user.department
    )
    context = {
        "form": form,
        "enterprise": enterprise,
        "versions": versions,
        "running": running,
        "applied": with_state_now(applied.with_corrections()).select_related("version__measure"),
    }
    return render(request, "feedback/application_form.html", context)


def _running(form: ApplicationForm, enterprise: Enterprise, department: Department | None) -> MeasureApplication | None:
    """Return the application that runs where the form would log the same again; it may be supplemented instead."""
    version = form.version
    if version is None:
        return None
    choices = form.choices() if form.is_bound and form.is_valid() else ApplicationChoices()
    kinds = [choices.kind] if choices.kind else version.kinds
    if kinds != [MeasureKind.STANDING]:
        return None
    beside = MeasureApplication.objects.running_beside(
        enterprise=enterprise, measure=version.measure, department=department, sub_item=choices.sub_item
    )
    return beside.in_charge_of(department).select_related("version__measure").first()


def _logged(application: MeasureApplication) -> Confirmation:
    enterprise = application.enterprise
    done = "已补登" if application.is_backfilled else "已登记"
    return Confirmation(
        f"{done}，并反馈至市发展改革委、泉城海关和莱芜海关：{application.version}（{enterprise}）",
        number=application.number,
        follows=[
            *application.repeat_notices(),
            "15分钟内可在本页撤回；以后可更正、停止或撤销，须写明理由，原记录保留",
            *(["企业失去资格的，您单位将收到停用建议"] if application.is_running else []),
        ],
        links=[
            ("再登记一项", reverse("feedback:application_create", args=[enterprise.uscc])),
            ("企业页", enterprise.get_absolute_url()),
            ("措施实施列表", reverse("feedback:application_list")),
        ],
    )


COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "实施单位": attrgetter("department_name"),
    "措施": attrgetter("version"),
    "类型": methodcaller("get_kind_display"),
    "措施文本": attrgetter("version.wording"),
    "分项": attrgetter("sub_item_text"),
    "实施日期": attrgetter("applied_on"),
    "实施至": attrgetter("applied_until"),
    "实施情况": attrgetter("description"),
    "竞争事项": attrgetter("competition"),
    "节省天数": attrgetter("days_saved"),
    "涉及金额（元）": attrgetter("amount"),
    "减少检查次数": attrgetter("inspections_avoided"),
    "业务编号": attrgetter("business_number"),
    "联系方式": attrgetter("contact"),
    "证明材料": evidence_text,
    "停止日期": attrgetter("stopped_on"),
    "撤销时间": attrgetter("cancelled_at"),
    "当日资格": attrgetter("standing_note"),
    "补登理由": attrgetter("backfill_reason"),
    "登记时间": attrgetter("logged_at"),
}


def _applications(request: HttpRequest) -> Table:
    applications = with_state_now(MeasureApplication.objects.for_user(request.user).with_corrections()).select_related(
        "enterprise", "department", "in_charge", "version__measure"
    )
    applications = with_evidence(applications)
    shown = ApplicationFilter(request.GET, queryset=applications, request=request)
    return Table("措施实施", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_measureapplication")
@downloadable(_applications)
def application_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the applications that the reader may see, the newest first."""
    return render_list(request, "feedback/application_list.html", table)


@require_safe
@requires("feedback.add_measureapplication")
@refuses_unknown("我的草稿")
def draft_list(request: HttpRequest) -> HttpResponse:
    """List the reader's own drafts of applications, the newest first."""
    return render(request, "feedback/draft_list.html", {"drafts": drafts_with_enterprises(request.user)})


def get_application(request: HttpRequest, pk: int) -> MeasureApplication:
    applications = with_state_now(MeasureApplication.objects.for_user(request.user)).select_related(
        "enterprise", "department", "in_charge", "version__measure", "standing", "logged_by"
    )
    return get_object_or_404(applications, pk=pk)


@require_safe
@requires("feedback.view_measureapplication")
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one application with the measure's wording on its day."""
    return _render_detail(request, get_application(request, pk), AcknowledgementForm())


@requires("feedback.acknowledge_correction")
@require_POST
def application_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note, for the reader's department, that the standing on the day of the application was corrected."""
    application = get_application(request, pk)
    form = AcknowledgementForm(request.POST)
    if form.is_valid():
        acknowledge = partial(
            acknowledge_correction, application=application, note=form.cleaned_data["note"], by=request.user
        )
        if run_action(request, acknowledge, _acknowledged(application)):
            return redirect("feedback:application_detail", pk)
    return _render_detail(request, application, form)


def _acknowledged(application: MeasureApplication) -> Confirmation:
    return Confirmation(
        f"已知悉当日资格的更正：{application.version}（{application.enterprise}）",
        number=application.number,
        follows=["知悉的单位、人员和时间保留在本页，登记的内容没有改变"],
        links=[
            ("措施实施列表", reverse("feedback:application_list")),
            ("企业页", application.enterprise.get_absolute_url()),
        ],
    )


def _render_detail(request: HttpRequest, application: MeasureApplication, form: AcknowledgementForm) -> HttpResponse:
    may_acknowledge = request.user.has_perm("feedback.acknowledge_correction")
    checked_on = _checked_on(application)
    changes = list(application.changes.select_related("changed_by", "version"))
    evidence = list(application.evidence.all())
    for change in changes:
        change.evidence = [file for file in evidence if file.is_before(change)]
        change.added = [file for file in evidence if file.added_with_id == change.pk]
    context = {
        **_feedback_context(request.user, application),
        "application": application,
        "evidence": [file for file in evidence if file.removed_with_id is None],
        "form": form,
        # After a refusal the form is shown again with the typed note.
        "may_acknowledge": may_acknowledge
        and (form.is_bound or not denial_of(partial(check_may_acknowledge, application, request.user))),
        "acknowledgements": application.acknowledgements.select_related("department", "acknowledged_by", "standing"),
        "checked_on": checked_on,
        "standing_now": application.enterprise.standings.standing_on(checked_on).first(),
        "advice": application.stop_advice.select_related("answered_by"),
        "changes": changes,
        "same_number": MeasureApplication.objects.with_number_of(application).select_related("enterprise")[:MOST_SHOWN],
        "may_undo": request.user.has_perm("feedback.change_measureapplication")
        and not denial_of(partial(check_may_undo, application, request.user)),
        "may_change": request.user.has_perm("feedback.change_measureapplication")
        and not denial_of(partial(check_may_change, application, request.user)),
    }
    return render(request, "feedback/application_detail.html", context)


def _checked_on(application: MeasureApplication) -> date:
    """Return the day whose standing the page checks: the last one where the enterprise was eligible on the first."""
    on_the_day = application.enterprise.standings.standing_on(application.applied_on).eligible()
    return application.applied_until if application.applied_until and on_the_day.exists() else application.applied_on


def _feedback_context(user: User, application: MeasureApplication) -> dict[str, Any]:
    """What the page shows of receipts, inquiries and the typical mark, and what the reader may do about them."""
    allowed = {
        name: user.has_perm(permission) and not denial_of(partial(check, application, user))
        for name, permission, check in (
            ("may_receive", "feedback.receive_application", check_may_receive),
            ("may_ask", "feedback.ask_inquiry", check_may_ask),
            ("may_mark_typical", "feedback.mark_typical", check_may_mark_typical),
        )
    }
    mark = application.typical_marks.filter(unmarked_at__isnull=True).select_related("department", "marked_by").first()
    may_unmark = user.has_perm("feedback.mark_typical") and not denial_of(partial(check_may_unmark_typical, mark, user))
    receipts = application.receipts.newest().with_state().select_related("application", "department", "received_by")
    return {
        **allowed,
        "receipts": receipts.order_by("department__order"),
        "inquiries": application.inquiries.select_related("department", "requested_by", "answered_by"),
        "typical_mark": mark,
        "may_unmark_typical": may_unmark,
    }
