"""The proposed changes of accounts, for the second person."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import confirmed, requires
from accounts.models import User
from approvals.forms import RejectionForm
from approvals.models import Approval
from foundation.web.actions import run_action
from foundation.web.dates import chinese_date
from foundation.web.forms import VersionForm, parameters
from staffing.actions import approve_change, reject_change, user_of
from staffing.policies import with_change


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
