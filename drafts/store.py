"""Keeps what was posted and not accepted, and gives it back to the person who typed it."""

import re
import secrets
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from attachments.reading import may_be_kept
from drafts.keys import FORM_KEY, KEPT_FILE, FormKey
from drafts.models import SAVED, Cause, Draft, DraftCookie, DraftFile, DraftQuerySet
from foundation.encryption import hash_of
from foundation.web.forms import NOT_TYPED
from foundation.web.middleware import UNSTORABLE
from free_text.numbers import document_numbers, needed_or_not
from spreadsheets.person_names import is_person_name
from uploads.models import clean_filename

# Fields that are never kept: passwords, one-time codes and tokens.
SECRET = re.compile("password|token|otp|secret", re.IGNORECASE)
# Name and contact of an objector, which the portal keeps only encrypted.
PERSONAL = re.compile("objector_")
# The name of the button that saves a draft.
SAVE_DRAFT = "save_draft"
TECHNICAL = {NOT_TYPED, FORM_KEY, KEPT_FILE, SAVE_DRAFT}
# Cells of names that a person corrects (uploads/forms.py), which may name natural persons.
NAME_CELL = re.compile(r"cell-\d+-(?:name|other_names)")
# The session holds whether its user has drafts, so that a page without any asks nothing of the database.
HAS_DRAFTS = "has_drafts"
# The most unsaved drafts of one user, and the most saved ones. The oldest unsaved one is erased for a new one; another
# saved one is refused.
MOST_DRAFTS = 30


def keep_draft(request: HttpRequest, key: FormKey, cause: Cause, *, only: Collection[str] | None = None) -> Draft:
    """Keep what the request posts as the draft of the form, or only these fields; a draft of the form is replaced.

    A draft that replaces a saved one is saved as well, whatever the cause.
    """
    texts, left_out = _kept_texts(request, only)
    path = urlsplit(key.page).path
    with transaction.atomic():
        # One draft after the other: a second request waits here.
        list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk=key.user).values_list("pk"))
        files = [*_chosen_before(request, key.user), *_chosen(request)]
        if _of_form(key).filter(SAVED).exists():
            cause = Cause.SAVED
        forget_draft(key)
        left_out += [file.field for file in files if not file.content]
        draft = Draft.objects.create(
            user_id=key.user,
            path=path,
            page=key.page,
            form=key.form,
            action=request.path,
            fields=texts,
            left_out=left_out,
            cause=cause,
            kept_at=timezone.now(),
        )
        for file in files:
            file.pk, file.draft = None, draft
        DraftFile.objects.bulk_create(file for file in files if file.content)
        unsaved = Draft.objects.filter(~SAVED, user=key.user)
        newest = unsaved.order_by("-kept_at").values_list("pk", flat=True)[:MOST_DRAFTS]
        unsaved.exclude(pk__in=list(newest)).delete()
    if request.user.pk == key.user:
        request.session[HAS_DRAFTS] = True
    return draft


def repeatable_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the posted fields that a form may post again from another page: all but passwords, codes and tokens."""
    return [
        (name, text)
        for name, texts in request.POST.lists()
        if name == NOT_TYPED or not SECRET.search(name)
        for text in texts
    ]


def chosen_files(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields and the names of the posted files."""
    return [(field, clean_filename(file.name or "")) for field, files in request.FILES.lists() for file in files]


def _kept_texts(request: HttpRequest, only: Collection[str] | None) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Return the posted texts that may be kept, by name, and the names of those that may not."""
    kept, left_out = [], []
    for name, texts in request.POST.lists():
        if only is not None and name not in only:
            continue
        if name in TECHNICAL or SECRET.search(name) or UNSTORABLE.search(name) or document_numbers(name):
            continue
        if any(_is_private(name, text, is_needed=f"{name}-needed" in request.POST) for text in texts):
            left_out.append(name)
        else:
            kept.append((name, texts))
    return kept, left_out


def _is_private(name: str, text: str, *, is_needed: bool) -> bool:
    """Whether the text is data of a natural person that is not kept in clear, or the database cannot store it."""
    return bool(
        UNSTORABLE.search(text)
        or document_numbers(text)
        or (needed_or_not(text) and not is_needed)
        or PERSONAL.match(name)
        or (NAME_CELL.fullmatch(name) and is_person_name(text))
    )


def _chosen(request: HttpRequest) -> Iterator[DraftFile]:
    """Yield the posted files; one that must not be kept has no content."""
    for field, files in request.FILES.lists():
        for file in files:
            name = clean_filename(UNSTORABLE.sub("", file.name or ""))
            kind = (file.content_type or "")[:100]
            yield DraftFile(field=field, filename=name, content_type=kind, content=_content_of(file))


def _content_of(file: UploadedFile) -> bytes:
    """Return the bytes of the file; none for one with the ID number of a person, or one that cannot be read."""
    file.seek(0)
    content = bytes(file.read())
    return content if may_be_kept([content]) else b""


def _chosen_before(request: HttpRequest, user: int) -> list[DraftFile]:
    """Return the kept files that the form sends again, without those in whose place another one is chosen."""
    keys = [text for text in request.POST.getlist(KEPT_FILE) if text.isascii() and text.isdecimal() and len(text) < 19]
    files = DraftFile.objects.filter(draft__user_id=user, pk__in=keys)
    return [file for file in files if file.field not in request.FILES]


def give_kept_files(request: HttpRequest) -> None:
    """Put the kept files that the form sends again among the files that were chosen now."""
    for file in _chosen_before(request, request.user.pk):
        upload = SimpleUploadedFile(file.filename, bytes(file.content), file.content_type)
        request.FILES.appendlist(file.field, upload)


def asks_to_save(request: HttpRequest) -> bool:
    """Whether the request posts a form by its button to save a draft."""
    return SAVE_DRAFT in request.POST


def has_most_saved(key: FormKey) -> bool:
    """Whether the user has as many saved drafts as one may have, beside that of the form."""
    others = Draft.objects.kept().filter(SAVED, user=key.user).exclude(pk__in=_of_form(key).values("pk"))
    return others.count() >= MOST_DRAFTS


def _of_form(key: FormKey) -> DraftQuerySet:
    return Draft.objects.of_form(key.user, key.page, key.form)


def forget_draft(key: FormKey) -> None:
    """Erase the draft of the form."""
    _of_form(key).delete()


def owners_of(request: HttpRequest) -> set[int]:
    """Return the users whose drafts may be kept for this browser, though its session has ended."""
    cookie = request.COOKIES.get(settings.DRAFT_COOKIE_NAME)
    return (
        set(DraftCookie.objects.valid().filter(sha256=hash_of(cookie)).values_list("user", flat=True))
        if cookie
        else set()
    )


def give_cookie(request: HttpRequest) -> str:
    """Return the draft cookie of this browser, once it stands for the signed-in user."""
    cookie = request.COOKIES.get(settings.DRAFT_COOKIE_NAME) or secrets.token_urlsafe(32)
    DraftCookie.objects.update_or_create(
        sha256=hash_of(cookie), user=request.user, defaults={"given_at": timezone.now()}
    )
    return cookie


def erase_unsaved(user: User) -> None:
    """Erase the drafts that the user did not save, and the cookies by which more would be kept."""
    user.drafts.filter(~SAVED).delete()
    user.draft_cookies.all().delete()


def erase_all(user: User) -> None:
    """Erase the drafts of the user, and the cookies by which more would be kept."""
    user.drafts.all().delete()
    user.draft_cookies.all().delete()
