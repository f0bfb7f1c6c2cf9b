"""比对规则: the match policy, its changes and trials of thresholds."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from foundation.web.lists import paginate
from screening.actions.match_policy import (
    apply_thresholds,
    approve_policy,
    change_match_policy,
    reject_policy,
    try_thresholds,
)
from screening.actions.screenings import current_input_versions
from screening.forms.hits import HitReasonForm
from screening.forms.match_policy import ApplyThresholdsForm, MatchPolicyForm, ThresholdsForm
from screening.models import MatchPolicy, Screening
from screening.models.match_policy import Act, ApprovalRule, proposed_rule
from screening.policies import check_may_apply_thresholds


@requires("screening.view_screening")
def match_policy(request: HttpRequest) -> HttpResponse:
    """Show the settings in force, a form to change them, and their earlier versions."""
    if request.method == "POST" and not request.user.has_perm("screening.change_matchpolicy"):
        raise PermissionDenied
    policy = MatchPolicy.current()
    form = MatchPolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        change = partial(
            change_match_policy,
            approval_rule=ApprovalRule(form.cleaned_data["approval_rule"]),
            term_working_days=form.cleaned_data["term_working_days"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if run_action(request, change, _changed):
            return redirect("screening:match_policy")
    return _show(request, form, HitReasonForm())


def _show(request: HttpRequest, form: MatchPolicyForm, reason_form: HitReasonForm) -> HttpResponse:
    policy = MatchPolicy.current()
    versions = policy.events.select_related("changed_by", "approval").order_by("-pgh_id")
    page = paginate(request, versions)
    context = {
        "policy": policy,
        "proposed_rule": proposed_rule(policy.approval) if policy.approval else None,
        "form": form,
        "reason_form": reason_form,
        "page": page,
        "versions": [(version, _proposed_rule_of(version)) for version in page],
    }
    return render(request, "screening/match_policy.html", context)


def _changed(policy: MatchPolicy) -> Confirmation:
    if policy.has_proposal:
        return _done("已提出修改比对规则", "另一名信用管理人员复核同意后生效，在此之前可以撤回")
    return _done("比对规则已修改", "对此后的核实生效")


def _done(done: str, follows: str) -> Confirmation:
    return Confirmation(done, follows=[follows], links=[("比对命中", reverse("screening:hit_list"))])


def _proposed_rule_of(version: Any) -> ApprovalRule | None:
    """The rule that this version of the policy proposed; None for other versions."""
    return proposed_rule(version.approval) if version.act == Act.PROPOSED else None


@require_POST
@requires("screening.change_matchpolicy")
def match_policy_approve(request: HttpRequest) -> HttpResponse:
    """Approve the proposed change as a second user."""
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_policy, expected_version=version, by=request.user)
    run_action(request, approve, _done("已复核同意，比对规则已修改", "对此后的核实生效"))
    return redirect("screening:match_policy")


@require_POST
@requires("screening.change_matchpolicy")
def match_policy_reject(request: HttpRequest) -> HttpResponse:
    """Reject the proposed change, or withdraw one's own."""
    form = HitReasonForm(request.POST)
    policy = MatchPolicy.current()
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show(request, MatchPolicyForm(instance=policy), form)
    is_own = policy.approval is not None and policy.approval.proposed_by == request.user
    version = parameters(VersionForm(request.POST))["version"]
    reject = partial(reject_policy, expected_version=version, by=request.user)
    done = _done("已撤回修改" if is_own else "已退回修改", "比对规则没有改变")
    run_action(request, partial(reject, reason=form.cleaned_data["reason"]), done)
    return redirect("screening:match_policy")


@requires("screening.change_matchpolicy")
def thresholds_trial(request: HttpRequest) -> HttpResponse:
    """Request a trial of other thresholds, which computes the changes without making them."""
    policy = MatchPolicy.current()
    today = {"review_threshold": policy.review_threshold, "ignore_below": policy.ignore_below}
    form = ThresholdsForm(request.POST or None, initial=today)
    if request.method == "POST" and form.is_valid():
        run_trial = partial(try_thresholds, **form.cleaned_data, by=request.user)
        if tried := run_action(request, run_trial, ""):
            return redirect("screening:screening_detail", tried.result.pk)
    return render(request, "screening/thresholds_trial.html", {"policy": policy, "form": form})


def _applied(screening: Screening) -> Confirmation:
    return _done("分值已修改", f"{screening}正在按新的分值比对全部企业和条目，进度和结果在本页")


@requires("screening.change_matchpolicy")
def thresholds_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the thresholds of a trial into force, with a reason."""
    trial = get_object_or_404(Screening, pk=pk)
    policy = MatchPolicy.current()
    form = ApplyThresholdsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        apply = partial(apply_thresholds, trial=trial, reason=form.cleaned_data["reason"], by=request.user)
        if applied := run_action(request, apply, _applied):
            return redirect("screening:screening_detail", applied.result.pk)
    if request.method == "GET":
        check_may_apply_thresholds(trial, policy=policy, input_versions=current_input_versions(), user=request.user)
    context = {"policy": policy, "trial": trial, "form": form}
    return render(request, "screening/thresholds_apply.html", context)
