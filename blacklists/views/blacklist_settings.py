"""“黑名单”领域: create a blacklist, declare that it is not yet in use."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from blacklists.actions.blacklist_declaration import declare_unused, withdraw_declaration
from blacklists.actions.blacklist_settings import create_blacklist
from blacklists.forms import BlacklistForm, DeclarationForm
from blacklists.models import Blacklist
from blacklists.views.blacklists import show_refused_declaration
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation


@requires("blacklists.change_blacklist")
def blacklist_create(request: HttpRequest) -> HttpResponse:
    """Create a blacklist."""
    form = BlacklistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_blacklist, code=form.cleaned_data["code"], data=form.cleaned_data, by=request.user)
        if created := run_action(request, create, _created):
            return redirect("blacklists:blacklist_detail", created.result.code)
    return render(request, "blacklists/blacklist_form.html", {"form": form, "blacklist": None})


def _created(blacklist: Blacklist) -> Confirmation:
    links = [("导入“黑名单”", reverse("blacklists:import_create")), *_links(blacklist)]
    return Confirmation(f"已新增领域：{blacklist}", follows=["现在可以导入它的“黑名单”"], links=links)


def _links(blacklist: Blacklist) -> list[tuple[str, str]]:
    return [
        (f"“黑名单”{blacklist}", reverse("blacklists:blacklist_detail", args=[blacklist.code])),
        ("“黑名单”和导入记录", reverse("blacklists:blacklist_list")),
    ]


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_declare_unused(request: HttpRequest, code: str) -> HttpResponse:
    """Declare that a blacklist is not yet in use."""
    return _declare(request, code, declare_unused, "已声明该领域尚未启用")


@require_POST
@requires("blacklists.change_blacklist")
def blacklist_withdraw_declaration(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw the declaration that a blacklist is not yet in use."""
    return _declare(request, code, withdraw_declaration, "已撤回声明")


def _declare(request: HttpRequest, code: str, act: Callable[..., Blacklist], title: str) -> HttpResponse:
    blacklist = get_object_or_404(Blacklist, code=code)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return show_refused_declaration(request, code, form)
    done = Confirmation(f"{title}：{blacklist}", follows=["在册企业的资格已重新认定"], links=_links(blacklist))
    run_action(request, partial(act, blacklist=blacklist, reason=form.cleaned_data["reason"], by=request.user), done)
    return redirect("blacklists:blacklist_detail", code)
