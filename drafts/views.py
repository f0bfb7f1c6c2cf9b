"""What is answered to a form that an old page posts, and the button that erases a draft."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from drafts.keys import FormKey, read_key
from drafts.models import Cause, Draft
from drafts.store import chosen_files, keep_draft, owners_of, repeatable_fields
from foundation.web import error_views
from foundation.web.bodies import SMALL
from foundation.web.problems import is_api


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token against forged requests is not the current one (the setting CSRF_FAILURE_VIEW).

    A sign-in renews the token, so that a page that was open before posts an old one.
    """
    return answer_old_page(request, read_key(request))


def answer_old_page(request: HttpRequest, key: FormKey | None) -> HttpResponse:
    """Keep what an old page posts, for the user to whom it was shown, and show that user the page again.

    Somebody else who has signed in on this browser since then sees nothing of it. Without a key that the portal signed
    nothing is kept: the request may be forged.
    """
    if key is None:
        return render(request, "403_csrf.html", status=403)
    is_own = key.user == request.user.pk
    is_kept = is_own or key.user in owners_of(request)
    if is_kept:
        keep_draft(request, key, Cause.EXPIRED)
    if not is_own:
        return render(request, "drafts/other_user.html", {"is_kept": is_kept}, status=403)
    messages.warning(request, "页面已过期，提交未完成。")
    return redirect(key.page)


@require_POST
@signed_in
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase one of the user's own drafts, and show the page with the button again: that of the form, or a list."""
    draft = get_object_or_404(Draft, user=request.user, pk=pk)
    draft.delete()
    key = read_key(request)
    return redirect(key.page if key else draft.page)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request whose view raised an unexpected exception (handler500).

    Without the database nothing can be kept. The page itself has what a form posted, to be sent again; its key is the
    same, so that an act that was stored after all is not done twice.
    """
    response = error_views.server_error(request)
    if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE or request.method != "POST" or is_api(request):
        return response
    if _has_form(request):
        context = {"action": request.path, "fields": repeatable_fields(request), "files": chosen_files(request)}
        response.content = render_to_string("drafts/send_again.html", context)
    return response


def _has_form(request: HttpRequest) -> bool:
    """Whether the request posts a form of the portal; of one that nobody could read, only a small body is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not hasattr(request, "_post") and not (length.isdecimal() and int(length) <= SMALL):
        return False
    try:
        return read_key(request) is not None
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return False
