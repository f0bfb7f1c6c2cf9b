"""The key that every form of a signed-in user carries: signed, for the user, the page, the form and its opening."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from drafts.models import KEY_AGE
from foundation.web.forms import NOT_TYPED

FORM_KEY = "form_key"
KEPT_FILE = "kept_file"
SALT = "drafts.form_key"
# The session holds, for the pages whose forms acted last, the opening of each.
ACTED = "acted_openings"
MOST_ACTED = 20


@dataclass(frozen=True)
class FormKey:
    """A form that was shown: to whom, on which page with its query, its name there, and in which opening of the page.

    `is_expired` states whether that is too long ago to accept it.
    """

    user: int
    page: str
    form: str
    opening: str
    is_expired: bool = False


def form_key(request: HttpRequest, form: str) -> str:
    """Return the key of this form of the page that answers the request.

    A page that answers a form with errors has the address and the opening of the page that showed the form first.
    """
    accepted: FormKey | None = getattr(request, "form_key", None)
    page = accepted.page if accepted else request.get_full_path()
    opening = accepted.opening if accepted else _opening_of(request)
    return signing.dumps([request.user.pk, page, form, opening], salt=SALT)


def _opening_of(request: HttpRequest) -> str:
    """Return what identifies this opening of the page, for all its forms.

    Where the browser goes back to a page whose form has acted, it is that opening again.
    """
    opening: str = getattr(request, "form_opening", "")
    if not opening:
        acted = request.session.get(ACTED, {}) if _goes_back(request) else {}
        opening = acted.get(request.get_full_path()) or secrets.token_urlsafe(12)
        request.form_opening = opening  # type: ignore[attr-defined]
    return opening


def _goes_back(request: HttpRequest) -> bool:
    """Whether the browser shows an earlier page again: without a click, an entered address or a reload.

    Browsers name those (Sec-Fetch-User, and Cache-Control for a reload). For a browser that names neither, a form
    acts once with the same content.
    """
    headers = request.headers
    return headers.get("Sec-Fetch-Mode") == "navigate" and not {"Sec-Fetch-User", "Cache-Control"} & headers.keys()


def note_acted(request: HttpRequest, key: FormKey) -> None:
    """Note in the session that a form of this opening of the page has acted; nothing after signing out."""
    if not request.user.is_authenticated:
        return
    acted = request.session.get(ACTED, {})
    acted.pop(key.page, None)
    request.session[ACTED] = dict([*acted.items(), (key.page, key.opening)][-MOST_ACTED:])


def is_form_posted(request: HttpRequest) -> bool:
    """Whether the request posts a form of a page, which has a key."""
    return request.method == "POST" and FORM_KEY in request.POST


def read_key(request: HttpRequest) -> FormKey | None:
    """Return the posted key; None for a request without one, and for one that the portal did not sign."""
    return parse_key(request.POST[FORM_KEY]) if is_form_posted(request) else None


def parse_key(text: str) -> FormKey | None:
    """Return the key that the text is; None for one that the portal did not sign."""
    try:
        return FormKey(*signing.loads(text, salt=SALT, max_age=KEY_AGE))
    except signing.SignatureExpired:
        return replace(FormKey(*signing.loads(text, salt=SALT)), is_expired=True)
    except signing.BadSignature:
        return None


def submission_key(request: HttpRequest, key: FormKey) -> UUID:
    """Return the key of what the request posts: the same for the same content of a page that was opened once.

    A double click, a repeated request and the same content sent again after going back have the same key. What is typed
    into a form that is opened again, or changed after going back to it, has another one.
    """
    texts = [(name, texts) for name, texts in request.POST.lists() if name not in (NOT_TYPED, FORM_KEY)]
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    content = (key.user, key.page, key.opening, request.path, sorted(texts), sorted(files))
    return UUID(bytes=hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).digest()[:16])
