"""The key that every form of a signed-in user carries: signed, for this user and the page that shows the form."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from drafts.models import KEY_AGE
from foundation.web.forms import NOT_TYPED

FORM_KEY = "form_key"
KEPT_FILE = "kept_file"
SALT = "drafts.form_key"


@dataclass(frozen=True)
class FormKey:
    """For whom and on which page, with its query, a form was shown; whether that is too long ago to accept it."""

    user: int
    page: str
    is_expired: bool = False


def form_key(request: HttpRequest) -> str:
    """Return the key of the forms on the page that answers the request.

    A page that answers a form with errors has the address of the page that showed the form first.
    """
    accepted: FormKey | None = getattr(request, "form_key", None)
    page = accepted.page if accepted else request.get_full_path()
    return signing.dumps([request.user.pk, page, secrets.token_urlsafe(12)], salt=SALT)


def is_form_posted(request: HttpRequest) -> bool:
    """Whether the request posts a form of a page, which has a key."""
    return request.method == "POST" and FORM_KEY in request.POST


def read_key(request: HttpRequest) -> FormKey | None:
    """Return the posted key; None for a request without one, and for one that the portal did not sign."""
    if not is_form_posted(request):
        return None
    text = request.POST[FORM_KEY]
    try:
        user, page, _ = signing.loads(text, salt=SALT, max_age=KEY_AGE)
        return FormKey(user, page)
    except signing.SignatureExpired:
        user, page, _ = signing.loads(text, salt=SALT)
        return FormKey(user, page, is_expired=True)
    except signing.BadSignature:
        return None


def submission_key(request: HttpRequest) -> UUID:
    """Return the key of what the request posts: the same for the same content of a page that was opened once.

    A double click or a repeated request has the same key. What is typed into a form that is opened again, or changed
    after going back to it, has another one.
    """
    texts = [(name, texts) for name, texts in request.POST.lists() if name != NOT_TYPED]
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    content = (request.user.pk, request.path, sorted(texts), sorted(files))
    return UUID(bytes=hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).digest()[:16])
