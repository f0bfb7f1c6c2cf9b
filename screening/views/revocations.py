"""取消资格 and 恢复资格: a customs office revokes and restores the qualification of its enterprises."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from foundation.web.actions import run_action
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.forms.revocations import RestorationForm, RevocationForm
from screening.models import Revocation
from screening.policies import check_may_restore, check_may_revoke


@requires("screening.revoke_enterprise")
def revocation_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Revoke the qualification of an enterprise of the own customs office."""
    enterprise = get_object_or_404(Enterprise, uscc=uscc)
    if request.method == "GET":
        check_may_revoke(enterprise, request.user)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revoke = partial(revoke_enterprise, enterprise=enterprise, **form.cleaned_data, by=request.user)
        if run_action(request, revoke, f"已取消{enterprise}的联合激励资格，正在通报各单位。"):
            return redirect(enterprise)
    return render(request, "screening/revocation_form.html", {"form": form, "enterprise": enterprise})


@requires("screening.revoke_enterprise")
def revocation_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Restore the qualification of an enterprise of the own customs office."""
    revocation = get_object_or_404(Revocation.objects.select_related("enterprise"), pk=pk)
    if request.method == "GET":
        check_may_restore(revocation, request.user)
    form = RestorationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        restore = partial(restore_enterprise, revocation=revocation, **form.cleaned_data, by=request.user)
        if run_action(request, restore, f"已恢复{revocation.enterprise}的联合激励资格，正在通报各单位。"):
            return redirect(revocation.enterprise)
    context = {"form": form, "revocation": revocation, "enterprise": revocation.enterprise}
    return render(request, "screening/restoration_form.html", context)
