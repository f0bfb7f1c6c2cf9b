"""What is answered to a form that an old page posts, and the button that erases a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from drafts.keys import FormKey, read_key
from drafts.models import Cause, Draft
from drafts.store import keep_draft, owners_of


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
    """Erase a draft of one's own, and show its page with an empty form."""
    draft = get_object_or_404(Draft, user=request.user, pk=pk)
    draft.delete()
    return redirect(draft.page)
