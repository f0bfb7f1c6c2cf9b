"""Every page that a test gets is valid HTML: with FULL=1 each answer, otherwise each kind of page once a run.

`justhtml` builds the elements of a page as the standard has browsers build them. A page is valid where the parser
states no error, and builds the elements that the page writes: an element where it may not stand is moved, closed or
dropped, and an attribute that is written twice is dropped.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client
from justhtml import JustHTML
from justhtml.core.constants import VOID_ELEMENTS

from tests.depth import FULL

TAG = re.compile(r"<(/?[a-zA-Z][^>]*?)(/?)>")
VALUE = re.compile(r"""=(?:"[^"]*"|'[^']*')""")
# The kinds of pages that this process has seen: view, status and templates. Another page of the same templates differs
# in its texts, and so does the page of the same error from another view.
seen: set[tuple[Any, ...]] = set()
request_of = Client.request


@contextmanager
def invalid_pages(kinds: Path) -> Iterator[set[str]]:
    """Yield the set of lines «address: fault»; a page that a test client gets adds to it.

    In the folder `kinds` the workers of a run leave a file for each kind of page that one of them has parsed.
    """
    found: set[str] = set()

    def request_and_parse(client: Client, **request: Any) -> Any:
        response = request_of(client, **request)
        found.update(f"{request['PATH_INFO']}: {fault}" for fault in _faults_of(response, kinds))
        return response

    Client.request = request_and_parse  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Client.request = request_of  # type: ignore[method-assign]


def _faults_of(response: Any, kinds: Path) -> Iterator[str]:
    if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
        return
    match = response.wsgi_request.resolver_match
    view = match.view_name if match else ""
    templates = tuple(sorted({str(template.name) for template in response.templates}))
    # The pages of errors: 403.html, 403_csrf.html, 404.html.
    is_error = any(name[0].isdigit() for name in templates)
    kind = ("" if is_error else view, response.status_code, templates)
    if not response.has_header("Content-Encoding") and (FULL or _is_first(kind, kinds)):
        yield from faults(response.content.decode())


def _is_first(kind: tuple[Any, ...], kinds: Path) -> bool:
    """Whether no worker of the run has had a page of the kind before."""
    if kind in seen:
        return False
    seen.add(kind)
    try:
        Path(kinds, sha256(repr(kind).encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def faults(html: str) -> Iterator[str]:
    """Yield what the parser states, and the first tag that it takes otherwise than the page writes it."""
    is_fragment = not html.lstrip().lower().startswith("<!doctype")
    # A browser that runs scripts takes the content of noscript for text.
    page = JustHTML(html, sanitize=False, collect_errors=True, fragment=is_fragment, scripting_enabled=False)
    yield from (f"line {error.line}: {error.message}" for error in page.errors)
    for written, built in zip_longest(_tags(html), _tags(page.to_html(pretty=False))):
        if written != built:
            yield f"<{written}> is taken for <{built}>"
            break


def _tags(html: str) -> Iterator[str]:
    """Yield the tags with the names of their attributes, without those of tbody, which a page need not write."""
    for tag, is_closed in TAG.findall(html):
        name, *attributes = VALUE.sub("", tag).split()
        if name.strip("/") != "tbody":
            yield " ".join([name, *attributes])
        if is_closed and name not in VOID_ELEMENTS:
            yield f"/{name}"
