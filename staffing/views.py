"""The proposed changes of accounts, for the second person; the absences (外出) of a department, for its people."""

from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import confirmed, requires
from accounts.models import User
from approvals.forms import RejectionForm
from approvals.models import Approval
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.forms import VersionForm, parameters
from foundation.web.lists import redirect_to_list
from staffing.actions import approve_change, end_absence, enter_absence, reject_change, user_of
from staffing.filters import AbsenceFilter
from staffing.forms import AbsenceForm
from staffing.models import Absence
from staffing.policies import with_change

ABSENCE_COLUMNS = {
    "外出人": attrgetter("user"),
    "开始日期": attrgetter("since"),
    "结束日期": attrgetter("until"),
    "代办人": attrgetter("stand_in"),
    "情况": attrgetter("state"),
    "登记人": attrgetter("entered_by"),
    "登记时间": attrgetter("entered_at"),
}


def proposals() -> Any:
    """Return the pending changes of accounts, the oldest first."""
    return Approval.objects.pending().filter(subject_type=User._meta.label).select_related("proposed_by").order_by("pk")


@require_safe
@requires("staffing.decide_change")
def proposal_list(request: HttpRequest) -> HttpResponse:
    """List the pending changes, with what each changes, to approve or to reject them."""
    return _render(request, {})


def _render(request: HttpRequest, refused: dict[int, RejectionForm]) -> HttpResponse:
    """Render the list; `refused` has the form that was not accepted, by the key of its proposal."""
    shown = [_shown(approval, request.user) for approval in proposals()]
    for proposal in shown:
        pk = proposal["approval"].pk
        proposal["form"] = refused.get(pk) or RejectionForm(initial={"version": pk})
        proposal["form"].auto_id = f"{pk}_%s"
    return render(request, "staffing/proposal_list.html", {"proposals": shown})


def _shown(approval: Approval, viewer: User) -> dict[str, Any]:
    user = user_of(approval)
    after = with_change(user, approval.change)
    fields = [User._meta.get_field(field) for field in approval.change]
    return {
        "approval": approval,
        "account": user,
        "changes": [(field.verbose_name, _text(user, field.name), _text(after, field.name)) for field in fields],
        "is_own": approval.proposed_by_id == viewer.pk,
        "may_approve": viewer.pk not in (approval.proposed_by_id, user.pk),
    }


def _text(user: User, field: str) -> str:
    """Return the value of the field in words."""
    if field == "is_active":
        return "启用" if user.is_active else "停用"
    if field == "role":
        return str(user.get_role_display())
    value = getattr(user, field)
    return chinese_date(value) if isinstance(value, date) else str(value or "无")


@require_POST
@requires("staffing.decide_change")
@confirmed
def proposal_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a change that somebody else proposed."""
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_change, approval=_approval(pk), expected_version=version, by=request.user)
    run_action(request, approve, lambda user: f"已同意，{user}（{user.username}）的账号已变动。")
    return redirect("staffing:proposal_list")


@require_POST
@requires("staffing.decide_change")
def proposal_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject a change, or take back one's own."""
    approval, form = _approval(pk), RejectionForm(request.POST)
    if form.is_valid():
        reject = partial(
            reject_change,
            approval=approval,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if run_action(request, reject, "已退回或撤回，账号没有变动。"):
            return redirect("staffing:proposal_list")
    return _render(request, {pk: form})


def _approval(pk: int) -> Approval:
    return get_object_or_404(Approval, pk=pk, subject_type=User._meta.label)


def _absences(request: HttpRequest) -> Table:
    own = Absence.objects.filter(user__department=request.user.department)
    absences = own.select_related("user", "stand_in", "entered_by", "ended_by")
    shown = AbsenceFilter(request.GET, queryset=absences)
    return Table("外出", shown.qs, ABSENCE_COLUMNS, shown)


@require_safe
@requires("staffing.change_absence")
@downloadable(_absences)
def absence_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the absences of the people of the reader's department, the latest first."""
    return render_list(request, "staffing/absence_list.html", table)


@requires("staffing.change_absence")
def absence_create(request: HttpRequest) -> HttpResponse:
    """Enter an absence of the reader or of a colleague."""
    form = AbsenceForm(request.POST or None, reader=request.user)

    def enter() -> Absence:
        return enter_absence(**form.cleaned_data, by=request.user)

    if request.method == "POST" and form.is_valid() and run_action(request, enter, _entered):
        return redirect("staffing:absence_list")
    return render(request, "staffing/absence_form.html", {"form": form})


def _entered(absence: Absence) -> Confirmation:
    who = f"{absence.stand_in}的工作台首位" if absence.stand_in else "本单位其他人员的工作台"
    follows = [f"期间交由{absence.user}办理的事项列在{who}", "期满自动恢复，可以提前结束"]
    if left := absence.user.stood_in_absences.between(absence.since, absence.until).select_related("user"):
        names = "、".join(str(each.user) for each in left)
        follows.append(f"{names}外出期间原由{absence.user}代办，请另行安排")
    return Confirmation(f"已登记{absence.user}{absence.days}外出", follows=follows)


@require_POST
@requires("staffing.change_absence")
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an absence of a person of the reader's department now."""
    absence = get_object_or_404(Absence, pk=pk, user__department=request.user.department)
    run_action(request, partial(end_absence, absence=absence, by=request.user), f"已结束{absence.user}的外出。")
    return redirect_to_list(request, "staffing:absence_list")
