"""暂停资格: a customs office suspends the qualification of its enterprises, also without a report."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import confirmed, requires
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise
from screening.actions.suspensions import suspend_enterprise
from screening.forms.suspensions import SuspensionForm
from screening.models import Suspension
from screening.policies import check_may_suspend


@confirmed
@requires("screening.revoke_enterprise")
def suspension_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Suspend the qualification of an enterprise of the own customs office."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    if request.method == "GET":
        check_may_suspend(enterprise, request.user)
    form = SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        suspend = partial(suspend_enterprise, enterprise=enterprise, **form.cleaned_data, by=request.user)
        if run_action(request, suspend, _suspended):
            return redirect(enterprise)
    return render(request, "screening/suspension_form.html", {"form": form, "enterprise": enterprise})


def _suspended(suspension: Suspension) -> Confirmation:
    return Confirmation(
        f"已暂停{suspension.enterprise}的联合激励资格",
        number=suspension.document_number,
        follows=["各成员单位将收到通报，暂停期间不能登记新的措施实施", "公众不再看到该企业及其案例"],
        links=[
            ("查看依据", reverse("screening:standing_detail", args=[suspension.enterprise.uscc])),
            ("解除暂停", reverse("screening:suspension_lift", args=[suspension.pk])),
        ],
    )
