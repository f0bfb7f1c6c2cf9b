"""解除暂停: a customs office lifts the suspension of the qualification of its enterprises."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.access import requires
from screening.actions.suspensions import approve_lifting, lift_suspension, reject_lifting
from screening.forms.suspensions import LiftingForm
from screening.models import Suspension
from screening.policies import check_may_lift
from screening.views.ends import EndPage, approve_on_page, end_on_page, reject_on_page

LIFTING = EndPage(
    address="screening:suspension_lift",
    answer_address="screening:lifting",
    form=LiftingForm,
    check_may=check_may_lift,
    noun="解除暂停",
    begun="暂停",
    ended="解除",
    act="解除暂停{}的联合激励资格",
    number="lift_document",
    note="经查属实、应当取消资格的，不必先解除，直接取消即可",
    follows="没有其他情形影响资格的，各成员单位将收到通报，可以继续适用激励措施",
    unchanged=("资格仍在暂停", "需要解除的，可以重新提请"),
)


@requires("screening.revoke_enterprise")
def suspension_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the suspension of an enterprise of the own customs office."""
    suspension = _suspension_of(pk)
    return end_on_page(request, suspension, LIFTING, partial(lift_suspension, suspension=suspension, by=request.user))


@require_POST
@requires("screening.revoke_enterprise")
def lifting_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposed lifting as a second officer of the customs office."""
    suspension = _suspension_of(pk)
    approve = partial(approve_lifting, suspension=suspension, by=request.user)
    return approve_on_page(request, suspension, LIFTING, approve)


@require_POST
@requires("screening.revoke_enterprise")
def lifting_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject the proposed lifting, or withdraw one's own."""
    suspension = _suspension_of(pk)
    return reject_on_page(request, suspension, LIFTING, partial(reject_lifting, suspension=suspension, by=request.user))


def _suspension_of(pk: int) -> Suspension:
    """Return the suspension; raise Http404 for an unknown one."""
    related = ("enterprise", "approval__proposed_by", "replaced_by")
    return get_object_or_404(Suspension.objects.select_related(*related), pk=pk)
