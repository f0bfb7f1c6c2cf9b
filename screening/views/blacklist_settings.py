"""“黑名单”领域: change a blacklist, after its consequences for standings were shown."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from blacklists.actions.blacklist_settings import change_blacklist
from blacklists.forms import BlacklistForm
from blacklists.models import Blacklist
from foundation.web.actions import run_action
from screening.actions.blacklist_switch import affected_by_switch


@requires("blacklists.change_blacklist")
def blacklist_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a blacklist; the switch between excluding and hint only is shown with its consequences first."""
    blacklist = get_object_or_404(Blacklist, code=code)
    excludes = blacklist.excludes
    form = BlacklistForm(request.POST or None, instance=blacklist)
    if request.method == "POST" and form.is_valid():
        is_switched = form.cleaned_data["excludes"] != excludes
        if is_switched and "confirmed" not in request.POST:
            affected = affected_by_switch(blacklist)
            context = {"form": form, "blacklist": blacklist, "affected": affected, "excludes": not excludes}
            return render(request, "screening/blacklist_switch.html", context)
        change = partial(
            change_blacklist,
            blacklist=blacklist,
            data=form.cleaned_data,
            switch_confirmed="confirmed" in request.POST,
            by=request.user,
        )
        if run_action(request, change, "已保存。"):
            return redirect("blacklists:blacklist_detail", code)
    return render(request, "blacklists/blacklist_form.html", {"form": form, "blacklist": blacklist})
