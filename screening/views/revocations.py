"""取消资格 and 恢复资格."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from foundation.denials import ActionDenied
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.forms.revocations import RestorationForm, RevocationForm
from screening.models import Revocation
from screening.policies import check_may_restore, check_may_revoke


@requires("screening.revoke_enterprise")
def revocation_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Revoke the qualification of an enterprise of the own customs office."""
    enterprise = get_object_or_404(Enterprise, uscc=uscc)
    check_may_revoke(enterprise, request.user)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_enterprise(enterprise=enterprise, **form.cleaned_data, by=request.user)
        except ActionDenied as denied:
            form.add_error(None, denied.message)
        else:
            messages.success(request, f"已取消{enterprise}的联合激励资格，正在通报各单位。")
            return redirect(enterprise)
    return render(request, "screening/revocation_form.html", {"form": form, "enterprise": enterprise})


@requires("screening.revoke_enterprise")
def revocation_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Restore the qualification of an enterprise of the own customs office."""
    revocation = get_object_or_404(Revocation.objects.select_related("enterprise"), pk=pk)
    check_may_restore(revocation, request.user)
    form = RestorationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            restore_enterprise(revocation=revocation, **form.cleaned_data, by=request.user)
        except ActionDenied as denied:
            form.add_error(None, denied.message)
        else:
            messages.success(request, f"已恢复{revocation.enterprise}的联合激励资格，正在通报各单位。")
            return redirect(revocation.enterprise)
    context = {"form": form, "revocation": revocation, "enterprise": revocation.enterprise}
    return render(request, "screening/restoration_form.html", context)
