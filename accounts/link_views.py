"""Pages of the links by which people choose their password."""

from functools import partial
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public, requires
from accounts.actions import choose_password
from accounts.forms import LinkForm, LinkPasswordForm
from accounts.links import MADE, OPENED, code_of, holder_of_code
from accounts.lock_out import Party, count_failure, lock_out_message, locked_until
from accounts.models import PasswordLink
from accounts.steps import take_once
from audit.recording import record_read
from audit.types import EventType
from foundation.encryption import hash_of
from foundation.web.actions import run_action
from foundation.web.forms import parameters


@public
@require_http_methods(["GET", "HEAD", "POST"])
def password_link(request: HttpRequest) -> HttpResponse:
    """Choose the password of an account by a link, and by a code where somebody handed the link over.

    The address of the link is left at once for one without its token, which is then in no history and no referrer.
    """
    if token := parameters(LinkForm(request.GET))["token"]:
        return _open(request, hash_of(token))
    sha256 = request.session.get(OPENED, "")
    link = PasswordLink.objects.open().select_related("user__department").filter(sha256=sha256).first()
    if link is None:
        return _show(request, status=HTTPStatus.NOT_FOUND)
    form = LinkPasswordForm(request.POST or None, request=request, link=link)
    if form.is_valid():
        choose = partial(choose_password, link=link, password=form.cleaned_data["new_password1"])
        if run_action(request, choose, "密码已设置，请登录。"):
            del request.session[OPENED]
            return redirect("accounts:login")
    holder = holder_of_code(link) if link.needs_code else ""
    return _show(request, link=link, form=form, holder=holder)


def _open(request: HttpRequest, sha256: str) -> HttpResponse:
    """Note the link in the session; one that does not exist counts like a wrong password of the address."""
    party = Party.of(request, sha256)
    if until := locked_until(party):
        return _show(request, wait=lock_out_message(until), status=HTTPStatus.TOO_MANY_REQUESTS)
    if PasswordLink.objects.open().filter(sha256=sha256).exists():
        request.session[OPENED] = sha256
    else:
        count_failure(party)
        request.session.pop(OPENED, None)
    return redirect("accounts:password_link")


def _show(request: HttpRequest, *, status: int = HTTPStatus.OK, **context: object) -> HttpResponse:
    shown = {"link": None, "form": None, "holder": "", "wait": "", **context}
    return render(request, "accounts/password_link.html", shown, status=status)


@require_safe
@requires("accounts.change_user")
def link_made(request: HttpRequest) -> HttpResponse:
    """Show the administrator the link to hand over, once."""
    return render(request, "accounts/link_made.html", {"made": take_once(request, MADE)})


@require_safe
@requires("accounts.view_passwordcode")
def code_list(request: HttpRequest) -> HttpResponse:
    """List the codes that the user passes on to the people who have a link."""
    links = PasswordLink.objects.with_code_for(request.user).select_related("user__department", "made_by")
    for link in links:
        record_read(EventType.PASSWORD_CODE_VIEWED, target=link.user, by=request.user)
    return render(request, "accounts/code_list.html", {"codes": [(link, code_of(link)) for link in links]})
