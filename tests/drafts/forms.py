"""The forms of pages as a browser has them: read from the HTML, and posted with all that they state."""

from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from drafts.filling import TICKED, Page, PageForm
from drafts.keys import FORM_KEY


def opened_page(client: Client, url: str) -> Page:
    """Return the page at the address."""
    response = client.get(url, follow=True)
    return read(response.content.decode(), response.request["PATH_INFO"])


def read(html: str, path: str) -> Page:
    """Return the page; the text of a textarea is its value, as a browser takes it."""
    page = Page(html, path)
    for control in (control for form in page.forms for control in form.controls):
        if control.tag == "textarea":
            control.attributes["value"] = unescape(html[control.end : control.text_end].removeprefix("\n"))
    return page


def form_on(client: Client, url: str, action: str = "") -> PageForm:
    """Return the form of the page that is posted to the action; by default to the address of the page."""
    action = action or urlsplit(url).path
    form = opened_page(client, url).form_of(action, {})
    assert form, f"{url} has no form to {action}"
    return form


def content_of(form: PageForm) -> dict[str, Any]:
    """Return what a browser sends of the form as it is."""
    content: dict[str, list[str]] = {}
    for control in form.controls:
        if control.tag == "option" and "selected" in control.attributes:
            content.setdefault(control.name, []).append(control.value)
        elif control.tag in ("option", "button", "select") or control.type in ("file", "submit"):
            continue
        elif control.type not in TICKED or "checked" in control.attributes:
            content.setdefault(control.name, []).append(
                control.attributes.get("value") or ("on" if control.type in TICKED else "")
            )
    return content


def values_of(form: PageForm, name: str) -> list[str]:
    """Return what the browser would send for the field."""
    return content_of(form).get(name, [])


def key_on(client: Client, url: str) -> dict[str, str]:
    """Return the key of a form of the page, which a browser sends with the form."""
    html = client.get(url, follow=True).content.decode()
    controls = (control for form in read(html, url).forms for control in form.controls)
    return {FORM_KEY: next(control.value for control in controls if control.name == FORM_KEY)}
