"""“黑名单”领域: change a blacklist, and switch its effect by two users, after the consequences were shown."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from blacklists.actions.blacklist_settings import change_blacklist
from blacklists.actions.effect_proposals import approve_proposal, propose_switch, reject_proposal
from blacklists.forms import BlacklistForm, EffectForm, SwitchForm
from blacklists.models import Blacklist
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from screening.actions.affected_hits import affected_by_proposal, consequences_of_switch
from screening.forms.hits import HitReasonForm


@requires("blacklists.change_blacklist")
def blacklist_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the settings of a blacklist."""
    blacklist = get_object_or_404(Blacklist, code=code)
    form = BlacklistForm(request.POST or None, instance=blacklist)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        change = partial(change_blacklist, blacklist=blacklist, data=form.cleaned_data, reason=reason, by=request.user)
        if run_action(request, change, partial(_changed, "entry_months" in form.changed_data)):
            return redirect("blacklists:blacklist_detail", code)
    return render(request, "blacklists/blacklist_form.html", {"form": form, "blacklist": blacklist})


def _changed(changes_term: bool, blacklist: Blacklist) -> Confirmation:
    """What follows changed settings; a shorter term waits for a second user."""
    waits = changes_term and blacklist.approval_id is not None
    if waits:
        follows = "缩短条目有效期已提请另一名信用管理人员复核，同意后生效"
    elif changes_term:
        follows = "条目的到期日和所涉企业的资格已重新认定"
    else:
        follows = "随即生效，条目没有改变"
    return Confirmation(f"已保存设置：{blacklist}", follows=[follows], links=_links(blacklist))


@requires("blacklists.change_blacklist")
def blacklist_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Show the effect of a blacklist with a form to propose the other one, or the proposal that waits for approval.

    The proposal is a switch, or a shorter term of the entries.
    """
    blacklist = get_object_or_404(Blacklist.objects.select_related("approval__proposed_by"), code=code)
    is_post = request.method == "POST"
    excludes = parameters(EffectForm(request.POST))["excludes"] if is_post else not blacklist.excludes
    form = SwitchForm(request.POST or None, excludes=excludes)
    if is_post and form.is_valid():
        propose = partial(propose_switch, blacklist=blacklist, excludes=excludes, **form.cleaned_data, by=request.user)
        if run_action(request, propose, _proposed):
            return redirect("screening:blacklist_switch", code)
    return _show_switch(request, blacklist, form, HitReasonForm(), excludes=excludes)


def _proposed(blacklist: Blacklist) -> Confirmation:
    return Confirmation(
        f"已提请改变效力：{blacklist}",
        follows=["另一名信用管理人员复核同意后生效，在此之前可以撤回"],
        links=_links(blacklist),
    )


def _switched(blacklist: Blacklist) -> Confirmation:
    return Confirmation(
        f"已复核同意，该领域的效力已改变：{blacklist}",
        follows=["所涉企业的资格已重新认定，资格有变化的将通报各成员单位"],
        links=[("比对命中", reverse("screening:hit_list")), *_links(blacklist)],
    )


def _rejected(blacklist: Blacklist, *, is_own: bool) -> Confirmation:
    return Confirmation(
        f"已{'撤回' if is_own else '退回'}：{blacklist}",
        follows=["该领域的效力和条目有效期没有改变", "需要改变的，可以重新提请"],
        links=_links(blacklist),
    )


def _links(blacklist: Blacklist) -> list[tuple[str, str]]:
    return [(f"“黑名单”{blacklist}", reverse("blacklists:blacklist_detail", args=[blacklist.code]))]


def _show_switch(
    request: HttpRequest, blacklist: Blacklist, form: SwitchForm, reason_form: HitReasonForm, *, excludes: bool
) -> HttpResponse:
    change = blacklist.approval.change if blacklist.approval else {"excludes": excludes}
    items, lost = consequences_of_switch(blacklist, excludes=change.get("excludes", blacklist.excludes))
    context = {
        "blacklist": blacklist,
        "change": change,
        "excludes": change.get("excludes"),
        "items": items,
        "lost": lost,
        "affected": affected_by_proposal(blacklist),
        "form": form,
        "reason_form": reason_form,
    }
    return render(request, "screening/blacklist_switch.html", context)


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_switch_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve the proposed switch as a second user."""
    blacklist = get_object_or_404(Blacklist, code=code)
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_proposal, blacklist=blacklist, expected_version=version, by=request.user)
    run_action(request, approve, _switched)
    return redirect("screening:blacklist_switch", code)


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_switch_reject(request: HttpRequest, code: str) -> HttpResponse:
    """Reject the proposed switch, or withdraw one's own."""
    blacklist = get_object_or_404(Blacklist.objects.select_related("approval__proposed_by"), code=code)
    form = HitReasonForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        excludes = not blacklist.excludes
        return _show_switch(request, blacklist, SwitchForm(excludes=excludes), form, excludes=excludes)
    is_own = blacklist.approval is not None and blacklist.approval.proposed_by_id == request.user.pk
    version, reason = parameters(VersionForm(request.POST))["version"], form.cleaned_data["reason"]
    reject = partial(reject_proposal, blacklist=blacklist, expected_version=version, reason=reason, by=request.user)
    run_action(request, reject, _rejected(blacklist, is_own=is_own))
    return redirect("screening:blacklist_switch", code)
