"""取消资格 and 恢复资格: a customs office revokes and restores the qualification of its enterprises."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import confirmed, requires
from accounts.models import User
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise
from screening.actions.revocations import (
    approve_restoration,
    reject_restoration,
    restore_enterprise,
    revoke_enterprise,
)
from screening.forms.hits import HitReasonForm
from screening.forms.revocations import RestorationForm, RevocationForm
from screening.models import MatchPolicy, Revocation
from screening.policies import check_may_restore, check_may_revoke, competent_office
from screening.states import Decision
from screening.wording import AFTER_LOSS


@confirmed
@requires("screening.revoke_enterprise")
def revocation_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Revoke the qualification of an enterprise of the own customs office."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    if request.method == "GET":
        check_may_revoke(enterprise, request.user)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revoke = partial(revoke_enterprise, enterprise=enterprise, **form.cleaned_data, by=request.user)
        if run_action(request, revoke, _revoked):
            return redirect(enterprise)
    return render(request, "screening/revocation_form.html", {"form": form, "enterprise": enterprise})


def _revoked(revocation: Revocation) -> Confirmation:
    return Confirmation(
        f"已取消{revocation.enterprise}的联合激励资格",
        number=revocation.document_number,
        follows=AFTER_LOSS,
        links=[
            ("查看依据", reverse("screening:standing_detail", args=[revocation.enterprise.uscc])),
            ("恢复资格", reverse("screening:revocation_restore", args=[revocation.pk])),
        ],
    )


@requires("screening.revoke_enterprise")
def revocation_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Restore the qualification of an enterprise of the own customs office."""
    revocation = _revocation_of(pk)
    if request.method == "GET":
        check_may_restore(revocation, request.user)
    form = RestorationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        restore = partial(restore_enterprise, revocation=revocation, **form.cleaned_data, by=request.user)
        if run_action(request, restore, _restored_text):
            return redirect(revocation.enterprise)
    return _show_restoration(request, revocation, form, HitReasonForm())


def _show_restoration(
    request: HttpRequest, revocation: Revocation, form: RestorationForm, reason_form: HitReasonForm
) -> HttpResponse:
    context = {
        "form": form,
        "revocation": revocation,
        "enterprise": revocation.enterprise,
        "proposal": _proposal_of(revocation, request.user),
        "requires_approval": MatchPolicy.current().requires_approval_of(Decision.DISMISSED),
        "reason_form": reason_form,
    }
    return render(request, "screening/restoration_form.html", context)


@require_POST
@requires("screening.revoke_enterprise")
def restoration_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposed restoration as a second officer of the customs office."""
    revocation = _revocation_of(pk)
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_restoration, revocation=revocation, expected_version=version, by=request.user)
    done = run_action(request, approve, _restored_text)
    return redirect(revocation.enterprise if done else "screening:revocation_restore", *(() if done else (pk,)))


@require_POST
@requires("screening.revoke_enterprise")
def restoration_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject the proposed restoration, or withdraw one's own."""
    revocation, form = _revocation_of(pk), HitReasonForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show_restoration(request, revocation, RestorationForm(), form)
    is_own = revocation.approval is not None and revocation.approval.proposed_by_id == request.user.pk
    version, reason = parameters(VersionForm(request.POST))["version"], form.cleaned_data["reason"]
    reject = partial(
        reject_restoration, revocation=revocation, expected_version=version, reason=reason, by=request.user
    )
    done = Confirmation(
        f"已{'撤回' if is_own else '退回'}：恢复{revocation.enterprise}的联合激励资格",
        follows=["资格没有恢复", "需要恢复的，可以重新提请"],
        links=[("企业页", revocation.enterprise.get_absolute_url())],
    )
    run_action(request, reject, done)
    return redirect("screening:revocation_restore", pk)


def _revocation_of(pk: int) -> Revocation:
    """Return the revocation; raise Http404 for an unknown one."""
    return get_object_or_404(Revocation.objects.select_related("enterprise", "approval__proposed_by"), pk=pk)


def _proposal_of(revocation: Revocation, user: User) -> dict[str, Any]:
    """The proposed restoration for the page: its day and its document; empty where none waits for approval.

    Only the competent office sees it. Another one reaches the page by posting its form, which is refused there.
    """
    if revocation.approval is None or not revocation.has_proposal:
        return {}
    if competent_office(revocation.enterprise) != user.department:
        return {}
    change = revocation.approval.change
    return {"day": date.fromisoformat(change["restored_on"]), "document_number": change["document_number"]}


def _restored_text(revocation: Revocation) -> Confirmation:
    links = [("企业页", revocation.enterprise.get_absolute_url())]
    if revocation.has_proposal:
        follows = ["本关另一名关员复核同意后生效，在此之前可以撤回"]
        return Confirmation(f"已提请恢复{revocation.enterprise}的联合激励资格", follows=follows, links=links)
    return Confirmation(
        f"已恢复{revocation.enterprise}的联合激励资格",
        number=revocation.restore_document,
        follows=["各成员单位将收到通报，尚未答复的停用建议随之撤销"],
        links=links,
    )
