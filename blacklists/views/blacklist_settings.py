"""“黑名单”领域: create a blacklist."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import requires
from blacklists.actions.blacklist_settings import create_blacklist
from blacklists.forms import BlacklistForm
from foundation.web.actions import run_action


@requires("blacklists.change_blacklist")
def blacklist_create(request: HttpRequest) -> HttpResponse:
    """Create a blacklist."""
    form = BlacklistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_blacklist, code=form.cleaned_data["code"], data=form.cleaned_data, by=request.user)
        if created := run_action(request, create, "已新增领域，现在可以导入它的“黑名单”。"):
            return redirect("blacklists:blacklist_detail", created.result.code)
    return render(request, "blacklists/blacklist_form.html", {"form": form, "blacklist": None})
