"""“黑名单”领域: create a blacklist, declare that it is not yet in use."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from blacklists.actions.blacklist_declaration import declare_unused, withdraw_declaration
from blacklists.actions.blacklist_settings import create_blacklist
from blacklists.forms import BlacklistForm, DeclarationForm
from blacklists.models import Blacklist
from blacklists.views.blacklists import show_refused_declaration
from foundation.web.actions import refuse, run_action


@requires("blacklists.change_blacklist")
def blacklist_create(request: HttpRequest) -> HttpResponse:
    """Create a blacklist."""
    form = BlacklistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_blacklist, code=form.cleaned_data["code"], data=form.cleaned_data, by=request.user)
        if created := run_action(request, create, "已新增领域，现在可以导入它的“黑名单”。"):
            return redirect("blacklists:blacklist_detail", created.result.code)
    return render(request, "blacklists/blacklist_form.html", {"form": form, "blacklist": None})


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_declare_unused(request: HttpRequest, code: str) -> HttpResponse:
    """Declare that a blacklist is not yet in use."""
    return _declare(request, code, declare_unused, "已声明该领域尚未启用，在册企业的资格已重新认定。")


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_withdraw_declaration(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw the declaration that a blacklist is not yet in use."""
    return _declare(request, code, withdraw_declaration, "已撤回声明，在册企业的资格已重新认定。")


def _declare(request: HttpRequest, code: str, act: Callable[..., Blacklist], done: str) -> HttpResponse:
    blacklist = get_object_or_404(Blacklist, code=code)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return show_refused_declaration(request, code, form)
    run_action(request, partial(act, blacklist=blacklist, reason=form.cleaned_data["reason"], by=request.user), done)
    return redirect("blacklists:blacklist_detail", code)
