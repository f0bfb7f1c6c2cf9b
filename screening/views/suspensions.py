"""解除暂停: a customs office lifts the suspension of the qualification of its enterprises."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from screening.actions.suspensions import approve_lifting, lift_suspension, reject_lifting
from screening.forms.hits import HitReasonForm
from screening.forms.suspensions import LiftingForm
from screening.models import MatchPolicy, Suspension
from screening.policies import check_competent, check_may_lift
from screening.states import Decision


@requires("screening.revoke_enterprise")
def suspension_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the suspension of an enterprise of the own customs office."""
    suspension = _suspension_of(pk)
    check_competent(suspension.enterprise, request.user)
    if request.method == "GET":
        check_may_lift(suspension, request.user)
    form = LiftingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lift = partial(lift_suspension, suspension=suspension, **form.cleaned_data, by=request.user)
        if run_action(request, lift, _lifted):
            return redirect(suspension.enterprise)
    return _show_lifting(request, suspension, form, HitReasonForm())


def _show_lifting(
    request: HttpRequest, suspension: Suspension, form: LiftingForm, reason_form: HitReasonForm
) -> HttpResponse:
    context = {
        "form": form,
        "suspension": suspension,
        "enterprise": suspension.enterprise,
        "proposal": _proposal_of(suspension),
        "requires_approval": MatchPolicy.current().requires_approval_of(Decision.DISMISSED),
        "reason_form": reason_form,
    }
    return render(request, "screening/suspension_lift.html", context)


@require_POST
@requires("screening.revoke_enterprise")
def lifting_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposed lifting as a second officer of the customs office."""
    suspension = _suspension_of(pk)
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_lifting, suspension=suspension, expected_version=version, by=request.user)
    if run_action(request, approve, _lifted):
        return redirect(suspension.enterprise)
    return redirect("screening:suspension_lift", pk)


@require_POST
@requires("screening.revoke_enterprise")
def lifting_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject the proposed lifting, or withdraw one's own."""
    suspension, form = _suspension_of(pk), HitReasonForm(request.POST)
    check_competent(suspension.enterprise, request.user)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show_lifting(request, suspension, LiftingForm(), form)
    is_own = suspension.approval is not None and suspension.approval.proposed_by_id == request.user.pk
    version, reason = parameters(VersionForm(request.POST))["version"], form.cleaned_data["reason"]
    reject = partial(reject_lifting, suspension=suspension, expected_version=version, reason=reason, by=request.user)
    done = Confirmation(
        f"已{'撤回' if is_own else '退回'}：解除暂停{suspension.enterprise}的联合激励资格",
        follows=["资格仍在暂停", "需要解除的，可以重新提请"],
        links=[("企业页", suspension.enterprise.get_absolute_url())],
    )
    run_action(request, reject, done)
    return redirect("screening:suspension_lift", pk)


def _suspension_of(pk: int) -> Suspension:
    """Return the suspension; raise Http404 for an unknown one."""
    related = ("enterprise", "approval__proposed_by", "replaced_by")
    return get_object_or_404(Suspension.objects.select_related(*related), pk=pk)


def _proposal_of(suspension: Suspension) -> dict[str, Any]:
    """The proposed lifting for the page: its day and its document; empty where none waits for approval."""
    if suspension.approval is None or not suspension.has_proposal:
        return {}
    change = suspension.approval.change
    return {"day": date.fromisoformat(change["lifted_on"]), "document_number": change["document_number"]}


def _lifted(suspension: Suspension) -> Confirmation:
    links = [("企业页", suspension.enterprise.get_absolute_url())]
    if suspension.has_proposal:
        follows = ["本关另一名关员复核同意后生效，在此之前可以撤回"]
        return Confirmation(f"已提请解除暂停{suspension.enterprise}的联合激励资格", follows=follows, links=links)
    return Confirmation(
        f"已解除暂停{suspension.enterprise}的联合激励资格",
        number=suspension.lift_document,
        follows=["没有其他情形影响资格的，各成员单位将收到通报，可以继续适用激励措施"],
        links=links,
    )
