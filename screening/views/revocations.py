"""取消资格 and 恢复资格: a customs office revokes and restores the qualification of its enterprises."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import confirmed, requires
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise
from screening.actions.revocations import (
    approve_restoration,
    reject_restoration,
    restore_enterprise,
    revoke_enterprise,
)
from screening.forms.revocations import RestorationForm, RevocationForm
from screening.models import Revocation
from screening.policies import check_may_restore, check_may_revoke
from screening.views.ends import EndPage, approve_on_page, end_on_page, reject_on_page
from screening.wording import AFTER_LOSS

RESTORATION = EndPage(
    address="screening:revocation_restore",
    answer_address="screening:restoration",
    form=RestorationForm,
    check_may=check_may_restore,
    noun="恢复资格",
    begun="取消",
    ended="恢复",
    act="恢复{}的联合激励资格",
    number="restore_document",
    note="已停止的措施不自动恢复，由各单位重新登记",
    follows="各成员单位将收到通报，尚未答复的停用建议随之撤销",
    unchanged=("资格没有恢复", "需要恢复的，可以重新提请"),
)


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
    restore = partial(restore_enterprise, revocation=revocation, by=request.user)
    return end_on_page(request, revocation, RESTORATION, restore)


@require_POST
@requires("screening.revoke_enterprise")
def restoration_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposed restoration as a second officer of the customs office."""
    revocation = _revocation_of(pk)
    approve = partial(approve_restoration, revocation=revocation, by=request.user)
    return approve_on_page(request, revocation, RESTORATION, approve)


@require_POST
@requires("screening.revoke_enterprise")
def restoration_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject the proposed restoration, or withdraw one's own."""
    revocation = _revocation_of(pk)
    reject = partial(reject_restoration, revocation=revocation, by=request.user)
    return reject_on_page(request, revocation, RESTORATION, reject)


def _revocation_of(pk: int) -> Revocation:
    """Return the revocation; raise Http404 for an unknown one."""
    return get_object_or_404(Revocation.objects.select_related("enterprise", "approval__proposed_by"), pk=pk)
