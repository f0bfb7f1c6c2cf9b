"""The middleware that keeps what was posted and not accepted, and the one that lets a submission act once.

The second one also saves a draft, where a form is posted by its button «存为草稿».
"""

from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from time import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.access import PUBLIC, access_of
from accounts.sessions import SessionStore
from drafts.filling import fill, show_files, with_note
from drafts.keys import FormKey, is_form_posted, note_acted, read_key, submission_key
from drafts.models import KEPT, SAVED_KEPT, Cause, Draft, UsedKey
from drafts.store import (
    HAS_DRAFTS,
    MOST_DRAFTS,
    asks_to_save,
    forget_draft,
    give_cookie,
    give_kept_files,
    has_most_saved,
    keep_draft,
    owners_of,
)
from drafts.views import answer_old_page
from foundation.web.actions import is_refused, unsent_fields
from foundation.web.confirmations import CONFIRMATION
from foundation.web.problems import is_api

# The session holds when its browser got the draft cookie: with the first form that it posts, which is that of signing
# in, and again after half of the cookie's time.
GIVEN = "draft_cookie_given"
RENEWED_SECONDS = KEPT.total_seconds() / 2


class DraftMiddleware:
    """Keep what was posted and not accepted, and fill the form with it when its page is shown again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_signed_out", False) and not owners_of(request):
            response.delete_cookie(settings.DRAFT_COOKIE_NAME, samesite="Lax")
        if is_api(request) or not request.user.is_authenticated:
            return response
        if key := getattr(request, "form_key", None):
            response = _after_form(request, response, key)
        elif request.method == "GET" and request.session.get(HAS_DRAFTS):
            _fill_page(request, response)
        if request.method == "POST" and time() - request.session.get(GIVEN, 0) > RENEWED_SECONDS:
            request.session[GIVEN] = time()
            _set_cookie(response, give_cookie(request))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Keep what is posted after the session has ended, and lead to signing in and back to the form.

        The body is read only for a browser on which somebody was signed in, and within the limit of the view.
        """
        assert request.resolver_match is not None
        is_open = is_api(request) or access_of(request.resolver_match) in (PUBLIC, None)
        if request.method != "POST" or is_open or request.user.is_authenticated:
            return None
        owners = owners_of(request)
        key = read_key(request) if owners else None
        if key is None or key.user not in owners:
            return None
        keep_draft(request, key, Cause.SIGNED_OUT)
        messages.warning(request, "登录已超时，提交未完成。已为您保留所填内容24小时，请登录后继续。")
        return redirect_to_login(key.page)


def _after_form(request: HttpRequest, response: HttpResponse, key: FormKey) -> HttpResponse:
    """Keep what the form posted and did not act on, and say so where the answer does not show the form."""
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST and _has_acted(request, response):
        if names := unsent_fields(request):
            keep_draft(request, key, Cause.UNSENT, only=names)
        return response
    failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    draft = keep_draft(request, key, Cause.FAILED if failed else Cause.REFUSED)
    if failed:
        _note_drafts(request)
    if status == HTTPStatus.OK:
        _rewrite(response, lambda html: show_files(html, request.path, draft))
    elif status >= HTTPStatus.BAD_REQUEST:
        note = render_to_string("drafts/_kept_elsewhere.html", {"draft": draft})
        _rewrite(response, lambda html: with_note(html, note))
    return response


def _note_drafts(request: HttpRequest) -> None:
    """Note in the stored session that its user has drafts: Django stores no session after an error."""
    session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    session[HAS_DRAFTS] = True
    session.save()


def _has_acted(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the form did what it is for: such an answer leads elsewhere, without a refusal."""
    return response.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER) and not is_refused(request)


def _fill_page(request: HttpRequest, response: HttpResponse) -> None:
    """Fill the forms of the page with the drafts of its user."""
    if not _is_page(response):
        return
    drafts = list(Draft.objects.of_page(request.user, request.path, request.get_full_path()))
    if drafts:
        context = {"csrf_token": get_token(request)}
        _rewrite(response, lambda html: fill(html, request.path, drafts, context))


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")


def _rewrite(response: HttpResponse, edit: Callable[[str], str]) -> None:
    if _is_page(response):
        response.content = edit(response.content.decode(response.charset)).encode(response.charset)


class OneUseMiddleware:
    """Let a form that is posted several times act once, and give each request the first answer.

    What the view writes, and that the form has acted, are one transaction. The same submission, sent again meanwhile,
    waits for its end. A submission that is refused may be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            request.until_answered = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
            if key := getattr(request, "claimed_key", None):
                _end(request, response, key)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer a form that has acted; begin the transaction of one that has not."""
        if is_api(request) or not request.user.is_authenticated or not is_form_posted(request):
            return None
        key = read_key(request)
        if key is None or key.is_expired or key.user != request.user.pk:
            return answer_old_page(request, key)
        if asks_to_save(request):
            return _save(request, key)
        submission = submission_key(request, key)
        request.until_answered.enter_context(transaction.atomic())  # type: ignore[attr-defined]
        if first := _claim(submission):
            for level, text, tags in first.messages:
                messages.add_message(request, level, SafeString(text) if CONFIRMATION in tags else text, tags)
            return redirect(first.location)
        request.form_key, request.claimed_key = key, submission  # type: ignore[attr-defined]
        give_kept_files(request)
        return None


def _save(request: HttpRequest, key: FormKey) -> HttpResponse:
    """Keep what the form posts as a draft, as its button asks, and show the page again."""
    if has_most_saved(key):
        keep_draft(request, key, Cause.REFUSED)
        messages.error(request, f"草稿已有{MOST_DRAFTS}份，请先提交或清除其中的。所填内容为您保留24小时。")
    else:
        keep_draft(request, key, Cause.SAVED)
        messages.success(request, f"已存为草稿，保留{SAVED_KEPT.days}天，仅您本人可见。")
    return redirect(key.page)


def _claim(submission: UUID) -> UsedKey | None:
    """Claim the submission in the current transaction; return its row where it has acted before.

    The row of a transaction that has not ended is waited for, by the unique key.
    """
    UsedKey.objects.bulk_create([UsedKey(key=submission)], ignore_conflicts=True)
    row = UsedKey.objects.get(key=submission)
    return row if row.location else None


def _end(request: HttpRequest, response: HttpResponse, submission: UUID) -> None:
    """Store where the form led, with its messages; after a refusal it may be posted again."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        transaction.set_rollback(True)
    elif _has_acted(request, response):
        storage = messages.get_messages(request)
        shown = [(message.level, str(message), message.extra_tags or "") for message in storage]
        # They are still to be shown, on the page that follows.
        storage.used = False
        UsedKey.objects.filter(key=submission).update(location=response["Location"], messages=shown)
        forget_draft(request.form_key)  # type: ignore[attr-defined]
        note_acted(request, request.form_key)  # type: ignore[attr-defined]
    else:
        UsedKey.objects.filter(key=submission).delete()


def _set_cookie(response: HttpResponse, cookie: str) -> None:
    response.set_cookie(
        settings.DRAFT_COOKIE_NAME,
        cookie,
        max_age=KEPT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
