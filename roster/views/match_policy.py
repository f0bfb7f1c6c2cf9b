"""比对规则: what is set about possible matches, and who set it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import requires
from accounts.lists import page_of
from roster.actions.match_policy import change_match_policy
from roster.forms import MatchPolicyForm
from roster.models import MatchPolicy
from roster.models.match_policy import SecondPerson


@requires("roster.view_screening")
def match_policy(request: HttpRequest) -> HttpResponse:
    """The settings in force, a form to change them, and their earlier versions."""
    if request.method == "POST" and not request.user.has_perm("roster.change_matchpolicy"):
        raise PermissionDenied
    policy = MatchPolicy.current()
    form = MatchPolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        change_match_policy(
            second_person=SecondPerson(form.cleaned_data["second_person"]),
            term_working_days=form.cleaned_data["term_working_days"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, "比对规则已修改，对此后的核实生效。")
        return redirect("roster:match_policy")
    versions = policy.events.select_related("changed_by").order_by("-pgh_id")
    context = {"policy": MatchPolicy.current(), "form": form, "page": page_of(request, versions)}
    return render(request, "roster/match_policy.html", context)
