"""The headings that officers mapped to columns: see which ones are remembered, and forget them."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from foundation.web.actions import run_action
from roster.actions.submissions import forget_heading
from roster.models import RosterHeading


@require_safe
@requires("roster.view_rostersubmission")
def heading_list(request: HttpRequest) -> HttpResponse:
    """List the remembered headings of the offices that the user may see."""
    headings = RosterHeading.objects.for_user(request.user).select_related("office", "set_by")
    return render(request, "roster/heading_list.html", {"headings": headings.order_by("office", "key", "title")})


@require_POST
@requires("roster.add_rostersubmission")
def heading_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a heading of the user's own office."""
    alias = get_object_or_404(RosterHeading.objects.for_user(request.user), pk=pk)
    forget = partial(forget_heading, alias=alias, by=request.user)
    run_action(request, forget, f"已忘记表头“{alias.heading}”，以后的文件不再照此识别。")
    return redirect("roster:heading_list")
