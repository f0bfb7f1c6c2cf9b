"""Every text that people type, on every page, in Django admin and in the API, refuses numbers of identity documents.

A form or a serializer with a text that is not guarded fails here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from rest_framework import serializers
from stdnum.iso7064 import mod_11_2

from accounts.models import Session, User
from accounts.permissions import Role
from accounts.routes import routes
from free_text.forms import FreeTextField
from free_text.serializers import FreeTextField as ApiTextField
from tests.audit.test_every_post import City, acts
from tests.factories import make_user

# Form and field → why its text needs no guard.
UNGUARDED = {
    ("SignInForm", "username"): "compared with the accounts, not kept",
    ("EstablishmentForm", "code"): "a slug",
    ("SplitForm", "code"): "a slug",
    ("FactorForm", "otp_code"): "compared with the second factor, not kept",
    ("LinkPasswordForm", "otp_code"): "compared with the code of the link, not kept",
    **dict.fromkeys(
        [(form, "email") for form in ("UserCreationForm", "UserChangeForm", "AccountChangeForm", "UserForm")],
        "an address of mail",
    ),
    ("LinkForm", "token"): "compared with the links, not kept",
    ("TypeSizeForm", "next"): "an address of the portal, not kept",
    **dict.fromkeys([("ReceiptForm", "number"), ("ReceiptForm", "code")], "compared with the receipts, not kept"),
    ("ChangesForm", "after"): "a mark that the platform gave, not kept",
    ("FeedForm", "token"): "a secret of a machine, never shown",
    ("DepartmentForm", "customs_code_prefixes"): "lists of five characters at most",
    ("RosterUploadSerializer", "office"): "compared with the office's own code",
    **dict.fromkeys(
        [(form, "short_title") for form in ("AmendmentForm", "MeasureContentForm", "NewMeasureForm")],
        "16 characters at most",
    ),
    ("NewPlanForm", "short_name"): "12 characters at most",
    ("RowDecisionForm", "lines"): "numbers of lines",
    ("CorrectionsForm", "lines"): "numbers of lines",
    ("CorrectionsForm", "as_of"): "a day",
    ("PreviewButtonForm", "preview"): "the number of a sheet",
    ("NumberForm", "number"): "compared with the numbers of certificates, not kept",
    ("CosigningKeyForm", "public_key"): "a public key and nothing else",
    **dict.fromkeys(
        [(form, "query") for form in ("ConditionsForm", "SavedSearchForm")],
        "conditions of a list, whose text is kept only where it is a part of a name or code of an enterprise",
    ),
    ("LookupForm", "names"): "lines about natural persons are not kept",
    **dict.fromkeys(
        [("NewApplicationSerializer", "enterprise"), ("NewApplicationSerializer", "plan")],
        "compared with codes and document numbers, not kept",
    ),
    ("NewViolationReportSerializer", "enterprise"): "compared with codes, not kept",
    ("OutcomeSerializer", "plan"): "compared with the numbers of plans, not kept",
    ("OutcomeSerializer", "version"): "compared with the version of the report, not kept",
    ("ConfirmationSerializer", "version"): "compared with the version of the month, not kept",
    ("ObjectionSubjectForm", "enterprise"): "fills a field that is guarded",
    **dict.fromkeys(
        [
            (form, field)
            for form in ("ObjectionForm", "ObjectionFilingForm")
            for field in ("objector_name", "objector_contact")
        ],
        "kept encrypted, and refuses numbers of identity documents as well",
    ),
    **dict.fromkeys(
        [
            *(("ObjectionFilingForm", field) for field in ("characters", "answer")),
            *(("ObjectionStatusForm", field) for field in ("number", "code")),
        ],
        "compared with what the portal made, not kept",
    ),
    ("CaseSubjectForm", "enterprise"): "compared with names and codes, not kept",
}
# Addresses that keep no text of what is posted: sign-in and passwords, choices of columns, and plain approvals.
WITHOUT_TEXT = {
    *("accounts:login", "accounts:password_change", "admin:auth_user_password_change", "accounts:password_link"),
    "staffing:proposal_approve",
    *("accounts:factor", "accounts:factor_check", "accounts:session_end", "accounts:sessions_end"),
    *("roster:submission_layout", "blacklists:import_layout"),
    *("screening:blacklist_switch_approve", "screening:match_policy_approve"),
    *("blacklists:import_approve", "screening:restoration_approve", "screening:lifting_approve"),
}
REFUSED = "系统不保存个人证件号码"
PLANTED = re.compile(r"36232219\d{9}[\dX]")
BETWEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff–-]")
# How a number is disguised.
WRITTEN: tuple[Callable[[str], str], ...] = (
    str,
    "\u200b".join,
    lambda number: f"{number[:6]}-{number[6:14]}-{number[14:]}",
    lambda number: f"{number[:6]}–{number[6:14]}–{number[14:]}",
    lambda number: number[:9] + "\ufeff\u2060\u200d\u200c" + number[9:],
    lambda number: number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"}),
)


def subclasses(base: type) -> Iterator[type]:
    for found in base.__subclasses__():
        yield found
        yield from subclasses(found)


def form_fields(user: User) -> Iterator[tuple[str, str, forms.Field]]:
    """Yield form, name and field of the forms of every page and of Django admin."""
    assert get_resolver().url_patterns
    packages = {route.name.split(":")[0] for route in routes()} | {"uploads", "incentives"}
    for form in subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] in packages and hasattr(form, "base_fields"):
            yield from ((form.__name__, name, field) for name, field in form.base_fields.items())
    request = RequestFactory().get("/")
    request.user = user
    for model, model_admin in admin.site._registry.items():
        for instance in (None, model._default_manager.first()):
            may = model_admin.has_change_permission(request) if instance else model_admin.has_add_permission(request)
            if may:
                form = model_admin.get_form(request, instance)
                yield from ((form.__name__, name, field) for name, field in form.base_fields.items())


def serializer_fields() -> Iterator[tuple[str, str, serializers.Field]]:
    """Yield serializer, name and field of the bodies that the API takes, with the fields of a mapping's values."""
    for callback in callbacks(get_resolver()):
        view = getattr(callback, "cls", None)
        if view is not None and hasattr(view, "post"):
            serializer = view.serializer_class
            for name, field in serializer().fields.items():
                yield serializer.__name__, name, getattr(field, "child", field)


def callbacks(resolver: URLResolver) -> Iterator[Any]:
    """Yield the view of every address."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from callbacks(pattern)
        else:
            yield pattern.callback


def guarded_names(user: User) -> set[str]:
    return {name for _, name, field in form_fields(user) if isinstance(field, FreeTextField)}


@pytest.mark.django_db
def test_every_text_of_a_form_is_guarded(reference_data: None) -> None:
    texts = {
        (form, name): field
        for form, name, field in form_fields(make_user(Role.SYSTEM))
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput)
    }
    assert len(texts) > 40
    unguarded = {place for place, field in texts.items() if not isinstance(field, FreeTextField)}
    assert unguarded - set(UNGUARDED) == set()


def test_every_text_of_a_request_to_the_api_is_guarded() -> None:
    texts = [
        (serializer, name)
        for serializer, name, field in serializer_fields()
        if isinstance(field, serializers.CharField) and not isinstance(field, ApiTextField) and not field.read_only
    ]
    assert set(texts) - set(UNGUARDED) == set()


class PostedForms(HTMLParser):
    """The forms of a page that are posted: all names of inputs, and those of texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[set[str], set[str]]] = []
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.is_inside = given.get("method") == "post"
            if self.is_inside:
                self.forms.append((set(), set()))
        elif self.is_inside and name and tag in ("input", "textarea", "select"):
            names, texts = self.forms[-1]
            names.add(name)
            if tag == "textarea" or (tag == "input" and given.get("type", "text") == "text"):
                texts.add(name)

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "form"

    def texts_with(self, posted: set[str]) -> set[str]:
        """The texts of the smallest form that has all these names; none where no form has them."""
        fitting = [(len(names), texts) for names, texts in self.forms if posted <= names]
        return min(fitting, key=lambda form: form[0])[1] if fitting else set()


def resident_id(serial: int) -> str:
    """Return an invented ID number of its own for each serial."""
    digits = f"36232219{60 + serial // 300:02d}0{1 + serial % 9}1{serial % 10}{serial % 1000:03d}"
    return digits + mod_11_2.calc_check_digit(digits)


class PlantingCity(City):
    """A city whose users type an ID number into each text of the form that they post, and into the names of files.

    The texts are posted with the number first, which is refused, and then without it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.guarded = guarded_names(self.system)
        self.planted: dict[str, tuple[str, str]] = {}
        self.accepted: list[tuple[str, str]] = []

    def post(self, user: User, name: str, data: dict[str, Any], *arguments: object) -> Any:
        if name not in WITHOUT_TEXT:
            client = Client()
            client.force_login(user)
            for key in sorted(self.texts(client, name, data, *arguments)):
                self.plant(client, name, data, key, *arguments)
        for key, value in data.items():
            if hasattr(value, "seek"):
                value.seek(0)
                stem, _, ending = value.name.rpartition(".")
                value.name = f"{stem}{WRITTEN[len(self.planted) % len(WRITTEN)](self.new_number(name, key))}.{ending}"
        return super().post(user, name, data, *arguments)

    def new_number(self, name: str, key: str) -> str:
        """Return a number that was not planted before, and note where it is planted."""
        number = resident_id(len(self.planted))
        self.planted[number] = (name, key)
        return number

    def texts(self, client: Client, name: str, data: dict[str, Any], *arguments: object) -> set[str]:
        """Return the texts of the posted form: those of the page at the address, or those of the data."""
        page = client.get(reverse(name, args=arguments))
        shown = page.content.decode() if page.status_code == 200 else ""
        return PostedForms(shown).texts_with(set(data)) | (set(data) & self.guarded)

    def plant(self, client: Client, name: str, data: dict[str, Any], key: str, *arguments: object) -> None:
        number = self.new_number(name, key)
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        # A code takes no other characters.
        written = number if key == "code" else WRITTEN[len(self.planted) % len(WRITTEN)](number)
        typed = {**data, key: f"{data.get(key) or ''}-{written}"}
        page = client.post(reverse(name, args=arguments), typed, follow=True).content.decode()
        if key in self.guarded and REFUSED not in page:
            self.accepted.append((name, key))


def stored_numbers() -> set[str]:
    """Return the planted numbers that the database holds, the sessions included."""
    texts = [str(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [row for (row,) in cursor.fetchall()]
    plain = unicodedata.normalize("NFKC", BETWEEN.sub("", "\n".join(texts)))
    return set(PLANTED.findall(plain))


@pytest.mark.django_db
def test_id_number_typed_into_any_text_is_refused_and_stored_nowhere() -> None:
    city = PlantingCity()
    failed = []
    for name, act in acts(city):
        response = act()
        if response.status_code not in (200, 201, 202, 302):
            failed.append((name, response.status_code))
    assert failed == []
    assert len(city.planted) > 60
    assert not city.accepted, city.accepted
    assert {city.planted[number] for number in stored_numbers() if number in city.planted} == set()
