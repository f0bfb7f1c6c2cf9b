"""企业移交: list and show transfers between the customs offices; agree to, decline and withdraw them."""

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from roster.actions.transfers import agree_to_transfer, decline_transfer, withdraw_transfer
from roster.filters import TransferFilter
from roster.forms import TransferReasonForm
from roster.models import Transfer
from roster.policies import check_may_agree, check_may_withdraw_transfer

COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "移出海关": attrgetter("from_office.name"),
    "移入海关": attrgetter("to_office.name"),
    "提出人": attrgetter("requested_by.full_name"),
    "提出时间": attrgetter("requested_at"),
    "状态": methodcaller("get_state_display"),
    "办理时间": attrgetter("settled_at"),
    "理由": attrgetter("reason"),
}
DONE = {"decline": "已退回移交请求", "withdraw": "已撤回移交请求"}


def _transfers(request: HttpRequest) -> Table:
    related = ("certification__enterprise", "from_office", "to_office", "requested_by")
    transfers = Transfer.objects.for_user(request.user).select_related(*related)
    shown = TransferFilter(request.GET, queryset=transfers, request=request)
    return Table("企业移交", shown.qs, COLUMNS, shown)


@require_safe
@requires("roster.view_rostersubmission")
@downloadable(_transfers)
def transfer_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the transfers that the reader may see, the newest first."""
    return render_list(request, "roster/transfer_list.html", table)


@require_safe
@requires("roster.view_rostersubmission")
def transfer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer, with the forms by which the two offices settle it."""
    return _show(request, own_transfer(request, pk), {})


def _show(request: HttpRequest, transfer: Transfer, posted: Mapping[str, TransferReasonForm]) -> HttpResponse:
    """Show the transfer; `posted` has the refused form of an act."""
    may_decide = request.user.has_perm("roster.decide_transfer")
    agrees = may_decide and not denial_of(partial(check_may_agree, transfer, request.user))
    withdraws = may_decide and not denial_of(partial(check_may_withdraw_transfer, transfer, request.user))
    forms = {act: posted.get(act) or TransferReasonForm(auto_id=f"{act}_%s") for act in DONE}
    context = {
        "transfer": transfer,
        "may_agree": agrees,
        "decline_form": forms["decline"] if agrees else None,
        "withdraw_form": forms["withdraw"] if withdraws else None,
    }
    return render(request, "roster/transfer_detail.html", context)


def own_transfer(request: HttpRequest, pk: int) -> Transfer:
    """Return a transfer that this user may see; raise Http404 otherwise."""
    related = ("certification__enterprise", "from_office", "to_office", "requested_by", "settled_by")
    transfers = Transfer.objects.for_user(request.user).select_related(*related, "row__submission", "settled_with")
    return get_object_or_404(transfers, pk=pk)


@require_POST
@requires("roster.decide_transfer")
def transfer_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that the enterprise moves to the roster of the other office."""
    transfer = own_transfer(request, pk)
    done = _settled(transfer, "已同意移交", f"{transfer.enterprise}已移至{transfer.to_office}的名单，资格不受影响")
    run_action(request, partial(agree_to_transfer, transfer=transfer, by=request.user), done)
    return redirect("roster:transfer_detail", pk)


@require_POST
@requires("roster.decide_transfer")
def transfer_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline the transfer, with a reason for the other office."""
    return _settle_with_reason(request, pk, "decline", decline_transfer)


@require_POST
@requires("roster.decide_transfer")
def transfer_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a request of one's own office, with a reason."""
    return _settle_with_reason(request, pk, "withdraw", withdraw_transfer)


def _settle_with_reason(request: HttpRequest, pk: int, act: str, settle: Callable[..., None]) -> HttpResponse:
    transfer = own_transfer(request, pk)
    form = TransferReasonForm(request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show(request, transfer, {act: form})
    done = _settled(transfer, DONE[act], f"企业仍在{transfer.from_office}的名单上，对方可以看到理由")
    run_action(request, partial(settle, transfer=transfer, **form.cleaned_data, by=request.user), done)
    return redirect("roster:transfer_detail", pk)


def _settled(transfer: Transfer, done: str, follows: str) -> Confirmation:
    links = [("企业移交列表", reverse("roster:transfer_list")), ("企业页", transfer.enterprise.get_absolute_url())]
    return Confirmation(f"{done}：{transfer.enterprise}", number=transfer.number, follows=[follows], links=links)
