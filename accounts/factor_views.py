"""Pages of the second factor, and the page on which a person shows once more who they are."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public, requires, signed_in
from accounts.actions import enroll_factor, renew_recovery_codes
from accounts.factors import (
    NEW_KEY,
    PENDING,
    VERIFIED,
    fault_of,
    fault_of_new,
    has_factor,
    new_key,
    pending_sign_in,
    qr_code,
    recovery_codes_left,
    written_key,
)
from accounts.forms import ConfirmForm, FactorForm
from accounts.models import User
from accounts.resets import show_resets
from accounts.steps import CONFIRM_FOR, CONFIRM_PAGE, is_confirmed, keep_once, note_confirmed, take_once
from accounts.tokens import ISSUED

# The session holds the new recovery codes until the next page shows them.
NEW_CODES = "new_recovery_codes"
BACKEND = "accounts.backends.AccountBackend"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def factor_check(request: HttpRequest) -> HttpResponse:
    """Ask the user who has given the password for the second factor, and sign them in."""
    pending = pending_sign_in(request)
    if pending is None:
        return redirect("accounts:login")
    user, address = pending
    form = FactorForm(request.POST or None, request=request, user=user, check=partial(fault_of, user))
    if form.is_valid():
        _sign_in(request, user)
        return redirect(address)
    return render(request, "accounts/factor_check.html", {"form": form})


@transaction.atomic
def _sign_in(request: HttpRequest, user: User) -> None:
    del request.session[PENDING]
    login(request, user, backend=BACKEND)
    request.session[VERIFIED] = True
    show_resets(request, user)
    if left := recovery_codes_left(user):
        if left < 3:
            messages.warning(request, f"您的备用码只剩{left}个，请在“第二重验证”页面更换。")
    else:
        messages.warning(request, "您的备用码已用完，请在“第二重验证”页面更换。")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up one's second factor, or replace its recovery codes."""
    return _show_factor(request) if has_factor(request.user) else _set_up(request)


def _set_up(request: HttpRequest) -> HttpResponse:
    # Otherwise whoever finds an open session could bind it to another phone.
    if not is_confirmed(request):
        request.session[CONFIRM_PAGE] = request.path
        return redirect("accounts:confirm")
    key = new_key(request)
    form = FactorForm(request.POST or None, request=request, user=request.user, check=partial(fault_of_new, key))
    if form.is_valid():
        keep_once(request, NEW_CODES, enroll_factor(user=request.user, key=key, by=request.user))
        request.session[VERIFIED] = True
        del request.session[NEW_KEY]
        return redirect("accounts:recovery_codes")
    context = {"form": form, "qr_code": qr_code(request.user, key), "key": written_key(key)}
    return render(request, "accounts/factor_set_up.html", context)


def _show_factor(request: HttpRequest) -> HttpResponse:
    form = FactorForm(request.POST or None, request=request, user=request.user, check=partial(fault_of, request.user))
    if form.is_valid():
        keep_once(request, NEW_CODES, renew_recovery_codes(user=request.user, by=request.user))
        request.session[VERIFIED] = True
        return redirect("accounts:recovery_codes")
    return render(request, "accounts/factor.html", {"form": form, "left": recovery_codes_left(request.user)})


@require_safe
@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the new recovery codes, once."""
    return render(request, "accounts/recovery_codes.html", {"codes": take_once(request, NEW_CODES)})


@require_safe
@requires("accounts.add_apitoken")
def token_issued(request: HttpRequest) -> HttpResponse:
    """Show the new token of the API, once."""
    return render(request, "accounts/token_issued.html", {"token": take_once(request, ISSUED)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password, or the second factor, again before an act with consequences."""
    user = request.user
    form = (
        FactorForm(request.POST or None, request=request, user=user, check=partial(fault_of, user))
        if has_factor(user)
        else ConfirmForm(request.POST or None, request=request, user=user)
    )
    if form.is_valid():
        return redirect(note_confirmed(request))
    return render(request, "accounts/confirm.html", {"form": form, "minutes": CONFIRM_FOR.seconds // 60})
