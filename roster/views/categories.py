"""“黑名单”领域: the credit administrator opens a list and says what it does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from roster.actions.categories import change_blacklist, create_blacklist, touched_by_switch
from roster.forms import BlacklistForm
from roster.models import Blacklist
from roster.tasks import kick, screen_waiting


@requires("roster.change_blacklist")
def blacklist_create(request: HttpRequest) -> HttpResponse:
    """Open a list of one more sector."""
    form = BlacklistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        blacklist = create_blacklist(code=form.cleaned_data["code"], said=form.cleaned_data, by=request.user)
        messages.success(request, "已新增领域，现在可以导入它的“黑名单”。")
        return redirect("roster:blacklist_detail", blacklist.code)
    return render(request, "roster/blacklist_form.html", {"form": form})


@requires("roster.change_blacklist")
def blacklist_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a list; the switch between excluding and hint only is shown with its consequences first."""
    blacklist = get_object_or_404(Blacklist, code=code)
    excludes = blacklist.excludes
    form = BlacklistForm(request.POST or None, instance=blacklist)
    if request.method == "POST" and form.is_valid():
        is_switched = form.cleaned_data["excludes"] != excludes
        if is_switched and "confirmed" not in request.POST:
            touched = touched_by_switch(blacklist)
            context = {"form": form, "blacklist": blacklist, "touched": touched, "excludes": not excludes}
            return render(request, "roster/blacklist_switch.html", context)
        change_blacklist(
            blacklist=blacklist,
            said=form.cleaned_data,
            switch_confirmed="confirmed" in request.POST,
            by=request.user,
        )
        kick(screen_waiting)
        messages.success(request, "已保存。")
        return redirect("roster:blacklist_detail", code)
    return render(request, "roster/blacklist_form.html", {"form": form, "blacklist": blacklist})
